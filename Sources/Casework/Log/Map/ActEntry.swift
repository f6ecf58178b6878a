import Register

/// An act's log entry, as a verifier reads it.
package struct ActEntry: Hashable, Sendable, Decodable {
    package let at: String
    package let kind: String
    /// Leaf hash of the unit's entry before it, in hexadecimal.
    package let previous: String?
    /// Commits to the page after the filing; nil in entries of before it did (version 1).
    package let state: String?
    package let type: String
    package let unit: String
    package let version: Int

    /// - Throws: `StateFault.otherEntry` for any entry but an act's.
    package init(_ bytes: [UInt8]) throws {
        guard let entry = try? CanonicalJSON.decode(ActEntry.self, from: bytes), entry.type == "act" else { throw StateFault.otherEntry }
        self = entry
    }

    /// The unit that an entry of the log is about; nil for entries of other things than acts.
    ///
    /// Found without reading the whole: the sequencer asks it of every entry. In canonical JSON an act's last members are type, unit, v and
    /// version, and none of its values can hold a quotation mark.
    package static func unit(of entry: [UInt8]) -> String? {
        let mark = Array("\"type\":\"act\",\"unit\":\"".utf8)
        guard entry.first == UInt8(ascii: "{"), entry.count > mark.count else { return nil }
        var start = entry.count - mark.count
        let stop = max(0, start - 100)
        while start > stop {
            if entry[start] == mark[0], entry[start..<(start + mark.count)].elementsEqual(mark) {
                let value = entry[(start + mark.count)...].prefix { $0 != UInt8(ascii: "\"") }
                return String(decoding: value, as: UTF8.self)
            }
            start -= 1
        }
        return nil
    }
}
