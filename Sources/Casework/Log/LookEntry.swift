import Crypto
package import Identity
import Register
package import Storage

/// The log entry of an official's look at somebody's data: canonical JSON with the time and a commitment, nothing else.
///
/// Whom it was about, who looked, for which office and purpose are fields of a `FieldDisclosure`: its owner is shown them with their
/// salts, and can prove the look or that it was told otherwise.
package enum LookEntry {
    package static func leafID(_ look: Identity.Look, region: String) -> String { "look:\(region):\(look.viewer.account.text):\(look.number)" }

    static func appending(_ look: Identity.Look, region: String, in connection: any Connection) -> SQL {
        LogRecords.appending(leafID: leafID(look, region: region), entry: entry(look, region: region), in: connection)
    }

    static func entry(_ look: Identity.Look, region: String) -> [UInt8] {
        let commitment = disclosure(look, region: region).flatMap { try? $0.commitment() } ?? ""
        return Array("{\"at\":\"\(RegisterHash.stamp(look.at))\",\"commitment\":\"\(commitment)\",\"type\":\"look\",\"v\":1}".utf8)
    }

    /// What its owner is told. The official's name and account stay hidden: the office answers for them (个人信息保护法 50).
    package static func shown(_ look: Identity.Look, region: String) throws -> FieldDisclosure? {
        try disclosure(look, region: region)?.showing(["case", "fields", "office", "party", "purpose", "purposeText", "role", "unit"])
    }

    /// - Returns: nil for looks without an entry.
    static func disclosure(_ look: Identity.Look, region: String) -> FieldDisclosure? {
        guard let salt = look.salt else { return nil }
        return FieldDisclosure(
            [
                ("account", look.viewer.account.text), ("case", look.subject.caseID ?? ""), ("fields", look.fieldList), ("name", look.viewer.name),
                ("number", String(look.number)), ("office", look.viewer.office), ("party", look.party.text), ("purpose", look.purpose.code.rawValue),
                ("purposeText", look.purpose.text), ("region", region), ("role", look.viewer.role.rawValue), ("unit", look.subject.unit?.text ?? ""),
            ], secret: RegisterHash.hex(salt), binding: Array(SHA256.hash(data: salt)))
    }

    /// The places in the log of looks, by their leaf IDs; those that the sequencer hasn't placed yet are left out.
    package static func indexes(of looks: some Collection<Identity.Look>, region: String, in connection: any Connection) throws -> [String: Int64] {
        guard !looks.isEmpty else { return [:] }
        let rows = try connection.rows(
            "SELECT leaf_id, leaf_index FROM log_entry WHERE leaf_id IN \(list: looks.map { leafID($0, region: region) })")
        return Dictionary(try rows.map { (try $0.text("leaf_id"), try $0.int("leaf_index")) }) { first, _ in first }
    }
}
