import Foundation
import Ledger
import Testing

@Suite("Proofs of a latest state")
struct MapReceiptTests {
    private static let signer = CheckpointTests.signer
    private static let unit = "360102001001GB00001F00010101"
    private static let salt = Array("0123456789abcdef".utf8)
    private static let state =
        #"{"easement":false,"lock":false,"mortgage":true,"notice":false,"objection":false,"owned":true,"residence":false,"seizure":false,"shared":false,"standing":"built"}"#

    /// A map of some units, each with an entry, and a checkpoint that commits to it.
    private static func world(_ count: Int) throws -> (map: MemoryMap, note: SignedNote) {
        var map = MemoryMap()
        var heads: [Digest32: Digest32] = [.mapKey(unit): MerkleHash.leaf(entry(unit))]
        for number in 1..<max(1, count) { heads[.mapKey("unit-\(number)")] = MerkleHash.leaf(entry("unit-\(number)")) }
        map.store(try MapUpdate(heads, to: map).tiles)
        return (map, try Checkpoint(origin: signer.name, size: 900, root: Digest32.of([1]), mapRoot: map.mapRoot()).signed(by: signer))
    }

    private static func entry(_ name: String) -> [UInt8] {
        let committed = Digest32.of(salt + Array(state.utf8)).hex
        return Array(#"{"at":"2026-11-24T09:56:55.000123+08:00","state":"\#(committed)","type":"act","unit":"\#(name)","v":2,"version":1}"#.utf8)
    }

    private static func receipt(_ name: String, in world: (map: MemoryMap, note: SignedNote)) throws -> MapReceipt {
        let proof = try world.map.proof(of: .mapKey(name))
        let isThere = try proof.value(of: .mapKey(name), root: world.map.mapRoot()) != nil
        return try MapReceipt(name: name, entry: isThere ? entry(name) : nil, proof: proof, checkpoint: world.note)
    }

    @Test("Read again they are the same text, and verify", arguments: [1, 2, 3, 40, 500])
    func roundTrip(count: Int) throws {
        let world = try Self.world(count)
        for name in [Self.unit, "unit-1", "unit-2", "nobody", "nowhere", "never"] {
            let receipt = try Self.receipt(name, in: world)
            let again = try MapReceipt(parsing: receipt.encoded)
            #expect(again.encoded == receipt.encoded)
            #expect(again.entry == receipt.entry)
            #expect(try again.verify(with: Self.signer.verifier).checkpoint.size == 900)
        }
    }

    @Test("No byte of them can be altered, except that a way to nothing may also be another absent name's")
    func altered() throws {
        let world = try Self.world(200)
        for name in [Self.unit, "nobody", "nowhere"] {
            let bytes = try Self.receipt(name, in: world).encoded
            for place in bytes.indices {
                var altered = bytes
                altered[place] ^= [1, 2, 4, 0x20].randomElement() ?? 1
                do throws(LedgerError) {
                    let receipt = try MapReceipt(parsing: altered)
                    try receipt.verify(with: Self.signer.verifier)
                    let isOther = receipt.name != name && receipt.entry == nil && receipt.name != Self.unit && !receipt.name.hasPrefix("unit-")
                    #expect(isOther, "\(name), byte \(place)")
                } catch {}
            }
            for count in stride(from: 0, to: bytes.count, by: 7) {
                #expect(throws: LedgerError.self) { try MapReceipt(parsing: bytes.prefix(count)).verify(with: Self.signer.verifier) }
            }
        }
    }

    @Test("An entry that was replaced, a unit that is there and is denied, and a checkpoint without a map prove nothing")
    func lies() throws {
        let world = try Self.world(100)
        let proof = try world.map.proof(of: .mapKey(Self.unit))
        #expect(throws: LedgerError.self) { try MapReceipt(name: Self.unit, entry: [1], proof: proof, checkpoint: world.note) }
        #expect(throws: LedgerError.self) { try MapReceipt(name: Self.unit, entry: nil, proof: proof, checkpoint: world.note) }
        let empty = try MapReceipt(name: Self.unit, entry: nil, proof: MapProof(end: .empty, hashes: proof.hashes), checkpoint: world.note)
        #expect(throws: LedgerError.self) { try empty.verify(with: Self.signer.verifier) }
        // Somebody else's leaf that is made to lie in the way.
        let other = MapEntry(key: .mapKey("unit-7"), value: MerkleHash.leaf(Self.entry("unit-7")))
        let denied = try MapReceipt(name: Self.unit, entry: nil, proof: MapProof(end: .leaf(other), hashes: proof.hashes), checkpoint: world.note)
        #expect(throws: LedgerError.self) { try denied.verify(with: Self.signer.verifier) }
        let bare = try Checkpoint(origin: Self.signer.name, size: 900, root: Digest32.of([1])).signed(by: Self.signer)
        let mapless = try MapReceipt(name: Self.unit, entry: Self.entry(Self.unit), proof: proof, checkpoint: bare)
        #expect(throws: LedgerError.noMap) { try mapless.verify(with: Self.signer.verifier) }
    }

    /// The browser's module is tested with proofs that this code made: `Tests/Browser/fixtures/map.json`.
    struct Fixture: Codable, Equatable {
        struct Proof: Codable, Equatable {
            let name: String
            let entry: String?
            let proof: String
        }
        struct File: Codable, Equatable {
            let unit: String
            let proof: String
            let state: String
            let salt: String
        }
        let vkey: String
        let proofs: [Proof]
        let file: File
    }

    private static func fixture() throws -> Fixture {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        var proofs: [Fixture.Proof] = []
        for count in [1, 2, 50, 500] {
            let world = try world(count)
            for name in [unit, "unit-1", "nobody", "nowhere", "never"] {
                let receipt = try receipt(name, in: world)
                proofs.append(.init(name: name, entry: receipt.entry.map(text), proof: text(receipt.encoded)))
            }
        }
        return Fixture(
            vkey: signer.verifier.vkey, proofs: proofs,
            file: .init(unit: unit, proof: text(try receipt(unit, in: world(50)).encoded), state: state, salt: Hexadecimal.encode(salt)))
    }

    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Browser/fixtures/map.json")

    /// `DENGBU_WRITE_FIXTURES=1` writes it anew after the format was changed on purpose.
    @Test("The browser's fixture is what this code makes")
    func browser() throws {
        let made = try Self.fixture()
        if ProcessInfo.processInfo.environment["DENGBU_WRITE_FIXTURES"] != nil {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(made).write(to: Self.file)
        }
        let stored = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: Self.file))
        #if !canImport(CryptoKit)  // whose Ed25519 signatures are randomised
            #expect(stored == made)
        #endif
    }
}
