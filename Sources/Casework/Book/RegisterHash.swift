import Crypto
package import Register

/// How an act is bound into the log without showing it (design §7).
///
/// The leaf names the unit, the version, the kind of act and the leaf before it; of the act itself it holds only
/// SHA-256(salt ‖ canonical act). The salt is 16 random bytes, so even an act with few possible contents can't be guessed.
package enum RegisterHash {
    /// SHA-256(salt ‖ body).
    package static func commitment(salt: [UInt8], body: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: salt)
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
    package static func entry(
        unit: UnitCode, version: Int, entry: EntryID, kind: String, at: Moment, previous: [UInt8]?, commitment: [UInt8]
    ) -> [UInt8] {
        var text = "{\"at\":\"\(at.rfc3339)\",\"commitment\":\"\(hex(commitment))\",\"entry\":\"\(entry.text)\",\"kind\":\"\(kind)\",\"previous\":"
        if let previous { text += "\"\(hex(previous))\"" } else { text += "null" }
        text += ",\"type\":\"act\",\"unit\":\"\(unit.text)\",\"v\":1,\"version\":\(version)}"
        return Array(text.utf8)
    }

    /// The log entry of an event in the life of a certificate: issued, replaced, cancelled.
    package static func certificateEntry(number: String, event: String, unit: UnitCode, entry: EntryID, at: Moment) -> [UInt8] {
        let text =
            "{\"at\":\"\(at.rfc3339)\",\"entry\":\"\(entry.text)\",\"event\":\"\(event)\",\"number\":\"\(number)\",\"type\":\"certificate\",\"unit\":\"\(unit.text)\",\"v\":1}"
        return Array(text.utf8)
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
