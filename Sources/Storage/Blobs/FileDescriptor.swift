#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// An open file. Closed when it is let go.
final class FileDescriptor {
    private let number: Int32

    /// Creates a file that did not exist, readable by its owner only.
    init(creating path: String) throws(BlobError) {
        number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try Self.check(number, "create")
    }

    init(reading path: String) throws(BlobError) {
        number = open(path, O_RDONLY | O_CLOEXEC)
        try Self.check(number, "open")
    }

    deinit {
        if number >= 0 { close(number) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BlobError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = withoutInterruption {
                #if canImport(Darwin)
                    Darwin.write(number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #else
                    Glibc.write(number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #endif
            }
            try Self.check(Int32(clamping: written), "write")
            rest = rest.dropFirst(written)
        }
    }

    /// Up to so many bytes; none at the end.
    func read(upTo count: Int) throws(BlobError) -> [UInt8] {
        var failed: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let start = UnsafeMutableRawPointer(buffer.baseAddress)
            let got = withoutInterruption {
                #if canImport(Darwin)
                    Darwin.read(number, start, count)
                #else
                    Glibc.read(number, start, count)
                #endif
            }
            if got < 0 { failed = errno }
            initialized = max(got, 0)
        }
        if failed != 0 { throw .io(operation: "read", code: failed) }
        return bytes
    }

    func sync() throws(BlobError) {
        try Self.check(fsync(number), "sync")
    }

    // MARK: Names

    /// A new name is only durable after its folder was synced.
    static func syncFolder(_ path: String) throws(BlobError) {
        try FileDescriptor(reading: path).sync()
    }

    static func rename(_ path: String, to newPath: String) throws(BlobError) {
        #if canImport(Darwin)
            try check(Darwin.rename(path, newPath), "rename")
        #else
            try check(Glibc.rename(path, newPath), "rename")
        #endif
    }

    static func remove(_ path: String) throws(BlobError) {
        if unlink(path) != 0, errno != ENOENT { throw .io(operation: "remove", code: errno) }
    }

    /// In bytes; nil if there is no such file.
    static func size(_ path: String) throws(BlobError) -> Int64? {
        var status = stat()
        if stat(path, &status) == 0 { return Int64(status.st_size) }
        if errno == ENOENT { return nil }
        throw .io(operation: "stat", code: errno)
    }

    private static func check(_ result: Int32, _ operation: String) throws(BlobError) {
        if result < 0 { throw .io(operation: operation, code: errno) }
    }

    private func withoutInterruption(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}
