import CCairo

/// Compression for `/FlateDecode` (RFC 1950).
enum Deflate {
    /// - Parameter level: 1 (fast) to 9 (small).
    static func compress(_ bytes: [UInt8], level: Int32 = 6) throws -> [UInt8] {
        var length = compressBound(UInt(bytes.count))
        let capacity = Int(length)
        var code: Int32 = 0
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            code = compress2(buffer.baseAddress, &length, bytes, UInt(bytes.count), level)
            count = code == Z_OK ? Int(length) : 0
        }
        guard code == Z_OK else { throw DocumentError.compression(code) }
        return output
    }
}
