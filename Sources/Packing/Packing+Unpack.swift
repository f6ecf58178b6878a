import CZlib

extension Packing {
    /// The bytes that were packed. Nothing that comes after them is looked at, but for gzip, where further members may follow (RFC 1952 2.2).
    /// - Parameter limit: how many there may be; what would become more is refused before it is.
    /// - Throws: `damaged`, `truncated`, `tooLarge`, `library`.
    package func unpack(_ bytes: [UInt8], atMost limit: Int) throws(PackingError) -> [UInt8] {
        var stream = z_stream()
        let opened = inflateInit2_(&stream, rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { throw .library(opened) }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var input = bytes
        var failure: PackingError?
        input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            while failure == nil {
                let code = buffer.withUnsafeMutableBufferPointer { target -> Int32 in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    return inflate(&stream, Z_NO_FLUSH)
                }
                let made = buffer.count - Int(stream.avail_out)
                if output.count + made > limit {
                    failure = .tooLarge(limit: limit)
                } else {
                    output += buffer.prefix(made)
                    switch code {
                    case Z_STREAM_END:
                        guard self == .gzip, stream.avail_in > 0 else { return }
                        let reset = inflateReset(&stream)
                        if reset != Z_OK { failure = .library(reset) }
                    case Z_OK, Z_BUF_ERROR:
                        // No more to read and nothing more to write: the rest is missing.
                        if stream.avail_in == 0, stream.avail_out > 0 { failure = .truncated }
                    case Z_DATA_ERROR, Z_NEED_DICT: failure = .damaged
                    default: failure = .library(code)
                    }
                }
            }
        }
        if let failure { throw failure }
        return output
    }

    /// What the body of an answer holds.
    /// - Parameter contentEncoding: as its header says; nil for none.
    package static func body(_ bytes: [UInt8], contentEncoding: String?, atMost limit: Int) throws(PackingError) -> [UInt8] {
        switch contentEncoding?.lowercased() {
        case nil, "identity", "":
            guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
            return bytes
        case "gzip", "x-gzip": return try Packing.gzip.unpack(bytes, atMost: limit)
        case let other?: throw .unknownEncoding(other)
        }
    }
}
