import Seals

/// A file that a document carries (ISO 32000-2 sections 7.11.4 and 14.13). It lies under the seal like everything else.
package struct Attachment: Sendable {
    /// What it is to the document (`AFRelationship`).
    package enum Relationship: String, Sendable {
        case data = "Data"
        case supplement = "Supplement"
    }

    /// File name; ASCII without characters that PDF strings escape.
    package let name: String
    /// For a person who looks through the attachments.
    package let summary: String
    /// Such as `text/plain`.
    package let type: String
    package let relationship: Relationship
    package let bytes: [UInt8]

    package init(name: String, summary: String, type: String, relationship: Relationship, bytes: [UInt8]) {
        self.name = name
        self.summary = summary
        self.type = type
        self.relationship = relationship
        self.bytes = bytes
    }

    /// Writes the files, not compressed, so that any tool finds them, and answers what the catalog says of them.
    static func write(_ attachments: [Attachment], at seconds: Int64, into book: inout PDFBook) -> String {
        guard !attachments.isEmpty else { return "" }
        let files = attachments.sorted { $0.name < $1.name }.map { item -> (name: String, number: Int) in
            let type = item.type.split(separator: "/").joined(separator: "#2F")
            let stream = book.rawStream(
                item.bytes,
                dictionary: "/Type /EmbeddedFile /Subtype /\(type) /Params << /Size \(item.bytes.count) /ModDate (\(PDFDate.text(seconds))) >>")
            let name = PDFText.hex(item.name)
            let number = book.object(
                "<< /Type /Filespec /F (\(item.name)) /UF \(name) /Desc \(PDFText.hex(item.summary))"
                    + " /AFRelationship /\(item.relationship.rawValue) /EF << /F \(stream) 0 R /UF \(stream) 0 R >> >>")
            return (name, number)
        }
        let names = files.map { "\($0.name) \($0.number) 0 R" }.joined(separator: " ")
        let references = files.map { "\($0.number) 0 R" }.joined(separator: " ")
        return " /Names << /EmbeddedFiles << /Names [\(names)] >> >> /AF [\(references)]"
    }
}
