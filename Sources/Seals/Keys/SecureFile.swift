#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files that hold secrets, made whole or not at all.
enum SecureFile {
    /// Makes the folder and its parents, readable by its owner alone.
    static func makeFolder(_ path: String) throws {
        var soFar = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            soFar += soFar.isEmpty || soFar.hasSuffix("/") ? String(part) : "/" + part
            if mkdir(soFar, 0o700) != 0 && errno != EEXIST {
                throw SealError.system(call: "mkdir", path: soFar, errno: errno)
            }
        }
    }

    /// The bytes, or nil where there is no such file.
    static func read(_ path: String, limit: Int = 1 << 20) throws -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw SealError.system(call: "open", path: path, errno: errno)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = readChunk(file, &chunk)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SealError.system(call: "read", path: path, errno: errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw SealError.malformed("file \(path): longer than \(limit) bytes") }
        }
    }

    /// Writes the bytes as a new file with mode 0600 and answers true; answers false and leaves the file alone if it exists.
    ///
    /// The bytes are written and synced under another name and then linked, which is atomic: of any number of processes
    /// one wins, and none ever reads half a file.
    static func create(_ path: String, _ bytes: [UInt8]) throws -> Bool {
        let draft = "\(path).\(Hex.encode(randomBytes(8))).draft"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SealError.system(call: "open", path: draft, errno: errno) }
        defer { unlink(draft) }
        do {
            defer { close(file) }
            var written = 0
            while written < bytes.count {
                let count = bytes[written...].withUnsafeBytes { Self.write(file, $0) }
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw SealError.system(call: "write", path: draft, errno: errno) }
                written += count
            }
            guard fsync(file) == 0 else { throw SealError.system(call: "fsync", path: draft, errno: errno) }
        }
        guard link(draft, path) == 0 else {
            if errno == EEXIST { return false }
            throw SealError.system(call: "link", path: path, errno: errno)
        }
        try syncFolder(of: path)
        return true
    }

    /// The permission bits, or nil where there is no such file.
    static func mode(_ path: String) throws -> UInt32? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw SealError.system(call: "stat", path: path, errno: errno)
        }
        return UInt32(status.st_mode) & 0o777
    }

    /// The names in a folder, sorted.
    static func names(in path: String) throws -> [String] {
        guard let folder = opendir(path) else { throw SealError.system(call: "opendir", path: path, errno: errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names.sorted()
    }

    private static func syncFolder(of path: String) throws {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let folder = open(parent.isEmpty ? "/" : parent, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw SealError.system(call: "open", path: parent, errno: errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw SealError.system(call: "fsync", path: parent, errno: errno) }
    }

    private static func readChunk(_ file: Int32, _ chunk: inout [UInt8]) -> Int {
        #if canImport(Darwin)
            Darwin.read(file, &chunk, chunk.count)
        #else
            Glibc.read(file, &chunk, chunk.count)
        #endif
    }

    private static func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.write(file, bytes.baseAddress, bytes.count)
        #else
            Glibc.write(file, bytes.baseAddress, bytes.count)
        #endif
    }
}
