import Ledger
import Register

/// The log entry of a record that was registered before this register: canonical JSON (RFC 8785).
///
/// In the clear it has what an act's entry has: the unit, which record of it this is, what was registered and when, and the leaf hash of
/// the unit's record before it. Everything else is in the commitment.
enum RecordEntry {
    /// Records of one unit at most: the number has five digits in the leaf ID, so that leaf IDs sort as the records do.
    static let mostRecords = 99_999

    static func leafID(_ unit: String, number: Int, region: String) -> String {
        let digits = String(number)
        return "record:\(region):\(unit):\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits)"
    }

    /// What the entry's parts are, wherever they lie.
    struct Parts {
        let unit: UnsafeRawBufferPointer
        let page: Int
        let kind: UnsafeRawBufferPointer
        let right: UnsafeRawBufferPointer?
        /// The day alone.
        let registered: UnsafeRawBufferPointer
        let number: Int
        let previous: Digest32?
        let commitment: Digest32
    }

    /// Writes entries of one import, each over the one before.
    struct Writer: ~Copyable {
        private var text = TextScratch(capacity: 1_024)
        private let opening: [UInt8]
        private let pages = RegisterPage.allCases.map { Array(",\"page\":\"\($0.rawValue)\",\"previous\":".utf8) }

        /// - Parameter at: when the import began.
        init(at: Moment) { opening = Array("{\"at\":\"\(RegisterHash.stamp(at))\",\"commitment\":\"".utf8) }

        mutating func write(_ parts: Parts) {
            text.clear()
            opening.withUnsafeBytes { text.put($0) }
            text.put(hex: parts.commitment)
            text.put("\",\"kind\":\"")
            text.put(parts.kind)
            text.put("\",\"number\":")
            text.put(decimal: parts.number)
            pages[parts.page].withUnsafeBytes { text.put($0) }
            if let previous = parts.previous {
                text.put("\"")
                text.put(hex: previous)
                text.put("\"")
            } else { text.put("null") }
            text.put(",\"registered\":\"")
            text.put(parts.registered)
            text.put("\",\"right\":")
            if let right = parts.right {
                text.put("\"")
                text.put(right)
                text.put("\"")
            } else { text.put("null") }
            text.put(",\"type\":\"record\",\"unit\":\"")
            text.put(parts.unit)
            text.put("\",\"v\":1}")
        }

        /// The entry that was written last.
        func withEntry<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { text.withBytes(body) }
    }

    /// Writes leaf IDs of one region into a buffer.
    struct LeafIDs {
        private(set) var bytes: [UInt8]
        private let prefix: Int

        init(region: String) {
            bytes = Array("record:\(region):".utf8)
            prefix = bytes.count
            bytes += Array(repeating: UInt8(ascii: ":"), count: 28 + 6)
        }

        mutating func write(_ unit: UnsafeRawBufferPointer, _ number: Int) {
            let start = prefix
            bytes.withUnsafeMutableBytes { UnsafeMutableRawBufferPointer(rebasing: $0[start..<(start + 28)]).copyMemory(from: unit) }
            var rest = number
            for place in stride(from: start + 33, to: start + 28, by: -1) {
                bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
        }
    }
}
