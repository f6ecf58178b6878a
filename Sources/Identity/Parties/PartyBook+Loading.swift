package import Register
import Seals
package import Storage

/// Claims that are encrypted and ready to be entered: the slow part, done before the transaction begins.
package struct PreparedParties: Sendable {
    struct Line: Sendable {
        let id: PartyID
        let kind: PartyKind
        let name: String
        let nameSealed: [UInt8]
        /// Tokens under all keys of the index, the current one first.
        let nameIndexes: [[UInt8]]
        let identifierKind: String
        let identifierSealed: [UInt8]
        let identifierIndexes: [[UInt8]]
        let phoneSealed: [UInt8]?
        let source: PartyClaim.Source
        var nameIndex: [UInt8] { nameIndexes[0] }
        var identifierIndex: [UInt8] { identifierIndexes[0] }
    }

    let lines: [Line]
    let at: Moment
}

extension PartyBook {
    /// Encrypts claims. For many parties call this outside the transaction, on several threads if you like.
    /// - Parameter naming: the number that a party gets if it is new; random by default, so that it says nothing about the party.
    package func prepare(_ claims: [PartyClaim], at now: Moment, naming: ((PartyClaim) -> PartyID)? = nil) throws -> PreparedParties {
        PreparedParties(lines: try claims.map { try line($0, id: naming?($0) ?? PartyID(Hex.encode(randomBytes(16)))) }, at: now)
    }

    private func line(_ claim: PartyClaim, id: PartyID) throws -> PreparedParties.Line {
        let row = row(id)
        return PreparedParties.Line(
            id: id, kind: claim.kind, name: claim.name,
            nameSealed: try sealer.seal(claim.name, .partyName, row: row),
            nameIndexes: sealer.indexTokens(claim.name, domain: Self.nameDomain),
            identifierKind: claim.identifier.storedKind,
            identifierSealed: try sealer.seal(claim.identifier.storedNumber, .partyIdentifier, row: row),
            identifierIndexes: tokens(claim.identifier),
            phoneSealed: try claim.phone.map { try sealer.seal($0, .partyPhone, row: row) },
            source: claim.source)
    }

    /// The parties of the claims, in their order; those that the book doesn't know are entered.
    ///
    /// Two claims with one identifier give one party. Loads 100,000 parties in a few hundred statements.
    /// - Throws: ``IdentityError/nameDiffers``, see ``ensure(_:at:in:)``.
    package func ensure(_ prepared: PreparedParties, in connection: any Connection) throws -> [PartyRef] {
        var known: [Key: Known] = [:]
        for lines in prepared.lines.chunks(of: Self.batch) {
            try look(up: lines, into: &known, in: connection)
            var new: [PreparedParties.Line] = []
            for line in lines where Self.find(line, in: known) == nil {
                known[Key(line)] = Known(ref: PartyRef(id: line.id, kind: line.kind), nameIndex: line.nameIndex)
                new.append(line)
            }
            try enter(new, at: prepared.at, in: connection)
        }
        return try prepared.lines.map { line in
            guard let key = Self.find(line, in: known), let found = known[key] else { throw IdentityError.unknownParty(line.id) }
            if !line.nameIndexes.contains(found.nameIndex) {
                guard line.source == .authority else { throw IdentityError.nameDiffers }
                try rename(found.ref.id, to: line, at: prepared.at, in: connection)
                known[key]?.nameIndex = line.nameIndex
            }
            return found.ref
        }
    }

    private static let batch = 500

    private struct Key: Hashable {
        let kind: String
        let index: [UInt8]
        init(_ line: PreparedParties.Line) {
            kind = line.identifierKind
            index = line.identifierIndex
        }
        init(kind: String, index: [UInt8]) {
            self.kind = kind
            self.index = index
        }
    }

    /// A party may have been indexed under an earlier key.
    private static func find(_ line: PreparedParties.Line, in known: [Key: Known]) -> Key? {
        line.identifierIndexes.lazy.map { Key(kind: line.identifierKind, index: $0) }.first { known[$0] != nil }
    }

    private struct Known {
        let ref: PartyRef
        var nameIndex: [UInt8]
    }

    private func look(
        up lines: [PreparedParties.Line], into known: inout [Key: Known], in connection: any Connection
    ) throws {
        for (kind, group) in Dictionary(grouping: lines, by: \.identifierKind) {
            let rows = try connection.rows(
                """
                SELECT party_id, kind, name_index, identifier_index FROM party
                WHERE region = \(region) AND identifier_kind = \(kind) AND identifier_index IN \(list: group.flatMap(\.identifierIndexes))
                """)
            for row in rows {
                known[Key(kind: kind, index: try row.blob("identifier_index"))] = Known(
                    ref: try PartyRef(row: row), nameIndex: try row.blob("name_index"))
            }
        }
    }

    private func enter(_ lines: [PreparedParties.Line], at now: Moment, in connection: any Connection) throws {
        guard !lines.isEmpty else { return }
        let values = lines.map { line -> SQL in
            """
            (\(region), \(line.id.text), \(line.kind.rawValue), \(line.nameSealed), \(line.nameIndex), \(line.identifierKind),
            \(line.identifierSealed), \(line.identifierIndex), \(line.phoneSealed), \(now.microseconds), \(now.microseconds))
            """
        }
        try connection.execute(
            """
            INSERT INTO party (region, party_id, kind, name_sealed, name_index, identifier_kind, identifier_sealed,
            identifier_index, phone_sealed, created_at, changed_at) VALUES \(sql: SQL(joining: values, with: ", "))
            """)
    }

    private func rename(_ id: PartyID, to line: PreparedParties.Line, at now: Moment, in connection: any Connection) throws {
        let sealed = try sealer.seal(line.name, .partyName, row: row(id))
        try connection.execute(
            """
            INSERT INTO party_name (region, party_id, ended_at, name_sealed, name_index)
            SELECT region, party_id, \(now.microseconds), name_sealed, name_index FROM party
            WHERE region = \(region) AND party_id = \(id.text)
            """)
        try connection.execute(
            """
            UPDATE party SET name_sealed = \(sealed), name_index = \(line.nameIndex), changed_at = \(now.microseconds)
            WHERE region = \(region) AND party_id = \(id.text)
            """)
    }
}
