/// The textual encoding of RFC 7468.
enum PEM {
    static func encode(_ der: [UInt8], label: String) -> String {
        var text = "-----BEGIN \(label)-----\n"
        var body = Base64.encode(der)[...]
        while !body.isEmpty {
            text += body.prefix(64) + "\n"
            body = body.dropFirst(64)
        }
        return text + "-----END \(label)-----\n"
    }

    /// The contents of every block with this label, in order. Throws where a block isn't base 64 or isn't closed.
    static func decode(_ text: String, label: String) throws -> [[UInt8]] {
        var blocks: [[UInt8]] = []
        var body: String?
        for line in text.split(whereSeparator: \.isNewline) {
            if line == "-----BEGIN \(label)-----" {
                body = ""
            } else if line == "-----END \(label)-----" {
                guard let der = body.flatMap({ Base64.decode($0) }) else { throw SealError.malformed("PEM \(label)") }
                blocks.append(der)
                body = nil
            } else if body != nil {
                body? += line
            }
        }
        guard body == nil else { throw SealError.malformed("PEM \(label): not closed") }
        return blocks
    }
}
