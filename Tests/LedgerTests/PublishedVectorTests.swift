import Foundation
import Ledger
import Testing

/// The proofs that transparency-dev/merkle publishes (testdata/inclusion, testdata/consistency), most of which must be refused.
@Suite("Published RFC 6962 vectors")
struct PublishedVectorTests {
    /// `$DENGBU_VECTORS/rfc6962`, or `../shared/vectors/rfc6962` beside the package.
    static let folder: URL? = {
        var candidates: [URL] = []
        if let given = ProcessInfo.processInfo.environment["DENGBU_VECTORS"] {
            candidates.append(URL(fileURLWithPath: given))
        }
        let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        candidates.append(package.deletingLastPathComponent().appendingPathComponent("shared/vectors"))
        return candidates.map { $0.appendingPathComponent("rfc6962") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    static let absent: Comment = "the published vectors are not here: set DENGBU_VECTORS to the folder that holds rfc6962/"

    struct Inclusion: Decodable {
        let leafIdx: UInt64
        let treeSize: UInt64
        let root: String
        let leafHash: String
        let proof: [String]?
        let desc: String
        let wantErr: Bool
    }

    struct Consistency: Decodable {
        let size1: UInt64
        let size2: UInt64
        let root1: String
        let root2: String
        let proof: [String]?
        let desc: String
        let wantErr: Bool
    }

    static func read<T: Decodable>(_ kind: String, as type: T.Type) throws -> [(file: String, vector: T)] {
        let root = try #require(folder).appendingPathComponent(kind)
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "json" }
        return try files.map { ($0.path, try JSONDecoder().decode(T.self, from: Data(contentsOf: $0))) }
    }

    /// Some vectors hold placeholders ("don't care 1") where a hash belongs. `Digest32` refuses them, which is right
    /// for a proof from outside; with each that isn't empty replaced by its own digest the verifier has to come to the published verdict too.
    static func digest(_ base64: String, strict: Bool) throws -> Digest32 {
        let bytes = try #require(Data(base64Encoded: base64))
        if let digest = Digest32(bytes) { return digest }
        if strict || bytes.isEmpty { throw LedgerError.malformedProof("a hash of \(bytes.count) bytes") }
        return Digest32.of(bytes)
    }

    static func passes(_ check: () throws -> Void) -> Bool {
        do {
            try check()
            return true
        } catch is LedgerError {
            return false
        } catch {
            Issue.record(error)
            return false
        }
    }

    @Test("All 98 inclusion proofs come out as published", .enabled(if: folder != nil, absent))
    func inclusion() throws {
        let vectors = try Self.read("inclusion", as: Inclusion.self)
        #expect(vectors.count == 98)
        for (file, vector) in vectors {
            let index = Int(bitPattern: UInt(vector.leafIdx))
            for strict in [true, false] {
                let passed = Self.passes {
                    try MerkleProof.verifyInclusion(
                        leaf: Self.digest(vector.leafHash, strict: strict), index: index, size: Int(vector.treeSize),
                        proof: (vector.proof ?? []).map { try Self.digest($0, strict: strict) },
                        root: Self.digest(vector.root, strict: strict))
                }
                #expect(passed == !vector.wantErr, "\(file): \(vector.desc)")
            }
        }
    }

    @Test("All 98 consistency proofs come out as published", .enabled(if: folder != nil, absent))
    func consistency() throws {
        let vectors = try Self.read("consistency", as: Consistency.self)
        #expect(vectors.count == 98)
        for (file, vector) in vectors {
            for strict in [true, false] {
                let passed = Self.passes {
                    try MerkleProof.verifyConsistency(
                        oldSize: Int(vector.size1), oldRoot: Self.digest(vector.root1, strict: strict),
                        newSize: Int(vector.size2), newRoot: Self.digest(vector.root2, strict: strict),
                        proof: (vector.proof ?? []).map { try Self.digest($0, strict: strict) })
                }
                // Equal placeholders "must verify" in one vector: only without the strict type can they.
                let placeholder = try #require(Data(base64Encoded: vector.root1)).count != Digest32.byteCount
                #expect(passed == (!vector.wantErr && !(strict && placeholder)), "\(file): \(vector.desc)")
            }
        }
    }
}
