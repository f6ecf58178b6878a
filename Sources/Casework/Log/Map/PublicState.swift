import Crypto
package import Register

/// What anybody may know of a unit's page as it stands after a filing: its standing, and of each kind of right or burden whether there is
/// any (不动产登记资料查询暂行办法: yes or no, never whose and never how many).
///
/// Each act's log entry commits to it, so that what the map calls a unit's last entry also proves that nothing stands on the unit. The
/// log can be copied by everybody and the register must not be, so the entry holds a salted digest; the salt is shown where the state
/// itself is, at the door that is limited for each client.
package struct PublicState: Hashable, Sendable, Codable {
    package let easement: Bool
    package let lock: Bool
    package let mortgage: Bool
    package let notice: Bool
    package let objection: Bool
    /// Whether anybody owns it, or holds the use right in the place of ownership.
    package let owned: Bool
    package let residence: Bool
    /// In force or waiting its turn.
    package let seizure: Bool
    /// Held by several.
    package let shared: Bool
    package let standing: Folio.Standing

    package init(_ folio: Folio) {
        easement = !folio.easements.isEmpty
        lock = !folio.locks.isEmpty
        mortgage = !folio.mortgages.isEmpty
        notice = !folio.notices.isEmpty
        objection = !folio.objections.isEmpty
        owned = folio.ownership != nil
        residence = !folio.residences.isEmpty
        seizure = !folio.seizures.isEmpty
        shared = (folio.ownership?.holders.count ?? 0) > 1
        standing = folio.standing
    }

    /// Canonical JSON (RFC 8785), written straight: every registration makes one.
    package var text: String {
        """
        {"easement":\(easement),"lock":\(lock),"mortgage":\(mortgage),"notice":\(notice),"objection":\(objection),"owned":\(owned),\
        "residence":\(residence),"seizure":\(seizure),"shared":\(shared),"standing":"\(standing.rawValue)"}
        """
    }

    /// 16 bytes that follow from the act's own salt and tell nothing about it.
    static func salt(ofAct salt: [UInt8]) -> [UInt8] {
        Array(Array(HMAC<SHA256>.authenticationCode(for: Array("state".utf8), using: SymmetricKey(data: salt))).prefix(16))
    }

    /// SHA-256(salt ‖ text): what the entry says.
    static func commitment(_ text: String, salt: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: salt)
        hash.update(data: Array(text.utf8))
        return Array(hash.finalize())
    }

    /// What an act's entry says of the page after its filing.
    func commitment(ofAct salt: [UInt8]) -> [UInt8] { Self.commitment(text, salt: Self.salt(ofAct: salt)) }
}
