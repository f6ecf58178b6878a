import Ledger
import Logging
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

@Suite("Witnesses, publication and the audit from outside") struct WitnessingTests {
    static let housing = try! CosignatureSigner(name: "witness.example/housing", seed: [UInt8](repeating: 61, count: 32))
    static let tax = try! CosignatureSigner(name: "witness.example/tax", seed: [UInt8](repeating: 62, count: 32))

    private func withWitness(_ engine: Engine, _ signers: CosignatureSigner..., log: Ed25519Verifier, _ body: (WitnessBook) async throws -> Void) async throws {
        try await withTemporaryDatabase(engine, migrations: WitnessSchema.witnessMigrations) { database in
            try await body(WitnessBook(database: database, logs: [log], signers: signers) { 1_790_000_000 })
        }
    }

    private func fill(_ book: BookFixture) async throws {
        while try await book.sequencer.sequence() > 0 {}
    }

    private func publisher(_ book: BookFixture, _ policy: WitnessPolicy, post: @escaping WitnessPublisher.Post) -> WitnessPublisher {
        WitnessPublisher(
            database: book.database, log: book.key.verifier, policy: policy, logger: Logger(label: "test"), now: { Moment(seconds: 1_790_000_000) },
            post: post)
    }

    /// - Parameter quorum: `any` or `all` of the two.
    private func policy(_ quorum: String) throws -> WitnessPolicy {
        try WitnessPolicy(
            text: """
                witness housing \(Self.housing.verifier.vkey) http://housing
                witness tax \(Self.tax.verifier.vkey) http://tax
                group both \(quorum) housing tax
                quorum both
                """)
    }

    @Test("A witness with two keys cosigns by both, and a policy may want both; the map is cosigned by Ed25519 alone", arguments: availableEngines)
    func twoAlgorithms(engine: Engine) async throws {
        let lasting = try CosignatureSigner(name: Self.housing.verifier.name, seed: [UInt8](repeating: 63, count: 32), algorithm: .mldsa44)
        let keys = "witness housing \(Self.housing.verifier.vkey) http://housing\nwitness housing-pq \(lasting.verifier.vkey) http://housing\n"
        try await BookFixture.run(engine) { book in
            try await fill(book)
            try await withWitness(engine, Self.housing, lasting, log: book.key.verifier) { witness in
                let both = try WitnessPolicy(text: keys + "group both all housing housing-pq\nquorum both\n")
                let publisher = publisher(book, both) { _, body in
                    let answer = try await witness.add(body)
                    return (answer.status, answer.body)
                }
                for number in 1...2 {
                    #expect(try await publisher.publish())
                    let published = try #require(try await book.database.read { try LogRecords.latestPublication(in: $0) })
                    let note = try SignedNote(parsing: Array(published.note.utf8))
                    #expect(Set(note.signatures.map(\.keyID)) == [book.key.keyID, Self.housing.verifier.keyID, lasting.verifier.keyID])
                    let signed = try SignedCheckpoint(note, log: book.key.verifier, witnesses: both.keys)
                    #expect(both.isSatisfied(by: signed.note) && !both.isSatisfied(by: signed.note, over: .wholeText))
                    #expect(published.size == number)
                    // The log grows by an entry, and both keys are asked again.
                    guard number == 1 else { continue }
                    _ = try await book.registrar.file(book.sale("s1", to: "buyer"), caseID: "c")
                    try await fill(book)
                }
                // The proof of a unit's state stands on the map: who wants it cosigned can't go by ML-DSA-44 alone.
                let unit = BookFixture.home
                let state = try #require(try await book.database.read { try UnitState.read(unit, witnessed: true, region: BookFixture.region, in: $0) })
                let file = StateFile(state, showing: false)
                _ = try file.verify(log: book.key.verifier, policy: WitnessPolicy(text: keys + "quorum housing\n"))
                #expect(throws: StateFault.mapNotWitnessed) { try file.verify(log: book.key.verifier, policy: WitnessPolicy(text: keys + "quorum housing-pq\n")) }
                // `dengbu verify` knows both.
                let report = try await BookVerifier(database: book.database, region: BookFixture.region, log: book.key.verifier, witnesses: both.keys).run()
                #expect(report.divergences == [])
            }
        }
    }

