#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The file of an import, read in pieces of whole lines. Its bytes must stay as they are from the survey to the last batch.
package final class ImportFile: Sendable {
    /// Bytes of a piece: some 20,000 records, one transaction.
    package static let usualPiece = 8 << 20

    package let name: String
    private let descriptor: Int32
    package let size: Int
    private let pieceLength: Int
    private let stamp: [Int]

    /// - Throws: `ImportError.unreadable`.
    package init(path: String, pieceLength: Int = ImportFile.usualPiece) throws(ImportError) {
        self.pieceLength = pieceLength
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable("\(path): \(String(cString: strerror(errno)))") }
        self.descriptor = descriptor
        name = path.split(separator: "/").last.map(String.init) ?? path
        guard let stamp = Self.stamp(descriptor) else {
            close(descriptor)
            throw .unreadable("\(path) is no ordinary file")
        }
        self.stamp = stamp
        size = stamp[0]
    }

    /// Keeps standard input in a file without a name, because records are read twice: all are judged before the first goes on the log.
    /// - Parameter folder: where there is room for it.
    package init(spooling input: Int32, in folder: String) throws(ImportError) {
        pieceLength = Self.usualPiece
        var template = Array("\(folder)/import-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw .unreadable("no file can be made in \(folder): \(String(cString: strerror(errno)))") }
        unlink(template)
        self.descriptor = descriptor
        name = "-"
        let copied = Self.copy(input, to: descriptor)
        guard copied, let stamp = Self.stamp(descriptor) else {
            close(descriptor)
            throw .unreadable("standard input could not be kept in \(folder): \(String(cString: strerror(errno)))")
        }
        self.stamp = stamp
        size = stamp[0]
    }

    deinit { close(descriptor) }

    private static func copy(_ input: Int32, to output: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 16) { buffer in
            while true {
                let got = Glibc.read(input, buffer.baseAddress, buffer.count)
                if got < 0, errno == EINTR { continue }
                if got <= 0 { return got == 0 }
                var written = 0
                while written < got {
                    let count = Glibc.write(output, buffer.baseAddress.map { $0 + written }, got - written)
                    if count < 0, errno == EINTR { continue }
                    if count <= 0 { return false }
                    written += count
                }
            }
        }
    }

    /// Size, inode and time of the last change; nil for what isn't a file.
    private static func stamp(_ descriptor: Int32) -> [Int]? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return [Int(status.st_size), Int(status.st_ino), Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
    }

    /// - Throws: `ImportError.changed` if somebody has written to the file since it was opened.
    func checkUnchanged() throws(ImportError) {
        guard Self.stamp(descriptor) == stamp else { throw .changed }
    }

    func read(_ range: Range<Int>) throws(ImportError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialized in
            while initialized < range.count {
                let got = pread(descriptor, buffer.baseAddress.map { $0 + initialized }, range.count - initialized, off_t(range.lowerBound + initialized))
                if got < 0, errno == EINTR { continue }
                if got <= 0 {
                    failure = got < 0 ? errno : 0
                    break
                }
                initialized += got
            }
        }
        guard failure == 0 else { throw .unreadable(String(cString: strerror(failure))) }
        guard bytes.count == range.count else { throw .changed }
        return bytes
    }

    /// The bytes from a place on that are whole lines, about a piece's worth; fewer at the end.
    func piece(from start: Int) throws -> [UInt8] {
        var bytes = try read(start..<min(size, start + pieceLength))
        if start + bytes.count < size {
            guard let end = bytes.lastIndex(of: 0x0A) else { throw RecordFault(.tooLong, "no line ends within \(pieceLength) bytes") }
            bytes.removeLast(bytes.count - end - 1)
        }
        return bytes
    }
}

/// Why nothing, or nothing more, was imported.
package enum ImportError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(String)
    /// What is wrong with the records, first things first. Nothing was put on the log.
    case faulty([RecordFault])
    case changed
    /// Another file's import has stopped half way.
    case unfinished(name: String, done: Int, of: Int, sameName: Bool)
    /// Somebody imports at the same time.
    case another

    package var description: String {
        switch self {
        case .unreadable(let why): "can't be read: \(why)"
        case .faulty(let faults):
            (faults.map(\.description) + ["nothing was put on the log: mend the file and import it again"]).joined(separator: "\n")
        case .changed: "the file was changed while it was imported: put it back as it was and start the same command again; what is on the log stays"
        case .unfinished(let name, let done, let total, let sameName):
            sameName
                ? "\(name) is another file than the one of which \(done) of \(total) records are on the log already: import that one, unchanged, to its end"
                : "the import of \(name) stopped after \(done) of \(total) records: start it again first, with the same file; --leave-unfinished goes on without it"
        case .another: "another import is running on this register: wait for its end and start the same command again"
        }
    }
}

/// The lines of a piece, without their newlines.
struct Lines: Sequence {
    let bytes: UnsafeRawBufferPointer

    func makeIterator() -> Iterator { Iterator(bytes: bytes) }

    struct Iterator: IteratorProtocol {
        let bytes: UnsafeRawBufferPointer
        private var at = 0

        init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        mutating func next() -> UnsafeRawBufferPointer? {
            guard at < bytes.count, let base = bytes.baseAddress else { return nil }
            let start = at
            let length = memchr(base + at, 0x0A, bytes.count - at).map { UnsafeRawPointer($0) - (base + start) } ?? (bytes.count - at)
            at += length + 1
            return UnsafeRawBufferPointer(start: base + start, count: length)
        }
    }
}
