import CPostgres

/// The parameters of a statement in the binary form of the protocol, in one buffer that the connection keeps.
///
/// Binary also for text, which is the same bytes: so nothing is escaped, and `bytea` does not travel as hexadecimal.
struct PostgresParameters: ~Copyable {
    private var storage: UnsafeMutableRawPointer
    private var capacity: Int
    private var pointers: [UnsafePointer<CChar>?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init() {
        capacity = 4096
        storage = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit {
        storage.deallocate()
    }

    /// Lays out the values and calls `body` with what libpq wants. The arrays have an address even without parameters.
    mutating func with<R>(
        _ bindings: [SQLBinding],
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        reserve(bindings.reduce(0) { $0 + Self.size($1.value) } + 1)
        pointers.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        var offset = 0
        for binding in bindings {
            let size = write(binding.value, at: offset)
            // An empty text or blob still has an address: without one it would be null.
            pointers.append(binding.value == .null ? nil : UnsafePointer((storage + offset).assumingMemoryBound(to: CChar.self)))
            lengths.append(Int32(size))
            formats.append(1)
            offset += size
        }
        return body(Int32(bindings.count), pointers, lengths, formats)
    }

    private mutating func reserve(_ size: Int) {
        guard size > capacity else { return }
        storage.deallocate()
        capacity = size + size / 2
        storage = .allocate(byteCount: capacity, alignment: 8)
    }

    private static func size(_ value: SQLValue) -> Int {
        switch value {
        case .null: 0
        case .integer, .real: 8
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        }
    }

    private func write(_ value: SQLValue, at offset: Int) -> Int {
        switch value {
        case .null:
            return 0
        case .integer(let integer):
            storage.storeBytes(of: integer.bigEndian, toByteOffset: offset, as: Int64.self)
            return 8
        case .real(let real):
            storage.storeBytes(of: real.bitPattern.bigEndian, toByteOffset: offset, as: UInt64.self)
            return 8
        case .text(var text):
            return text.withUTF8 { bytes in
                if let start = bytes.baseAddress { (storage + offset).copyMemory(from: start, byteCount: bytes.count) }
                return bytes.count
            }
        case .blob(let bytes):
            bytes.withUnsafeBytes { source in
                if let start = source.baseAddress { (storage + offset).copyMemory(from: start, byteCount: source.count) }
            }
            return bytes.count
        }
    }
}

extension SQLKind {
    /// The type's number in `pg_type`; 0 lets the server infer it.
    var postgresType: Oid {
        switch self {
        case .unknown: 0
        case .integer: 20
        case .real: 701
        case .text: 25
        case .blob: 17
        }
    }
}
