package import Register
package import Storage

/// Parties' names as they lie in the book. Whether they are the ones that somebody saw before is told without opening any.
package struct SealedNames: Sendable {
    fileprivate struct Line: Sendable {
        let ref: PartyRef
        let name: [UInt8]
        let nameIndex: [UInt8]
        let identifierKind: String
        let identifier: [UInt8]
    }

    fileprivate let lines: [Line]
    fileprivate let book: PartyBook

    /// Others as soon as one of the names is another: each party with the blind index of its name. A new key of the index changes them too.
    package var marks: [[UInt8]] { lines.flatMap { [Array($0.ref.id.text.utf8), $0.nameIndex] } }

    /// As lists show them; the reader's own in full. Parties that the book doesn't know are missing.
    package func masked(besides reader: PartyID? = nil) throws -> [PartyID: String] {
        var names: [PartyID: String] = [:]
        for line in lines {
            let name = try book.sealer.open(line.name, .partyName, row: book.row(line.ref.id))
            names[line.ref.id] = line.ref.id == reader ? name : PartyName.masked(name, of: line.ref.kind)
        }
        return names
    }

    /// The number of the party that asks.
    /// - Throws: ``IdentityError/unknownParty(_:)`` if it isn't one of these.
    package func ownIdentifier(of reader: PartyID) throws -> PartyIdentifier {
        guard let line = lines.first(where: { $0.ref.id == reader }) else { throw IdentityError.unknownParty(reader) }
        return try PartyIdentifier(storedKind: line.identifierKind, number: book.sealer.open(line.identifier, .partyIdentifier, row: book.row(reader)))
    }
}

extension PartyBook {
    /// What lists show of parties, not opened yet. Nothing in it identifies a natural person, so it is no look.
    package func names(of ids: some Sequence<PartyID>, in connection: any Connection) throws -> SealedNames {
        let ids = Set(ids).sorted()
        var lines: [SealedNames.Line] = []
        for part in ids.chunks(of: 500) {
            lines += try connection.rows(
                """
                SELECT party_id, kind, name_sealed, name_index, identifier_kind, identifier_sealed FROM party
                WHERE region = \(region) AND party_id IN \(list: part.map(\.text)) ORDER BY party_id
                """
            ).map { row in
                SealedNames.Line(
                    ref: try PartyRef(row: row), name: try row.blob("name_sealed"), nameIndex: try row.blob("name_index"),
                    identifierKind: try row.text("identifier_kind"), identifier: try row.blob("identifier_sealed"))
            }
        }
        return SealedNames(lines: lines, book: self)
    }
}
