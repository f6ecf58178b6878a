package import Register
import Seals
package import Storage

/// Why the program itself needs names and numbers, without showing them to an official. What a machine reads goes into
/// a document or a message that is logged in its own way.
package enum MachineWork: Hashable, Sendable {
    /// Comparing departments' answers with the applicants.
    case checks
    /// Printing certificates, notices and receipts.
    case documents
    /// Asking or telling a department.
    case exchange
    /// Signing in, and telling the party itself.
    case party
    /// Verification, backup and export by the operator.
    case operation
}

extension PartyBook {
    /// The details of parties for work in which no official sees them. Unknown ids are missing from the answer.
    package func details(of ids: some Sequence<PartyID>, for work: MachineWork, in connection: any Connection) throws
        -> [PartyID: PartyDetails]
    {
        try load(ids, in: connection)
    }

    /// What the book knows about the party that asks.
    package func ownDetails(of id: PartyID, in connection: any Connection) throws -> PartyDetails {
        guard let details = try load([id], in: connection)[id] else { throw IdentityError.unknownParty(id) }
        return details
    }

    /// Parties as lists show them. Nothing in it identifies a natural person, so it is no look.
    package func masked(_ ids: some Sequence<PartyID>, in connection: any Connection) throws -> [PartyID: MaskedParty] {
        try load(ids, in: connection).mapValues { details in
            MaskedParty(ref: details.ref, name: details.maskedName, identifier: details.identifier.masked)
        }
    }

    /// The details of parties for an official: each is recorded as a look, which the party can see, in the same transaction.
    ///
    /// - Parameters:
    ///   - fields: what will be shown; what isn't named is left out of the answer (minimum necessary, 个人信息保护法 6).
    ///   - subject: the unit and the case that the look is about, if any.
    ///   - sitting: where a reload is no new look; nil: every look is a new one.
    /// - Throws: ``IdentityError/unknownParty(_:)``: nothing is shown and nothing recorded then.
    package func reveal(
        _ ids: some Sequence<PartyID>, fields: Set<PartyField>, for purpose: Purpose, by viewer: Viewer,
        about subject: LookSubject = .init(), during sitting: LookSitting? = nil, at now: Moment, in connection: any Connection
    ) throws -> [PartyID: RevealedParty] {
        let ids = Set(ids).sorted()
        let details = try load(ids, in: connection)
        for id in ids where details[id] == nil { throw IdentityError.unknownParty(id) }
        try lookLog.record(
            ids, fields: fields, for: purpose, by: viewer, about: subject, during: sitting, at: now, in: connection)
        return details.mapValues { RevealedParty($0, fields: fields) }
    }

    private func load(_ ids: some Sequence<PartyID>, in connection: any Connection) throws -> [PartyID: PartyDetails] {
        let ids = Array(Set(ids))
        var result: [PartyID: PartyDetails] = [:]
        for part in ids.chunks(of: 500) {
            let rows = try connection.rows(
                """
                SELECT party_id, kind, name_sealed, identifier_kind, identifier_sealed, phone_sealed FROM party
                WHERE region = \(region) AND party_id IN \(list: part.map(\.text))
                """)
            for row in rows {
                let ref = try PartyRef(row: row)
                let place = self.row(ref.id)
                result[ref.id] = PartyDetails(
                    ref: ref, name: try sealer.open(row.blob("name_sealed"), .partyName, row: place),
                    identifier: try PartyIdentifier(
                        storedKind: row.text("identifier_kind"),
                        number: sealer.open(row.blob("identifier_sealed"), .partyIdentifier, row: place)),
                    phone: try row.blobIfPresent("phone_sealed").map { try sealer.open($0, .partyPhone, row: place) })
            }
        }
        return result
    }
}

/// What a look shows: the fields it was recorded for; the others masked or absent.
package struct RevealedParty: Hashable, Sendable {
    package let ref: PartyRef
    package let name: String
    /// The number as it is, or masked.
    package let identifier: String
    package let identifierKind: PartyIdentifierKind
    package let phone: String?

    init(_ details: PartyDetails, fields: Set<PartyField>) {
        ref = details.ref
        name = fields.contains(.name) ? details.name : details.maskedName
        identifier = fields.contains(.identifier) ? details.identifier.number : details.identifier.masked
        identifierKind = details.identifier.kind
        phone = fields.contains(.phone) ? details.phone : nil
    }
}

extension PartyBook {
    /// The record of who looked at whom, for its owner and for auditors.
    package var lookLog: LookLog { LookLog(region: region, sealer: sealer, logged: logged) }
}
