import CZlib

extension Packing {
    /// The bytes, packed.
    /// - Throws: `library`.
    package func pack(_ bytes: [UInt8], _ effort: Effort) throws(PackingError) -> [UInt8] {
        var stream = z_stream()
        let window = Self.window(for: bytes.count)
        let opened = deflateInit2_(
            &stream, effort.rawValue, Z_DEFLATED, rawValue - 15 + window, window - 7, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { throw .library(opened) }
        defer { deflateEnd(&stream) }
        let capacity = Int(deflateBound(&stream, UInt(bytes.count)))
        var code: Int32 = Z_OK
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            bytes.withUnsafeBufferPointer { input in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(buffer.count)
                code = deflate(&stream, Z_FINISH)
            }
            count = code == Z_STREAM_END ? capacity - Int(stream.avail_out) : 0
        }
        guard code == Z_STREAM_END else { throw .library(code) }
        return output
    }

    /// How far zlib looks back, as a power of two: no further than there is anything. Its tables are as large and are cleared each time, which
    /// takes longer than packing a short text.
    private static func window(for count: Int) -> Int32 {
        // zlib has 9 to 15; at 15 the memory level is its own default of 8.
        Int32(min(15, max(9, Int.bitWidth - (max(count, 1) - 1).leadingZeroBitCount)))
    }
}
