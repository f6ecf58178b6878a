/// What one thread at a time makes documents with: a typesetter, and the artwork that many documents share.
///
/// Sendable because ``DocumentPress`` lends it to one thread at a time.
final class Workshop: @unchecked Sendable {
    let typesetter = Typesetter()
    private var artworks: [String: Artwork] = [:]
    private var stocks: [[String]: PageStock] = [:]

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

    /// What documents with these artworks begin with, made at first use.
    func stock(_ artworks: [Artwork]) throws -> PageStock {
        let names = artworks.map(\.resource)
        if let stock = stocks[names] { return stock }
        // One for each kind of document and body, of some 60,000 bytes.
        if stocks.count > 64 { stocks.removeAll() }
        let stock = try PageStock(artworks)
        stocks[names] = stock
        return stock
    }
}
