/// What one thread at a time makes documents with: a typesetter, and the artwork that many documents share.
///
/// Sendable because ``DocumentPress`` lends it to one thread at a time.
final class Workshop: @unchecked Sendable {
    let typesetter = Typesetter()
    private var artworks: [String: Artwork] = [:]

    /// The artwork of this name, made and compressed at first use.
    func artwork(_ name: String, width: Double, height: Double, draw: (Canvas) throws -> Void) throws -> Artwork {
        if let artwork = artworks[name] { return artwork }
        // Seals of many bodies may pass through one process; the rest are a handful.
        if artworks.count > 64 { artworks.removeAll() }
        let canvas = Canvas(width: width, height: height, typesetter: typesetter)
        try draw(canvas)
        let artwork = try Artwork(name: name, width: width, height: height, canvas: canvas)
        artworks[name] = artwork
        return artwork
    }
}
