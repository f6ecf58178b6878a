import Ledger
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Importing records of before this register") struct ImportTests {
    private func run(_ engine: Engine, _ body: (ImportFixture) async throws -> Void) async throws {
        try await withTemporaryDatabase(engine, migrations: CaseOffice.migrations, options: .refusingScans) { try await body(ImportFixture(database: $0)) }
    }

    @Test("puts each on the log once, in the file's order, and a verification finds the log clean", arguments: availableEngines)
    func imported(engine: Engine) async throws {
        try await run(engine) { fixture in
            let file = ImportFixture.sample(700)
            let result = try await fixture.add(file)
            #expect(result.records == 700 && result.added == 700)
            #expect(try await fixture.leafIDs() == ImportFixture.expected(file))
            let report = try await fixture.verifier.run()
            #expect(report.isClean, "\(report.divergences)")
            #expect(report.records == 700)
        }
    }

    @Test("does nothing the second time", arguments: availableEngines)
    func again(engine: Engine) async throws {
        try await run(engine) { fixture in
            let file = ImportFixture.sample(300)
            _ = try await fixture.add(file)
            let result = try await fixture.add(file)
            #expect(result.records == 300 && result.added == 0)
            #expect(try await fixture.leafIDs().count == 300)
        }
    }

    @Test("goes on where it was stopped, in the middle of a unit or not", arguments: availableEngines)
    func resumed(engine: Engine) async throws {
        let file = ImportFixture.sample(300)
        for stop in [1, 60, 61, 62, 63, 299] {
            try await run(engine) { fixture in
                // A batch that ends after `stop` records is what a kill leaves behind.
                let head = file.split(separator: 0x0A).prefix(stop).reduce(into: [UInt8]()) { $0 += $1 + [0x0A] }
                try await ImportFixture.file(file) { path in
                    try await ImportFixture.file(head) { part in
                        try await self.begin(fixture, whole: path, first: part)
                    }
                    #expect(try await fixture.leafIDs().count == stop)
                    let result = try await fixture.importer.run(ImportFile(path: path, pieceLength: 8_192))
                    #expect(result.added == 300 - stop)
                }
                #expect(try await fixture.leafIDs() == ImportFixture.expected(file))
                let report = try await fixture.verifier.run()
                #expect(report.isClean, "\(report.divergences)")
            }
        }
    }

    /// Stores the first records of a file as its import's first batch.
    private func begin(_ fixture: ImportFixture, whole: String, first: String) async throws {
        let survey = try await ImportSurvey(ImportFile(path: whole), region: ImportFixture.region, width: 1) { _, _ in }
        let part = try ImportFile(path: first)
        let state = ImportState(digest: survey.digest, name: "records", at: Moment(seconds: 1_780_000_000), records: survey.records, done: 0)
        let bytes = try part.read(0..<part.size)
        let count = bytes.count { $0 == 0x0A }
        let piece = try DigestedPiece(bytes, count: count, skipping: 0, region: ImportFixture.region, binding: state.digest)
        var chain = RecordChain(state, firstPage: 0, region: ImportFixture.region, cipher: fixture.cipher)
        let batch = try chain.link(piece, heads: [:])
        try await fixture.database.write { connection in
            try connection.execute(state.inserting(region: ImportFixture.region))
            try LogAppender(signing: LogSigning([ImportFixture.log])).append(batch.entries, map: .stays, at: state.at, in: connection)
            try connection.insert(batch.pages)
            try connection.execute(state.moving(to: count, region: ImportFixture.region))
        }
    }

    @Test("refuses a changed file while the first is half done, another one unless told so", arguments: availableEngines)
    func changed(engine: Engine) async throws {
        try await run(engine) { fixture in
            let file = ImportFixture.sample(200)
            try await ImportFixture.file(file) { whole in
                try await ImportFixture.file(Array(file.split(separator: 0x0A).prefix(50).joined(separator: [0x0A])) + [0x0A]) { part in
                    try await self.begin(fixture, whole: whole, first: part)
                }
            }
            let other = ImportFixture.line("360103001001GB00001F00010101")
            await #expect(throws: ImportError.self) { try await fixture.add(Array(other.utf8)) }
            let result = try await ImportFixture.file(Array(other.utf8)) { try await fixture.importer.run(ImportFile(path: $0), leavingUnfinished: true) }
            #expect(result.added == 1)
        }
    }

    @Test("links a second file's records behind the first's, and refuses those that the first had", arguments: availableEngines)
    func second(engine: Engine) async throws {
        try await run(engine) { fixture in
            let unit = "360102001001GB00001F00010101"
            let later = "360102001001GB00001F00010103"
            _ = try await fixture.add(Array([ImportFixture.line(unit), ImportFixture.line(unit, matter: "2"), ImportFixture.line(later)].joined(separator: "\n").utf8))
            do {
                _ = try await fixture.add(Array([ImportFixture.line(unit, matter: "3"), ImportFixture.line(later)].joined(separator: "\n").utf8))
                Issue.record("a record was imported twice")
            } catch ImportError.faulty(let faults) {
                #expect(faults.map(\.line) == [2] && faults.first?.code == .doubled)
            }
            let more = [
                ImportFixture.line(unit, page: "DYAQ", matter: "1", time: "2020-01-01"), ImportFixture.line("360102001001GB00001F00010102"),
                ImportFixture.line(later, matter: "5"),
            ]
            _ = try await fixture.add(Array(more.joined(separator: "\n").utf8))
            let chain = try await fixture.database.read { try ImportedChain.read(UnitCode(trusted: unit), region: ImportFixture.region, in: $0) }
            #expect(chain.links.map(\.number) == [1, 2, 3])
            #expect(chain.isComplete)
            let report = try await fixture.verifier.run()
            #expect(report.isClean, "\(report.divergences)")
        }
    }

    @Test("goes well beside registrations and their sequencer", arguments: availableEngines)
    func beside(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let fixture = ImportFixture(database: book.database)
            let file = ImportFixture.sample(600)
            async let imported = fixture.add(file)
            for number in 1...20 {
                try await book.add(UnitCode(trusted: "360102001001GB00001F0003\(1_000 + number)"))
                try await book.sequencer.sequence()
            }
            #expect(try await imported.added == 600)
            while try await book.sequencer.sequence() > 0 {}
            #expect(try await fixture.leafIDs() == ImportFixture.expected(file))
            let report = try await BookVerifier(database: book.database, region: BookFixture.region, log: book.key.verifier, records: fixture.cipher).run()
            #expect(report.isClean, "\(report.divergences)")
            #expect(report.entries == 621)
        }
    }

    @Test("gives holders their record: each field proves itself, hidden ones stay hidden, other values don't pass")
    func shown() async throws {
        try await run(.sqlite) { fixture in
            let unit = UnitCode(trusted: "360102001001GB00001F00010101")
            let line = ImportFixture.line(unit.text, more: ",\"QLRMC\":\"张\\u4e09 \\\"甲\\\"\\/\",\"JZMJ\":95.30,\"FJ\":null")
            _ = try await fixture.add(Array(line.utf8))
            let found = try await fixture.database.read { try KeptRecords.read(unit, region: ImportFixture.region, cipher: fixture.cipher, in: $0) }
            let item = try #require(found.first)
            let values = Dictionary(uniqueKeysWithValues: try item.record.values().map { ($0.name, $0.value) })
            #expect(values["QLRMC"] == "张三 \"甲\"/")
            #expect(values["JZMJ"] == "95.30")
            #expect(values["FJ"] == nil)
            let receipt = try #require(try await fixture.database.read { try LogReader.receipt(ofLeaf: item.leafID, in: $0) })
            let proof = String(decoding: receipt.encoded, as: UTF8.self)
            let whole = try item.record.disclosure(binding: item.file.digest)
            let shown = ShownRecord(disclosure: try whole.showing(["JZMJ"]), proof: proof)
            let verified = try shown.verify(log: ImportFixture.log.verifier, policy: .none)
            #expect(verified.unit == unit.text && verified.number == 1)
            let bytes = String(decoding: try CanonicalJSON.encode(shown), as: UTF8.self)
            #expect(!bytes.contains("张三") && bytes.contains("95.30"))
            let forged = try CanonicalJSON.decode(ShownRecord.self, from: Array(bytes.replacing("95.30", with: "95.31").utf8))
            #expect(throws: DisclosureError.otherEntry) { try forged.verify(log: ImportFixture.log.verifier, policy: .none) }
            // The log itself has no name, no area, no matter number.
            let entry = String(decoding: receipt.entry, as: UTF8.self)
            #expect(!entry.contains("张") && !entry.contains("95.30") && !entry.contains("YWH"))
            #expect(try CanonicalJSON.canonicalize(receipt.entry) == receipt.entry)
        }
    }

    @Test("commits to equal records by different digests")
    func salted() async throws {
        try await run(.sqlite) { fixture in
            let lines = ["360102001001GB00001F00010101", "360102001001GB00001F00010102"].map { ImportFixture.line($0) }
            _ = try await fixture.add(Array(lines.joined(separator: "\n").utf8))
            let secrets = try await fixture.database.read { connection in
                let file = try #require(try ImportState.all(region: ImportFixture.region, in: connection).first)
                return try RecordPage.read(file, from: 0, limit: 9, region: ImportFixture.region, in: connection).flatMap {
                    try $0.open(file, region: ImportFixture.region, cipher: fixture.cipher)
                }.map(\.secret)
            }
            #expect(Set(secrets).count == 2 && secrets.allSatisfy { $0.count == 16 })
        }
    }

    @Test("lets an outsider audit it, and shows a record that was left out")
    func audited() async throws {
        var heads = UnitHeads(isWhole: true)
        try await run(.sqlite) { fixture in
            _ = try await fixture.add(records: 120)
            let entries = try await fixture.database.read { try LogRecords.entries(from: 0, to: 120, in: $0) }
            for (index, entry) in entries.enumerated() { try heads.follow(entry[...], leaf: MerkleHash.leaf(entry), index: index) }
            #expect(heads.recorded > 10 && heads.count == 0)
            let second = try #require(entries.firstIndex { String(decoding: $0, as: UTF8.self).contains("\"number\":2") })
            var broken = UnitHeads(isWhole: true)
            #expect(throws: LogAuditor.Divergence.self) {
                for (index, entry) in entries.enumerated() where index != second - 1 { try broken.follow(entry[...], leaf: MerkleHash.leaf(entry), index: index) }
            }
        }
    }

    @Test("audits entries of every kind: certificates have numbers of another kind, cases and looks no unit")
    func otherKinds() throws {
        var heads = UnitHeads(isWhole: true)
        for text in [
            "{\"number\":\"赣(2026)南昌市不动产权第0000001号\",\"type\":\"certificate\",\"unit\":\"u\",\"v\":2}", "{\"case\":\"1\",\"type\":\"case\",\"v\":1}",
            "{\"at\":\"\",\"type\":\"look\",\"v\":1}",
        ] { try heads.follow(ArraySlice(Array(text.utf8)), leaf: MerkleHash.empty, index: 0) }
        #expect(heads.count == 0)
    }

    @Test("makes the same sample for the same seed, sorted and right")
    func sample() {
        #expect(ImportFixture.sample(500) == ImportFixture.sample(500))
        #expect(ImportFixture.sample(500) != ImportFixture.sample(500, seed: 2))
        #expect(ImportFixture.lines(ImportFixture.sample(500)).count == 500)
    }
}
