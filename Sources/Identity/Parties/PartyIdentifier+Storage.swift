import Register
import Storage

/// How an identifier lies in the book: its kind in the clear, its number encrypted and indexed.
extension PartyIdentifier {
    var storedKind: String { kind.rawValue }
    var storedNumber: String { number }

    init(storedKind: String, number: String) throws {
        guard let kind = PartyIdentifierKind(rawValue: storedKind) else {
            throw StorageError.wrongType(column: "identifier_kind", expected: "identifier kind", found: "text")
        }
        try self.init(kind: kind, number: number)
    }
}
