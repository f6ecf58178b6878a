/// What a code is made over, put together before it is hashed: each piece handed over by itself costs more than hashing it.
struct SealedBytes {
    private(set) var bytes: [UInt8] = []

    /// - Parameter use: which kind of code it is for.
    init(_ use: UInt8) {
        bytes.reserveCapacity(128)
        bytes.append(use)
    }

    init() { bytes.reserveCapacity(128) }

    init(text: String) { add(text) }

    /// Its room is kept for the next.
    mutating func begin(with head: [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        bytes += head
    }

    mutating func add(_ number: UInt64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// With its length before it, so that nothing can be moved from one part into the next.
    mutating func add(_ text: String) {
        add(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func add(_ value: SQLValue) {
        switch value {
        case .null: bytes.append(0)
        case .integer(let integer):
            bytes.append(1)
            add(UInt64(bitPattern: integer))
        case .real(let real):
            bytes.append(2)
            add(real.bitPattern)
        case .text(let text):
            bytes.append(3)
            add(text)
        case .blob(let blob):
            bytes.append(4)
            add(UInt64(blob.count))
            bytes += blob
        }
    }
}
