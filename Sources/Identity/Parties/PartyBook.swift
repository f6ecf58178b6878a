package import Register
import Seals
package import Storage

/// The book of people and organisations: the only place that knows who a ``PartyID`` is.
///
/// All functions work inside a caller's transaction, so that naming a party can be part of a bigger change. Who may see
/// what they return is decided by how it is asked: ``details(of:for:in:)`` for machine work, ``ownDetails(of:in:)`` for the
/// party itself, ``reveal(_:fields:for:by:about:at:in:)`` for officials, which records the look.
package struct PartyBook: Sendable {
    package let region: String
    let sealer: PartySealer
    private(set) var logged: LookLogging?

    package init(region: String, sealer: PartySealer) {
        self.region = region
        self.sealer = sealer
    }

    /// The same book, whose looks are written into the registry's log in the transaction in which they happen.
    package func logging(_ logged: @escaping LookLogging) -> PartyBook {
        var book = self
        book.logged = logged
        return book
    }

    // MARK: Finding

    /// The party with this identifier.
    package func find(_ identifier: PartyIdentifier, in connection: any Connection) throws -> PartyRef? {
        try connection.row(
            """
            SELECT party_id, kind FROM party
            WHERE region = \(region) AND identifier_kind = \(identifier.storedKind) AND identifier_index IN \(list: tokens(identifier))
            """
        ).map(PartyRef.init(row:))
    }

    /// Everybody who has or had exactly this name, at most `limit`.
    package func find(name: String, limit: Int = 100, in connection: any Connection) throws -> [PartyRef] {
        let tokens = sealer.indexTokens(try PartyName.normalised(name), domain: Self.nameDomain)
        return try connection.rows(
            """
            SELECT party_id, kind FROM party WHERE region = \(region) AND (name_index IN \(list: tokens) OR party_id IN (
                SELECT party_id FROM party_name WHERE region = \(region) AND name_index IN \(list: tokens)))
            ORDER BY party_id LIMIT \(limit)
            """
        ).map(PartyRef.init(row:))
    }

    package func ref(of id: PartyID, in connection: any Connection) throws -> PartyRef? {
        try connection.row("SELECT party_id, kind FROM party WHERE region = \(region) AND party_id = \(id.text)")
            .map(PartyRef.init(row:))
    }

    // MARK: Naming

    /// The party of a claim; it is entered if the book doesn't know the identifier.
    ///
    /// - Throws: ``IdentityError/nameDiffers`` where the book has another name and the claim doesn't come from an authority.
    @discardableResult
    package func ensure(_ claim: PartyClaim, at now: Moment, in connection: any Connection) throws -> PartyRef {
        try ensure(prepare([claim], at: now), in: connection)[0]
    }

    package func setPhone(_ phone: String?, of id: PartyID, at now: Moment, in connection: any Connection) throws {
        let sealed = try phone.map { try sealer.seal(PhoneNumber.normalised($0), .partyPhone, row: row(id)) }
        let changed = try connection.execute(
            """
            UPDATE party SET phone_sealed = \(sealed), changed_at = \(now.microseconds)
            WHERE region = \(region) AND party_id = \(id.text)
            """)
        guard changed == 1 else { throw IdentityError.unknownParty(id) }
    }

    /// The names that a party had before, the latest first.
    package func formerNames(of id: PartyID, for work: MachineWork, in connection: any Connection) throws -> [FormerName] {
        try connection.rows(
            """
            SELECT name_sealed, ended_at FROM party_name WHERE region = \(region) AND party_id = \(id.text) ORDER BY ended_at DESC
            """
        ).map { row in
            FormerName(
                name: try sealer.open(row.blob("name_sealed"), .partyName, row: self.row(id)),
                endedAt: Moment(microseconds: try row.int("ended_at")))
        }
    }

    // MARK: Inside

    static let nameDomain = "party.name"

    /// The identifier's blind indexes in hexadecimal, under the current key first: they tell whether two are the same without saying which.
    package func blindIndexes(_ identifier: PartyIdentifier) -> [String] { tokens(identifier).map(Hex.encode) }

    /// The current token first.
    func tokens(_ identifier: PartyIdentifier) -> [[UInt8]] {
        sealer.indexTokens(identifier.storedNumber, domain: "party.identifier.\(identifier.storedKind)")
    }

    /// What a party's ciphertexts are bound to.
    func row(_ id: PartyID) -> String { "\(region)/\(id.text)" }
}

extension PartyRef {
    init(row: ResultRow) throws {
        let kind = try row.text("kind")
        guard let kind = PartyKind(rawValue: kind) else {
            throw StorageError.wrongType(column: "kind", expected: "party kind", found: "text")
        }
        self.init(id: PartyID(try row.text("party_id")), kind: kind)
    }
}
