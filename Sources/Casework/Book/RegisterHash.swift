import Crypto
package import Register

/// How an act is bound into the log without showing it (design §7).
///
/// The leaf names the unit, the version, the kind of act and the leaf before it; of the act itself it holds only
/// SHA-256(salt ‖ SHA-256(header) ‖ canonical act), where the header says who asked for the filing and on what basis. The salt is 16
/// random bytes, so even an act with few possible contents can't be guessed.
package enum RegisterHash {
    /// SHA-256(salt ‖ SHA-256(header) ‖ body).
    package static func commitment(salt: [UInt8], header: [UInt8], body: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: salt)
        hash.update(data: Array(SHA256.hash(data: header)))
        hash.update(data: body)
        return Array(hash.finalize())
    }

    /// RFC 6962 leaf hash of a log entry.
    package static func leaf(_ entry: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: [0])
        hash.update(data: entry)
        return Array(hash.finalize())
    }

    /// The log entry of one act: canonical JSON (RFC 8785), written straight into bytes because every registration makes one.
    /// All values are ASCII without characters that JSON escapes.
    /// - Parameter state: `PublicState.commitment(ofAct:)` of the page after the filing; nil in entries of version 1, which have none.
    package static func entry(
        unit: UnitCode, version: Int, entry: EntryID, kind: String, at: Moment, previous: [UInt8]?, commitment: [UInt8], state: [UInt8]?
    ) -> [UInt8] {
        var text = "{\"at\":\"\(stamp(at))\",\"commitment\":\"\(hex(commitment))\",\"entry\":\"\(entry.text)\",\"kind\":\"\(kind)\",\"previous\":"
        if let previous { text += "\"\(hex(previous))\"" } else { text += "null" }
        if let state { text += ",\"state\":\"\(hex(state))\"" }
        text += ",\"type\":\"act\",\"unit\":\"\(unit.text)\",\"v\":\(state == nil ? 1 : 2),\"version\":\(version)}"
        return Array(text.utf8)
    }

    /// The log entry of a certificate that was issued. `commitment` binds what the public log must not show: the key of its check page,
    /// the sealed facts that are printed on it and the case; the key's 128 random bits serve as salt.
    package static func issuedEntry(_ order: CertificateOrder, number: String, caseID: String, at: Moment) -> [UInt8] {
        issuedEntry(
            number: number, unit: order.unit.text, entry: order.entry.text, at: at,
            binding: certificateCommitment(token: order.token, kind: order.kind.rawValue, caseID: caseID, facts: order.facts),
            disclosure: order.disclosure)
    }

    /// - Parameter disclosure: `FieldDisclosure.root()`; nil for a certificate whose fields can't be shown one by one.
    static func issuedEntry(number: String, unit: String, entry: String, at: Moment, binding: [UInt8], disclosure: [UInt8]?) -> [UInt8] {
        guard let disclosure else { return issuedEntry(number: number, unit: unit, entry: entry, at: at, commitment: binding, version: 1) }
        return issuedEntry(
            number: number, unit: unit, entry: entry, at: at, commitment: certificateCommitment(binding: binding, disclosure: disclosure), version: 2)
    }

    static func issuedEntry(number: String, unit: String, entry: String, at: Moment, commitment: [UInt8], version: Int) -> [UInt8] {
        let text =
            "{\"at\":\"\(stamp(at))\",\"commitment\":\"\(hex(commitment))\",\"entry\":\"\(entry)\",\"event\":\"issued\",\"number\":\"\(number)\",\"type\":\"certificate\",\"unit\":\"\(unit)\",\"v\":\(version)}"
        return Array(text.utf8)
    }

    /// SHA-256(binding ‖ disclosure).
    static func certificateCommitment(binding: [UInt8], disclosure: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: binding)
        hash.update(data: disclosure)
        return Array(hash.finalize())
    }

    /// SHA-256(token ␀ kind ␀ case ␀ facts).
    static func certificateCommitment(token: String, kind: String, caseID: String, facts: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("\(token)\0\(kind)\0\(caseID)\0".utf8))
        hash.update(data: facts)
        return Array(hash.finalize())
    }

    /// The log entry of a certificate's end: `replaced` by another, or `cancelled`.
    static func endedEntry(number: String, event: String, successor: String?, unit: String, entry: String, at: Moment) -> [UInt8] {
        let next = successor.map { "\"\($0)\"" } ?? "null"
        let text =
            "{\"at\":\"\(stamp(at))\",\"entry\":\"\(entry)\",\"event\":\"\(event)\",\"number\":\"\(number)\",\"successor\":\(next),\"type\":\"certificate\",\"unit\":\"\(unit)\",\"v\":1}"
        return Array(text.utf8)
    }

    /// RFC 3339 to the microsecond: what the log says of a time is the whole of what the book says.
    static func stamp(_ at: Moment) -> String {
        let micros = ((at.microseconds % 1_000_000) + 1_000_000) % 1_000_000
        let digits = String(micros)
        return "\(at.rfc3339.dropLast(6)).\(String(repeating: "0", count: 6 - digits.count))\(digits)+08:00"
    }

    package static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            for (index, byte) in bytes.enumerated() {
                buffer[index * 2] = digits[Int(byte >> 4)]
                buffer[index * 2 + 1] = digits[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }
}
