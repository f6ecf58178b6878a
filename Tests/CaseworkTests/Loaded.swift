import Foundation
import Storage
import StorageTesting
import Synchronization
import Testing

/// The process that registers under load, as a child of the test.
struct Loaded {
    struct Failed: Error {
        let status: Int32
        let words: [String]
    }

    private let location: String
    private let engine: Engine
    private let plain: DatabaseLocation

    init(_ location: DatabaseLocation) {
        plain = location
        engine = location.engine
        switch location {
        case .sqlite(let path): self.location = path
        // Told apart from the test's own connections, to see when the server has finished with a killed one.
        case .postgres(let conninfo): self.location = "\(conninfo) application_name=under_load"
        }
    }

    private func process(_ words: [String]) -> (process: Process, lines: Lines) {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = words
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        return (process, Lines(pipe.fileHandleForReading))
    }

    /// Runs it to its end.
    func run(_ before: [String], _ after: [String]) async throws {
        let words = before + [location] + after
        let (process, lines) = process(words)
        try process.run()
        _ = await lines.all()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus, words: words) }
    }

    /// Runs it until some time after its first acknowledgement and kills it.
    /// - Returns: everything that it acknowledged.
    func killed(_ before: [String], _ after: [String], after pause: Duration) async throws -> [String] {
        let words = before + [location] + after
        let (process, lines) = process(words)
        try process.run()
        let reading = Task { await lines.all() }
        await lines.first()
        try await Task.sleep(for: pause)
        guard process.isRunning else { throw Failed(status: process.terminationStatus, words: words) }
        kill(process.processIdentifier, SIGKILL)
        let acknowledged = await reading.value
        process.waitUntilExit()
        try await settle()
        return acknowledged
    }

    /// Runs it until it kills itself.
    /// - Returns: everything that it acknowledged; nil if it came to its end before.
    func died(_ before: [String], _ after: [String]) async throws -> [String]? {
        let words = before + [location] + after
        let (process, lines) = process(words)
        try process.run()
        let acknowledged = await lines.all()
        process.waitUntilExit()
        guard process.terminationReason == .uncaughtSignal else {
            guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus, words: words) }
            return nil
        }
        guard process.terminationStatus == SIGKILL else { throw Failed(status: process.terminationStatus, words: words) }
        try await settle()
        return acknowledged
    }

    /// PostgreSQL may still be at the last commit of a client that is gone: what it decides, it decides now.
    private func settle() async throws {
        guard engine == .postgres else { return }
        let database = try await openDatabase(plain, logger: quietLogger)
        let settled = try await eventually {
            try await database.read { connection in
                try connection.row(
                    "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'under_load'")?.int("n") == 0
            }
        }
        #expect(settled, "a killed client's connection is still there")
        await database.close()
    }

    /// Beside the test bundle, wherever the build put it.
    private static let program: URL = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return (bundle ?? root.appendingPathComponent(".build/debug")).appendingPathComponent("RegistersUnderLoad")
    }()
}

/// The lines of a pipe, read on a thread of their own as they come.
final class Lines: Sendable {
    private let handle: FileHandle
    private let started = Mutex<(seen: Bool, waiter: CheckedContinuation<Void, Never>?)>((false, nil))

    init(_ handle: FileHandle) { self.handle = handle }

    /// Returns when the first line is there, or the other end is closed.
    func first() async {
        await withCheckedContinuation { continuation in
            let now = started.withLock { state in
                if !state.seen { state.waiter = continuation }
                return state.seen
            }
            if now { continuation.resume() }
        }
    }

    /// Every whole line until the other end is closed.
    func all() async -> [String] {
        await withCheckedContinuation { continuation in
            let thread = Thread { [self] in
                var bytes: [UInt8] = []
                while true {
                    let chunk = handle.availableData
                    bytes += Array(chunk)
                    if chunk.isEmpty || bytes.contains(0x0A) { wake() }
                    if chunk.isEmpty { break }
                }
                let end = bytes.lastIndex(of: 0x0A) ?? -1
                continuation.resume(returning: bytes[..<(end + 1)].split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) })
            }
            thread.start()
        }
    }

    private func wake() {
        let waiter = started.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state = (true, nil) }
            return state.waiter
        }
        waiter?.resume()
    }
}