    @Test("A checkpoint is published when the quorum has cosigned, receipts go on meanwhile, and then carry the cosignatures", arguments: availableEngines)
    func quorum(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await fill(book)
            try await withWitness(engine, Self.housing, log: book.key.verifier) { housing in
                try await withWitness(engine, Self.tax, log: book.key.verifier) { tax in
                    let stalled = Mutex(true)
                    let publisher = publisher(book, try policy("all")) { url, body in
                        if url.hasPrefix("http://tax"), stalled.withLock({ $0 }) { throw CancellationError() }
                        let answer = try await (url.hasPrefix("http://tax") ? tax : housing).add(body)
                        return (answer.status, answer.body)
                    }
                    #expect(try await !publisher.publish())
                    #expect(try await book.database.read { try LogRecords.latestPublication(in: $0) } == nil)
                    #expect(publisher.standings.map { $0.problem == nil } == [true, false])
                    let entry = EntryID("first00010101-1")
                    let bare = try #require(try await book.sequencer.receipt(forEntry: entry, within: testPatience))
                    #expect(try bare.verify(with: book.key.verifier, witnesses: publisher.policy.keys).note.verified.count == 1)

                    // Meanwhile the log grows; housing is asked again from the tree that it cosigned.
                    _ = try await book.registrar.file(book.sale("s1", to: "buyer"), caseID: "c")
                    try await fill(book)
                    stalled.withLock { $0 = false }
                    #expect(try await publisher.publish())
                    let published = try #require(try await book.database.read { try LogRecords.latestPublication(in: $0) })
                    #expect(published.size == 2)
                    let receipt = try #require(try await book.sequencer.receipt(forEntry: entry, within: testPatience))
                    let signed = try receipt.verify(with: book.key.verifier, witnesses: publisher.policy.keys)
                    #expect(publisher.policy.isSatisfied(by: signed.note))
                    #expect(try await housing.tree(of: book.key.name)?.size == 2)

                    // A publisher that has forgotten what the witnesses know learns it from them.
                    try await book.database.write { try LogRecords.append(leafID: "more", entry: Array("more".utf8), in: $0) }
                    try await fill(book)
                    let again = self.publisher(book, publisher.policy) { url, body in
                        let answer = try await (url.hasPrefix("http://tax") ? tax : housing).add(body)
                        return (answer.status, answer.body)
                    }
                    #expect(try await again.publish())
                    #expect(try await housing.tree(of: book.key.name)?.size == 3)
                }
            }
        }
    }

    @Test("A lying witness is not believed and one that is enough publishes", arguments: availableEngines)
    func lying(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await fill(book)
            try await withWitness(engine, Self.housing, log: book.key.verifier) { housing in
                let publisher = publisher(book, try policy("any")) { url, body in
                    if url.hasPrefix("http://tax") {
                        let line = try Self.tax.cosign("another text\n", at: 5)
                        return (200, CosignatureLines.encode([line]))
                    }
                    let answer = try await housing.add(body)
                    return (answer.status, answer.body)
                }
                #expect(try await publisher.publish())
                let note = try #require(try await book.database.read { try LogRecords.latestPublication(in: $0) }).note
                #expect(note.contains("witness.example/housing") && !note.contains("witness.example/tax"))
                #expect(publisher.standings[1].problem?.contains("no valid cosignature") == true)
            }
        }
    }

    @Test("A witness refuses forks, rollbacks, strangers and forgeries, says why, keeps evidence, and remembers", arguments: availableEngines)
    func refusals(engine: Engine) async throws {
        let log = try Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32))
        func request(_ size: Int, _ root: Digest32, old: Int, proof: [Digest32] = [], by signer: Ed25519Signer) throws -> [UInt8] {
            let note = try Checkpoint(origin: signer.name, size: size, root: root).signed(by: signer)
            return try AddCheckpoint(oldSize: old, proof: proof, checkpoint: note).encoded
        }
        let leaves = (0..<4).map { MerkleHash.leaf([UInt8($0)]) }
        let two = MerkleHash.node(leaves[0], leaves[1])
        let right = MerkleHash.node(leaves[2], leaves[3])
        let four = MerkleHash.node(two, right)
        try await withWitness(engine, Self.housing, log: log.verifier) { witness in
            #expect(try await witness.add(Array("nonsense".utf8)).status == 400)
            let stranger = try Ed25519Signer(name: "other.example/log", seed: Array(repeating: 8, count: 32))
            #expect(try await witness.add(request(2, two, old: 0, by: stranger)).status == 404)
            let impostor = try Ed25519Signer(name: log.name, seed: Array(repeating: 9, count: 32))
            #expect(try await witness.add(request(2, two, old: 0, by: impostor)).status == 403)
            #expect(try await witness.tree(of: log.name) == nil)

            #expect(try await witness.add(request(2, two, old: 0, by: log)).status == 200)
            #expect(try await witness.add(request(1, leaves[0], old: 2, by: log)).status == 400)
            let rollback = try await witness.add(request(1, leaves[0], old: 1, by: log))
            #expect(rollback.status == 409 && rollback.body == Array("2\n".utf8) && rollback.type == "text/x.tlog.size")
            #expect(rollback.refusal?.hasPrefix("rollback") == true)
            let fork = try await witness.add(request(2, right, old: 2, by: log))
            #expect(fork.status == 409 && fork.refusal?.hasPrefix("fork") == true)
            let forged = try await witness.add(request(4, MerkleHash.node(right, right), old: 2, proof: [right], by: log))
            #expect(forged.status == 422)
            #expect(try await witness.evidence(against: log.name).count == 3)
            #expect(try await witness.tree(of: log.name) == WitnessedTree(size: 2, root: two))

            let good = try await witness.add(request(4, four, old: 2, proof: [right], by: log))
            #expect(good.status == 200)
            let text = try Checkpoint(origin: log.name, size: 4, root: four).text
            let line = try #require(try CosignatureLines.parse(good.body, under: text).first)
            #expect(Self.housing.verifier.accepts(line.signature, of: Array(text.utf8)))
        }
    }

    @Test("Of two trees submitted at once a witness cosigns one", arguments: availableEngines)
    func race(engine: Engine) async throws {
        let log = try Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32))
        try await withWitness(engine, Self.housing, log: log.verifier) { witness in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for branch in 0..<12 {
                    group.addTask {
                        let note = try Checkpoint(origin: log.name, size: 3, root: Digest32.of([UInt8(branch)])).signed(by: log)
                        return try await witness.add(AddCheckpoint(oldSize: 0, proof: [], checkpoint: note).encoded).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1)
            #expect(statuses.count { $0 == 409 } == 11)
        }
    }

    @Test("An outsider audits the log's public files, goes on from the last checkpoint, and names what was altered", arguments: availableEngines)
    func audit(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await book.database.write { connection in
                for index in 0..<300 {
                    try LogRecords.append(leafID: "test:\(index)", entry: Array("{\"type\":\"test\",\"unit\":\"\(index)\"}".utf8), in: connection)
                }
            }
            try await fill(book)
            let altered = Mutex<String?>(nil)
            let database = book.database
            let forgedMap = Mutex(false)
            let key = book.key
            let asked = Mutex<[String]>([])
            let wrongUnit = Mutex(false)
            let auditor = LogAuditor(
                log: book.key.verifier,
                askMap: { unit, size in
                    asked.withLock { $0.append(unit) }
                    let unit = wrongUnit.withLock { $0 } ? UnitCode(trusted: "360102001001GB00001F00990099") : UnitCode(trusted: unit)
                    let state = try await database.read { try UnitState.read(unit, size: Int64(size), witnessed: false, region: BookFixture.region, in: $0) }
                    return try CanonicalJSON.encode(StateFile(try #require(state), showing: false))
                }
            ) { path in
                var bytes = try await database.read { connection -> [UInt8] in
                    if path == "checkpoint" {
                        let note = Array(try LogRecords.latestCheckpoint(in: connection)?.note.utf8 ?? "".utf8)
                        guard forgedMap.withLock({ $0 }) else { return note }
                        let honest = try Checkpoint(text: SignedNote(parsing: note).text)
                        return try Checkpoint(origin: honest.origin, size: honest.size, root: honest.root, mapRoot: Digest32.of([1])).signed(by: key).encoded
                    }
                    if path.hasPrefix("tile/entries/") {
                        let place = try EntryBundle.parse(path: path)
                        var bytes: [UInt8] = []
                        let first = Int64(place.index * 256)
                        for entry in try LogRecords.entries(from: first, to: first + Int64(place.width), in: connection) { try EntryBundle.append(entry, to: &bytes) }
                        return bytes
                    }
                    let id = try TileID(path: path)
                    return Array(try LogRecords.tile(level: id.level, index: Int64(id.index), in: connection)?.prefix(id.width * 32) ?? [])
                }
                if altered.withLock({ $0 == path }) { bytes[bytes.count / 2] ^= 1 }
                return bytes
            }
            let first = try await auditor.audit()
            #expect(first.from == 0 && first.to == 301 && first.units == 1)
            #expect(first.map == .rebuilt(units: 1))
            _ = try await book.registrar.file(book.sale("s1", to: "buyer"), caseID: "c")
            try await fill(book)
            let second = try await auditor.audit(since: first.note)
            #expect(second.from == 301 && second.to == 302)
            #expect(second.map == .proved(units: 1, of: 1) && asked.withLock { $0 } == [BookFixture.home.text])
            // A map that the entries don't lead to, though the log's own key signed it.
            forgedMap.withLock { $0 = true }
            await #expect(throws: LogAuditor.Divergence.map("it is not what the entries lead to")) { try await auditor.audit() }
            await #expect(throws: LedgerError.self) { try await auditor.audit(since: first.note) }
            forgedMap.withLock { $0 = false }
            wrongUnit.withLock { $0 = true }
            await #expect(throws: LogAuditor.Divergence.self) { try await auditor.audit(since: first.note) }
            wrongUnit.withLock { $0 = false }
            #expect(try await auditor.audit(since: second.note).to == 302)
            for path in ["tile/entries/000", "tile/0/000", "tile/0/001.p/46", "tile/1/000.p/1"] {
                altered.withLock { $0 = path }
                await #expect(throws: (any Error).self, "\(path) was altered and not found") { try await auditor.audit() }
            }
            altered.withLock { $0 = nil }
            // An audited tree that the log doesn't extend.
            let forged = try Checkpoint(origin: book.key.name, size: 5, root: Digest32.of([1])).signed(by: book.key)
            await #expect(throws: (any Error).self) { try await auditor.audit(since: forged.encoded) }
            let larger = try Checkpoint(origin: book.key.name, size: 900, root: Digest32.of([1])).signed(by: book.key)
            await #expect(throws: LogAuditor.Divergence.rollback(audited: 900, now: 302)) { try await auditor.audit(since: larger.encoded) }
        }
    }

    @Test("A unit's chain runs from its first registration to the head that the register names", arguments: availableEngines)
    func chain(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            _ = try await book.registrar.file(book.sale("s1", to: "buyer"), caseID: "c")
            func chain() async throws -> UnitChain {
                try #require(try await book.database.read { try UnitChain.read(BookFixture.home, region: BookFixture.region, in: $0) })
            }
            #expect(try await !chain().isComplete)
            try await fill(book)
            #expect(try await chain().isComplete)
            #expect(try await chain().links.map(\.index) == [0, 1])
            try await book.database.write { try $0.execute("DELETE FROM log_entry WHERE leaf_index = 1") }
            #expect(try await !chain().isComplete)
        }
    }

    @Test("Several sequencers share one log: whoever dies in the middle of a batch, nothing is lost, doubled or forked", arguments: availableEngines)
    func failover(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let total = 600
            let sequencers = try (0..<3).map { _ in
                try LogSequencer(database: book.database, signing: LogSigning([book.key]), logger: Logger(label: "test"), now: { Moment(seconds: 1_790_000_000) })
            }
            let database = book.database
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<3 {
                    group.addTask {
                        for index in 0..<(total / 3) {
                            try await database.write { try LogRecords.append(leafID: "w\(writer):\(index)", entry: Array("\(writer) \(index)".utf8), in: $0) }
                        }
                    }
                }
                for (number, sequencer) in sequencers.enumerated() {
                    group.addTask {
                        // The one elected is cut off again and again; the others take over.
                        for round in 0..<40 {
                            let running = Task { try await sequencer.sequence() }
                            if (round + number) % 3 == 0 { running.cancel() }
                            _ = try? await running.value
                            try await Task.sleep(for: .milliseconds(3))
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await fill(book)
            let entries = try await database.read { try LogRecords.entries(from: 0, to: 10_000, in: $0) }.map { String(decoding: $0, as: UTF8.self) }
            #expect(entries.count == total + 1)
            #expect(Set(entries).count == entries.count)
            for writer in 0..<3 {
                let own = entries.filter { $0.hasPrefix("\(writer) ") }
                #expect(own == (0..<(total / 3)).map { "\(writer) \($0)" })
            }
            // Every checkpoint that was ever signed is a prefix of the last one.
            let checkpoints = try await database.read { try $0.rows("SELECT size, root FROM log_checkpoint /* reads all: to check each */ ORDER BY size").map { (Int(try $0.int("size")), try $0.blob("root")) } }
            let reader = try await database.read { connection in
                try checkpoints.map { size, root in try LogReader.provenConsistency(from: size, to: nil, in: connection).oldRoot.bytes == root }
            }
            #expect(reader.allSatisfy { $0 } && !reader.isEmpty)
        }
    }
}
