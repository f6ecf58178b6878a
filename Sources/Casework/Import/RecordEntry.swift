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

    /// Writes entries of one import into a buffer.
    struct Writer {
        private(set) var bytes: [UInt8] = []
        private let opening: [UInt8]
        private static let pages = RegisterPage.allCases.map { Array(",\"page\":\"\($0.rawValue)\",\"previous\":".utf8) }

        /// - Parameter at: when the import began.
        init(at: Moment) {
            opening = Array("{\"at\":\"\(RegisterHash.stamp(at))\",\"commitment\":\"".utf8)
            bytes.reserveCapacity(512)
        }

        mutating func write(_ parts: Parts) {
            bytes.removeAll(keepingCapacity: true)
            bytes.append(contentsOf: opening)
            append(parts.commitment)
            append("\",\"kind\":\"")
            bytes.append(contentsOf: parts.kind)
            append("\",\"number\":")
            append(parts.number)
            bytes.append(contentsOf: Self.pages[parts.page])
            if let previous = parts.previous {
                append("\"")
                append(previous)
                append("\"")
            } else { append("null") }
            append(",\"registered\":\"")
            bytes.append(contentsOf: parts.registered)
            append("\",\"right\":")
            if let right = parts.right {
                append("\"")
                bytes.append(contentsOf: right)
                append("\"")
            } else { append("null") }
            append(",\"type\":\"record\",\"unit\":\"")
            bytes.append(contentsOf: parts.unit)
            append("\",\"v\":1}")
        }

        private mutating func append(_ text: StaticString) { bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) }

        private mutating func append(_ number: Int) {
            if number > 9 { append(number / 10) }
            bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
        }

        private mutating func append(_ digest: Digest32) { digest.appendHex(to: &bytes) }
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
