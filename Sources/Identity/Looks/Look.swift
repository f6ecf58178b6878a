package import Register
import Storage

/// One look of one official at one party.
package struct Look: Hashable, Sendable {
    /// Counts the looks of an account from 1 without gaps, so that a missing one is noticed.
    package let number: Int64
    package let party: PartyID
    package let at: Moment
    package let viewer: Viewer
    package let subject: LookSubject
    package let purpose: Purpose
    package let fields: [PartyField]
    /// What its entry in the registry's log is salted with; nil for looks that have none.
    package let salt: [UInt8]?
}

extension Look {
    static let columns: SQL = """
        number, party_id, at, account_id, viewer_name, role, office, unit, case_id, purpose, purpose_text, fields, mac, salt
        """

    init(row: ResultRow) throws {
        guard let role = Role(rawValue: try row.text("role")), let code = Purpose.Code(rawValue: try row.text("purpose")) else {
            throw StorageError.wrongType(column: "role or purpose", expected: "a known one", found: "text")
        }
        let viewer = Viewer(
            account: AccountID(try row.text("account_id")), name: try row.text("viewer_name"), role: role, office: try row.text("office"))
        self.init(
            number: try row.int("number"), party: PartyID(try row.text("party_id")), at: Moment(microseconds: try row.int("at")),
            viewer: viewer,
            subject: LookSubject(unit: try row.textIfPresent("unit").map(UnitCode.init(trusted:)), caseID: try row.textIfPresent("case_id")),
            purpose: try Purpose(code, row.text("purpose_text")),
            fields: try row.text("fields").split(separator: ",").compactMap { PartyField(rawValue: String($0)) },
            salt: try row.blobIfPresent("salt"))
    }

    /// Everything that is authenticated, in a fixed order.
    func parts(region: String) -> [String] {
        [
            region, viewer.account.text, String(number), party.text, String(at.microseconds), viewer.name, viewer.role.rawValue, viewer.office,
            subject.unit?.text ?? "", subject.caseID ?? "", purpose.code.rawValue, purpose.text, fieldList,
        ]
    }

    package var fieldList: String { fields.map(\.rawValue).joined(separator: ",") }
}
