import Foundation
import Ledger
import Register
import Seals
import Storage

@testable import Casework

/// Imports files of records into a log of tests.
struct ImportFixture {
    static let log: Ledger.Ed25519Signer = { try! Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)) }()
    static let cipher: FieldCipher = { try! FieldCipher(keys: [1: Array(repeating: 9, count: 32)], current: 1) }()
    static let region = "360100"

    let database: any Database
    var cipher = ImportFixture.cipher
    var signing = LogSigning([Self.log])
    /// Small, so that a few hundred records are several batches, and units lie across them.
    var pieceLength = 8_192

    var importer: RecordImport {
        get throws {
            try RecordImport(
                database: database, signing: signing, cipher: cipher, region: Self.region, width: 2, now: { Moment(seconds: 1_790_000_000) })
        }
    }

    var verifier: BookVerifier { BookVerifier(database: database, region: Self.region, log: Self.log.verifier, records: cipher) }

    static func sample(_ records: Int, seed: UInt64 = 1) -> [UInt8] {
        var bytes: [UInt8] = []
        SampleRecords(region: region, count: records, seed: seed).write { bytes += $0 }
        return bytes
    }

    static func lines(_ bytes: [UInt8]) -> [String] { bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) } }

    /// A file that is there as long as `body` runs.
    static func file<T>(_ bytes: [UInt8], _ body: (String) async throws -> T) async throws -> T {
        let path = NSTemporaryDirectory() + "records-\(UUID().uuidString).jsonl"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    func add(_ bytes: [UInt8]) async throws -> RecordImport.Result {
        try await Self.file(bytes) { try await importer.run(ImportFile(path: $0, pieceLength: pieceLength)) }
    }

    func add(records: Int) async throws -> RecordImport.Result { try await add(Self.sample(records)) }

    /// One record of a line.
    static func line(
        _ unit: String = "360102001001GB00001F00010101", page: String = "FDCQ2", matter: String = "1", right: String? = "4", kind: String = "100",
        time: String = "2019-05-06", more: String = ""
    ) -> String {
        let right = right.map { ",\"QLLX\":\"\($0)\"" } ?? ""
        return "{\"BM\":\"\(page)\",\"BDCDYH\":\"\(unit)\",\"YWH\":\"\(matter)\"\(right),\"DJLX\":\"\(kind)\",\"DJSJ\":\"\(time)\",\"QXDM\":\"360102\"\(more)}"
    }

    /// Leaf IDs of imported records, in the log's order.
    func leafIDs() async throws -> [String] {
        try await database.read { connection in
            try connection.rows("SELECT leaf_id FROM log_entry /* reads all: to compare */ ORDER BY leaf_index").map { try $0.text("leaf_id") }
        }.filter { $0.hasPrefix("record:") }
    }

    /// What the leaf IDs of a file's records must be.
    static func expected(_ bytes: [UInt8]) -> [String] {
        var numbers: [String: Int] = [:]
        return lines(bytes).map { line in
            let unit = String(line.components(separatedBy: "\"BDCDYH\":\"")[1].prefix(28))
            numbers[unit, default: 0] += 1
            return RecordEntry.leafID(unit, number: numbers[unit] ?? 0, region: region)
        }
    }
}
