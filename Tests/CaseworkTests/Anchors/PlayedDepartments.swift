import AsyncHTTPClient
import Contracts
import Exchange
import Foundation
import NIOCore
import NIOHTTP1
import Register
import Seals
import StorageTesting
import Testing

/// The program `departments` as a child of the test, over its own socket: it can be killed and started again on the same folder.
actor PlayedDepartments {
    private let folder: String
    /// Where it tells of what happens; by default nobody listens.
    private let registryURL: String
    private var process = Process()
    private var port = 0

    /// What the registry signs its messages with.
    nonisolated let registry: Seals.Ed25519Signer

    private init(folder: String, registryURL: String) throws {
        self.folder = folder
        self.registryURL = registryURL
        registry = Seals.Ed25519Signer()
        let key = "{\"id\":\"\(registry.keyID)\",\"key\":\"\(Hex.encode(registry.publicKey))\"}"
        try key.write(toFile: "\(folder)/registry-key.json", atomically: true, encoding: .utf8)
    }

    static func run(telling registryURL: String = "http://127.0.0.1:9", _ body: (PlayedDepartments) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dengbu-departments-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let departments = try PlayedDepartments(folder: folder, registryURL: registryURL)
        try await departments.start()
        do {
            try await body(departments)
            await departments.kill()
        } catch {
            await departments.kill()
            throw error
        }
    }

    /// Starts it, on the port that it had.
    func start() async throws {
        let portFile = "\(folder)/port"
        try? FileManager.default.removeItem(atPath: portFile)
        process = Process()
        process.executableURL = Self.program
        process.arguments = [
            "serve", "--port", String(port), "--data", "\(folder)/data", "--registry-key", "\(folder)/registry-key.json", "--port-file", portFile,
            "--registry-url", registryURL,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let isUp = try await Self.listens(portFile)
        try #require(isUp, "departments did not start")
        port = Int(try String(contentsOfFile: portFile, encoding: .utf8)) ?? 0
    }

    private static func listens(_ portFile: String) async throws -> Bool {
        try await eventually { (try? String(contentsOfFile: portFile, encoding: .utf8)).flatMap(Int.init) != nil }
    }

    /// SIGKILL.
    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// As if it were restored from before all that happened: keys stay, the chain is gone.
    func forget() throws { try FileManager.default.removeItem(atPath: "\(folder)/data/journal.jsonl") }

    func directory() async throws -> DepartmentDirectory { try DepartmentDirectory(json: try await request(.GET, "/directory.json")) }

    /// Something goes wrong with the chain.
    func fault(_ kind: String, times: Int? = nil) async throws {
        let count = times.map { ",\"times\":\($0)" } ?? ""
        _ = try await request(.PUT, "/control/faults/provincial-chain", "{\"kind\":\"\(kind)\"\(count)}")
    }

    func lift() async throws { _ = try await request(.DELETE, "/control/faults/provincial-chain") }

    /// Something goes wrong with an institution, or with what it is told of something.
    func fault(_ kind: String, of peer: Peer, times: Int? = nil, about: String? = nil, milliseconds: Int? = nil) async throws {
        var fields = ["\"kind\":\"\(kind)\""]
        if let times { fields.append("\"times\":\(times)") }
        if let about { fields.append("\"about\":\"\(about)\"") }
        if let milliseconds { fields.append("\"milliseconds\":\(milliseconds)") }
        _ = try await request(.PUT, "/control/faults/\(peer.wire)", "{\(fields.joined(separator: ","))}")
    }

    func lift(_ peer: Peer) async throws { _ = try await request(.DELETE, "/control/faults/\(peer.wire)") }

    /// Tells the departments what they know of the city.
    func load(_ records: [CityRecord]) async throws {
        let lines = try records.map { String(decoding: try CanonicalJSON.encode($0), as: UTF8.self) }.joined(separator: "\n")
        _ = try await request(.POST, "/control/load", lines)
    }

    /// Sends a page's form.
    func send(_ path: String, _ fields: [(String, String)]) async throws {
        let body = fields.map { "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }.joined(separator: "&")
        _ = try await request(.POST, path, body)
    }

    func json<T: Decodable>(_ type: T.Type, _ path: String) async throws -> T { try CanonicalJSON.decode(type, from: try await request(.GET, path)) }

    /// Digests of all blocks of the chain, from the first on, each following the one before.
    func blocks() async throws -> Int {
        var height = 0
        while (try? await request(.GET, "/chain/blocks/\(height + 1)")) != nil { height += 1 }
        return height
    }

    func page(_ path: String) async throws -> String { String(decoding: try await request(.GET, path), as: UTF8.self) }

    /// A form that leads back to its own page would look like going round in circles.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.redirectConfiguration = .disallow
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// What the chain shows to everybody; nil for what it hasn't.
    func shown(_ path: String) async throws -> [UInt8]? {
        do { return try await request(.GET, path) } catch let refused as Refused where refused.status == 404 { return nil }
    }

    struct Refused: Error { let status: UInt }

    private func request(_ method: HTTPMethod, _ path: String, _ body: String? = nil) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = method
        request.body = body.map { .bytes(ByteBuffer(string: $0)) }
        let response = try await Self.http.execute(request, timeout: .seconds(120))
        guard (200..<300).contains(response.status.code) || response.status == .seeOther else { throw Refused(status: response.status.code) }
        return Array(buffer: try await response.body.collect(upTo: 1 << 20))
    }

    /// Beside the test bundle, wherever the build put it.
    private static let program: URL = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (bundle ?? root.appendingPathComponent(".build/debug")).appendingPathComponent("departments")
    }()
}
