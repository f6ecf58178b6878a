import Chance
import Cadastre
import Contracts
import Identity
import Ledger
import Register
import Seals
import Storage
import StorageTesting
import Testing

@testable import Casework

/// Whoever can write to the database alters one byte anywhere. Tables and columns are asked of the database itself.
@Suite("Every column of every table") struct EveryColumnTests {
    /// How often each column is hit, each time in a row and a byte of chance.
    private static let tries = 3

    @Test("is audited", arguments: availableEngines)
    func known(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            let schema = try await StoredColumns(of: book.database)
            let tables = Set(schema.columns.map(\.table))
            #expect(tables.count > 30)
            for table in tables.subtracting(TableRules.audited).sorted() { Issue.record("the audit doesn't answer for \(table)") }
            for table in TableRules.audited.subtracting(tables) { Issue.record("there is no table \(table)") }
            // A column of a sealed table is known by two bytes of its name.
            for table in CaseOffice.sealedTables {
                let tags = schema.columns(of: table.name).compactMap { table.tag(of: $0.name) }
                #expect(Set(tags).count == tags.count, "\(table.name)")
                #expect(Set(schema.keys[table.name] ?? []) == Set((table.hasRegion ? ["region"] : []) + table.key), "\(table.name)")
            }
        }
    }

    @Test("shows an altered byte to the audit", .timeLimit(.minutes(30)), arguments: availableEngines)
    func altered(engine: Engine) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = SeededDice(seed: seed)
        try await OfficeFixture.run(engine) { fixture in
            let verifier = try await fill(fixture)
            let schema = try await StoredColumns(of: fixture.database)
            try await fillTheRest(fixture.database, schema)
            let clean = try await verifier.run()
            #expect(clean.isClean, "\(clean.divergences)")
            #expect(clean.unchecked.isEmpty)
            let database = fixture.database.unsealed
            try await disarm(database, engine)
            var begun: Set<String> = []
            var hit = 0
            for column in schema.columns where TableRules.audited.contains(column.table) {
                let key = try #require(schema.keys[column.table], "\(column.table) has no key")
                let isSealed = TableRules.sealed.contains(column.table)
                var finders: [BookVerifier.Part] = []
                for _ in 0..<(isSealed ? 1 : Self.tries) {
                    guard let altered = try await ByteFlip.alter(column, key: key, in: database, using: &dice) else {
                        Issue.record("no row has a value in \(column.label): nothing is tested")
                        break
                    }
                    do {
                        let isClean: Bool
                        if isSealed, !begun.insert(column.table).inserted {
                            isClean = try await isAsSealed(column.table, by: verifier, in: fixture.database)
                        } else {
                            isClean = try await isUnseen(by: verifier, asking: &finders)
                        }
                        #expect(!isClean, "\(altered.what) unseen (seed \(seed))")
                    } catch {
                        Issue.record("the audit broke off instead of naming that \(altered.what): \(error) (seed \(seed))")
                    }
                    try await database.write { try $0.execute(altered.back) }
                }
                hit += 1
            }
            let after = try await verifier.run()
            #expect(after.isClean, "what was altered was not put back: \(after.divergences)")
            print("\(engine): \(hit) columns of \(TableRules.audited.count) tables altered and found; seed \(seed)")
        }
    }

    /// Whether the audit finds nothing. The first time the whole of it runs, and says which parts found something; after that these are
    /// asked before all others are.
    private func isUnseen(by verifier: BookVerifier, asking finders: inout [BookVerifier.Part]) async throws -> Bool {
        for part in finders {
            var report = BookVerifier.Report()
            try await verifier.verify(part, &report) { _ in }
            if !report.isClean { return false }
        }
        let reports = try await verifier.reports()
        finders = reports.filter { !$0.report.isClean }.map(\.part)
        return finders.isEmpty
    }

    /// Whether all rows of a table are as their seals say: the part of the run that answers for it, after one whole run for each table.
    private func isAsSealed(_ table: String, by verifier: BookVerifier, in database: any Database) async throws -> Bool {
        guard let sealer = verifier.sealer, let sealed = sealer.tables.first(where: { $0.name == table }) else {
            var report = BookVerifier.Report()
            try await verifier.verify(.sealedRows, &report) { _ in }
            return report.isClean
        }
        return try await sealer.audit(sealed, region: OfficeFixture.region, enough: 1, in: database) { _ in }.defects.isEmpty
    }

    /// A row in every sealed table, whatever it says, and surveys, which have to be of something; then all tables are marked.
    private func fillTheRest(_ database: any Database, _ schema: StoredColumns) async throws {
        let home = BookFixture.home
        let stated = BookFixture.description(home)
        let region = OfficeFixture.region
        let (parcel, building) = (String(home.text.prefix(19)), try #require(home.buildingCode))
        let outline = Outline(rectangleAt: Outline.Point(0, 0), width: 100, depth: stated.innerArea.hundredths)
        try await database.write { connection in
            for table in TableRules.sealed.sorted() where !TableRules.filled.contains(table) {
                let columns = schema.columns(of: table)
                let values = columns.enumerated().map { place, column -> SQL in
                    switch column.type {
                    case "text": column.name == "region" ? "\(region)" : "\("wert\(place)")"
                    case "blob": "\(Array("wert\(place)".utf8))"
                    default: "\(Int64(1_000 + place))"
                    }
                }
                try connection.execute(
                    "INSERT INTO \(raw: table) (\(raw: columns.map(\.name).joined(separator: ", "))) VALUES (\(sql: SQL(joining: values, with: ", ")))")
            }
            try SurveyRecords.put(
                ParcelSurvey(code: parcel, location: "路", outline: outline, area: stated.parcelArea), region: region, in: connection)
            try SurveyRecords.put(
                BuildingSurvey(code: building, name: "1栋", parcel: parcel, outline: outline, storeys: 18, storeyHeight: 300), region: region, in: connection)
            try SurveyRecords.put(
                UnitSurvey(
                    unit: home, building: building, storey: stated.storey ?? 0, room: "101", outline: outline, buildingArea: stated.buildingArea,
                    innerArea: stated.innerArea, sharedArea: stated.sharedArea, report: "1号", surveyor: "测绘院"),
                location: stated.location, region: region, in: connection)
        }
        let sealing = try #require(database as? SealingDatabase)
        try await RowSealKeeper(database: sealing, logger: quietLogger).seal()
    }

    /// The triggers that keep the program from changing looks: who can alter the schema takes them away first.
    private func disarm(_ database: any Database, _ engine: Engine) async throws {
        try await database.write { connection in
            switch engine {
            case .sqlite:
                try connection.execute("DROP TRIGGER look_no_update")
                try connection.execute("DROP TRIGGER look_no_delete")
            case .postgres: try connection.execute("DROP TRIGGER look_no_change ON look")
            }
        }
    }

    // MARK: what is there

    /// Sales, a resale, a refused case and one that an official has taken, looks, entries with and without a place, a published checkpoint.
    private func fill(_ fixture: OfficeFixture) async throws -> BookVerifier {
        let key = try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32))
        let book = BookFixture(database: fixture.database, registrar: fixture.registrar, sequencer: fixture.office.sequencer, key: key)
        try await book.add(BookFixture.home)
        let official = OfficeFixture.official("li")
        for number in 1...2 {
            let id = "2026112300000\(number)"
            try await fixture.put(id, unit: OfficeFixture.unit(number))
            try await fixture.office.decide(id, .refuse(findings: [], opinion: "材料不实。"), by: official, expecting: nil)
        }
        try await fixture.put("20261123000003", unit: OfficeFixture.unit(3))
        try await fixture.put("20261123000004", unit: OfficeFixture.unit(4), accepted: nil, runAt: OfficeFixture.noon.adding(seconds: 60))
        _ = try await fixture.office.claim("20261123000003", by: official, expecting: nil)
        let viewer = Viewer(account: AccountID("li"), name: "李某", role: .examiner, office: "南昌市不动产登记中心")
        let parties = fixture.office.parties
        try await fixture.database.write { connection in
            for (number, text) in ["核对申请人", "再次核对", "归档"].enumerated() {
                try parties.lookLog.record(
                    [PartyID("buyer")], fields: [.name], for: try Purpose(.caseWork, text), by: viewer,
                    about: LookSubject(unit: OfficeFixture.unit(number + 1), caseID: "2026112300000\(number + 1)"), at: OfficeFixture.noon, in: connection)
            }
        }
        // The log has changed its key: one time has ended, another runs.
        let next = try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 8, count: 32))
        let signing = LogSigning([key, next])
        try await fixture.office.sequencer.sequence()
        try await LogKeyRotation(database: fixture.database, signing: signing).rotate(.ed25519, overlap: 0, at: OfficeFixture.noon)
        let sequencer = try LogSequencer(database: fixture.database, signing: signing, logger: quietLogger, now: { OfficeFixture.noon.adding(seconds: 1) })
        try await BookFixture(database: fixture.database, registrar: fixture.registrar, sequencer: sequencer, key: next).fill()
        var importing = ImportFixture(database: fixture.database, cipher: fixture.office.cipher)
        importing.signing = signing
        _ = try await importing.add(records: 300)
        let kept = KeptEvidence(fixture: fixture)
        try await kept.person()
        try await kept.put([try kept.answer("e1", of: "20261123000003"), try kept.answer("e2", of: "20261123000003")], into: "20261123000003")
        let witness = WitnessingTests.housing
        let policy = try WitnessPolicy(text: "witness housing \(witness.verifier.vkey) http://housing\nquorum housing\n")
        let publisher = WitnessPublisher(
            database: fixture.database, log: try signing.verifiers(), policy: policy, logger: quietLogger, now: { OfficeFixture.noon }
        ) { _, body in
            (200, CosignatureLines.encode([try witness.cosign(AddCheckpoint(parsing: body).checkpoint.text, at: 1_790_000_000)]))
        }
        #expect(try await publisher.publish())
        try await anchor(fixture.database)
        let certificate = try #require(
            try await fixture.database.read { try $0.row("SELECT number FROM certificate /* reads all: any of them */ ORDER BY number LIMIT 1")?.text("number") })
        try await fixture.database.write {
            try CertificateRecords.attach(document: String(repeating: "ab", count: 32), to: certificate, region: OfficeFixture.region, in: $0)
        }
        try await EscrowFixture.put("20261123000009", in: fixture)
        return BookVerifier(database: fixture.database, region: OfficeFixture.region, log: try signing.verifiers(), witnesses: policy.keys, looks: parties.lookLog,
            records: fixture.office.cipher, parties: fixture.office.parties, directory: try kept.directory)
    }

    /// A checkpoint that stands on a chain.
    private func anchor(_ database: any Database) async throws {
        let chain = Seals.Ed25519Signer()
        try await database.write { connection in
            let note = try #require(try LogRecords.latestCheckpoint(in: connection)).note
            let record = try Anchor.record(of: note, askedAt: OfficeFixture.noon)
            let block = try CanonicalJSON.encode(
                ProvincialChain.Block(
                    chain: "chain", height: 7, previous: String(repeating: "ab", count: 32), time: OfficeFixture.noon, records: [record.identity()]))
            let receipt = ProvincialChain.Receipt(
                record: record, block: String(decoding: block, as: UTF8.self), publicKey: Hex.encode(chain.publicKey),
                signature: Hex.encode(try chain.sign(block)))
            try connection.execute(AnchorRecords.keeping(CanonicalJSON.encode(receipt), size: record.size))
        }
    }
}
