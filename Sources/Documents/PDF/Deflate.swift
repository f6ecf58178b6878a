import CCairo

/// Compression for `/FlateDecode` (RFC 1950).
enum Deflate {
    enum Effort {
        /// For what is compressed once and used often.
        case most
        /// For a page's content.
        case some
    }

    static func compress(_ bytes: [UInt8], _ effort: Effort) throws -> [UInt8] {
        var stream = z_stream()
        let level: Int32 = effort == .most ? 9 : 1
        let opened = deflateInit2_(
            &stream, level, Z_DEFLATED, 15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { throw DocumentError.compression(opened) }
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
        guard code == Z_STREAM_END else { throw DocumentError.compression(code) }
        return output
    }
}
