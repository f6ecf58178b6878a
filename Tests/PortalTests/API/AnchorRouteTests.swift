import Casework
import Contracts
import HTTPTypes
import HummingbirdTesting
import Ledger
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Portal

/// What everybody is given of the checkpoints that stand on the chain, and what an outsider makes of it.
@Suite("Anchors for everybody") struct AnchorRouteTests {
    /// A chain that signs whatever it is given.
    private struct Chain {
        let signer = Seals.Ed25519Signer()
        var last: ProvincialChain.Block?
        var key: String { Hex.encode(signer.publicKey) }

        mutating func receipt(for note: String) throws -> ProvincialChain.Receipt {
            let text = try SignedNote(parsing: Array(note.utf8)).text
            let checkpoint = try Checkpoint(text: text)
            let record = ProvincialChain.Record(
                origin: checkpoint.origin, size: Int64(checkpoint.size), root: checkpoint.root.base64, digest: ProvincialChain.digest(text.utf8), askedAt: testNoon)
            let block = ProvincialChain.Block(
                chain: "chain", height: (last?.height ?? 0) + 1, previous: last?.name ?? ProvincialChain.Block.nothingBefore, time: testNoon,
                records: [try record.identity()])
            last = block
            let bytes = try CanonicalJSON.encode(block)
            return ProvincialChain.Receipt(
                record: record, block: String(decoding: bytes, as: UTF8.self), publicKey: key, signature: Hex.encode(try signer.sign(bytes)))
        }
    }

    private static let log = Result { try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)) }

    /// Puts what the log has now on the chain.
    private func anchor(_ office: CaseOffice, _ chain: inout Chain) async throws {
        while try await office.sequencer.sequence() > 0 {}
        let note = try #require(try await office.database.read { try LogRecords.latestCheckpoint(in: $0) })
        let receipt = String(decoding: try CanonicalJSON.encode(try chain.receipt(for: note.note)), as: UTF8.self)
        try await office.database.write { try $0.execute("INSERT INTO log_anchor (size, receipt) VALUES (\(note.size), \(receipt))") }
        try await office.database.write { try LogRecords.append(leafID: "more \(note.size)", entry: Array("{\"type\":\"note\"}".utf8), in: $0) }
        while try await office.sequencer.sequence() > 0 {}
    }

    @Test("are listed with their receipts, page by page, and verify with two public keys and nothing else", arguments: availableEngines)
    func listed(engine: Engine) async throws {
        let log = try Self.log.get().verifier
        try await RealPortal.run(engine) { portal, office in
            #expect(try await portal.anonymous.get("/api/v1/log/anchors").text.contains("\"anchors\":[]"))
            #expect(try await portal.anonymous.get("/log").text.contains("还没有存证"))
            var chain = Chain()
            for _ in 0..<3 { try await anchor(office, &chain) }
            let answer = try await portal.anonymous.get("/api/v1/log/anchors")
            #expect(answer.status == .ok)
            let all = try AnchorFile(parsing: Array(answer.text.utf8)).verify(log: log, chainKeys: [chain.key])
            #expect(all.map(\.block.height) == [3, 2, 1])
            let page = try await portal.anonymous.get("/api/v1/log/anchors?limit=1&before=\(all[0].receipt.record.size)")
            #expect(try AnchorFile(parsing: Array(page.text.utf8)).verify(log: log, chainKeys: nil) == [all[1]])
            for query in ["?limit=0", "?limit=101", "?limit=x", "?before=-1", "?before=x"] {
                #expect(try await portal.anonymous.get("/api/v1/log/anchors\(query)").status == .unprocessableContent, "\(query)")
            }
            let html = try await portal.anonymous.get("/log").text
            #expect(html.contains(chain.key) && html.contains(all[2].receipt.signature) && html.contains(log.vkey.split(separator: "+")[0]))
            // Any word that is altered is noticed by whoever has the keys.
            let text = answer.text
            for (old, new) in [("chain", "other"), ("\"size\":", "\"size\":1"), (all[0].receipt.record.root, all[1].receipt.record.root)] {
                let altered = text.replacing(old, with: new, maxReplacements: 1)
                #expect(throws: (any Error).self, "\(old)") { try AnchorFile(parsing: Array(altered.utf8)).verify(log: log, chainKeys: [chain.key]) }
            }
        }
    }

    @Test("are audited from outside: the log must begin with what stands on the chain", arguments: availableEngines)
    func audited(engine: Engine) async throws {
        let signer = try Self.log.get()
        try await RealPortal.run(engine) { portal, office in
            var chain = Chain()
            for _ in 0..<3 { try await anchor(office, &chain) }
            let key = chain.key
            func audit(from: Int = 0, _ change: @escaping @Sendable (String) throws -> String = { $0 }) async throws -> Int {
                let note = try #require(try await office.database.read { try LogRecords.latestCheckpoint(in: $0) }).note
                let auditor = AnchorAuditor(log: signer.verifier, chainKeys: [key]) { path in
                    Array(try change(try await portal.anonymous.get(path).text).utf8)
                }
                return try await auditor.audit(Checkpoint(text: SignedNote(parsing: Array(note.utf8)).text), from: from).anchors
            }
            #expect(try await audit() == 3)
            #expect(try await audit(from: 2) == 3)
            // The registry signed two trees of one size, and the chain has the one that isn't shown to others.
            let first = try #require(try await office.database.read { try AnchorRecords.latest(1, in: $0) }.first)
            let fork = try Checkpoint(origin: signer.name, size: Int(first.receipt.record.size), root: Digest32.of([1, 2, 3])).signed(by: signer)
            let forked = try chain.receipt(for: String(decoding: fork.encoded, as: UTF8.self))
            try await office.database.write { connection in
                let text = String(decoding: try CanonicalJSON.encode(forked), as: UTF8.self)
                try connection.execute("UPDATE log_anchor SET receipt = \(text) WHERE size = \(first.receipt.record.size)")
                try connection.execute("UPDATE log_checkpoint SET note = \(String(decoding: fork.encoded, as: UTF8.self)) WHERE size = \(first.receipt.record.size)")
            }
            await #expect(throws: AnchorFault.checkpoint(first.receipt.record.size, "the log doesn't begin with what stands on the chain")) { try await audit() }
            await #expect(throws: (any Error).self) { try await audit { $0.replacing("anchors", with: "others") } }
        }
    }
}
