import Catalogue
import Exchange
import Identity
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// Many applications by table: each row a case of its own, once, whatever happens on the way.
@Suite("A batch of applications") struct BatchTests {
    private func run(_ engine: Engine, _ body: (LenderFixture) async throws -> Void) async throws {
        try await OfficeFixture.run(engine) { try await body(LenderFixture($0)) }
    }

    private static func table(_ rows: [[String]], heading: [String] = ["业务编号", "不动产单元号", "要注销的抵押权", "抵押权消灭的原因"]) -> [UInt8] {
        Array(TableWriter.text([heading] + rows).utf8)
    }

    private static func order(_ number: String = "B-1", name: String? = LenderFixture.name, accepted: Set<String> = ["discharge-statement"]) -> BatchOrder {
        BatchOrder(number: number, service: "mortgage.cancel", name: name, accepted: accepted, approach: .machine)
    }

    private func work(_ lender: LenderFixture) async throws {
        let worker = BatchWorker(engine: CaseEngine(office: lender.office), logger: quietLogger)
        for _ in 0..<20 where await worker.tick() == 0 { return }
    }

    private func cases(_ lender: LenderFixture) async throws -> Int64 {
        try await lender.database.read { connection in
            try connection.row("SELECT COUNT(*) AS n FROM case_file")?.int("n") ?? 0
        }
    }

    @Test("becomes cases that are filled in, signed and carried through; each row says what came of it", arguments: availableEngines)
    func through(engine: Engine) async throws {
        try await run(engine) { lender in
            let entry = try await lender.lend(on: OfficeFixture.unit(1))
            try await lender.lend(on: OfficeFixture.unit(2))
            let proof = try #require(try await lender.office.mortgages(heldBy: lender.bank.id, after: nil, limit: 9)[1].proof).number
            try await lender.listen()
            let table = Self.table([
                ["L-1", OfficeFixture.unit(1).text, entry.text, "主债权已经清偿"], ["L-2", OfficeFixture.unit(2).text, proof, "抵押权人放弃抵押权"],
                ["L-3", OfficeFixture.unit(9).text, entry.text, "主债权已经清偿"],
            ])
            let batch = try await lender.office.takeBatch(table, Self.order(), of: lender.bank)
            try await work(lender)
            let rows = try await lender.office.rows(of: batch, limit: 9)
            #expect(rows.map(\.state) == [.done, .done, .failed], "\(rows.map { $0.message ?? "" })")
            #expect(rows[2].field == "要注销的抵押权" && rows[2].caseID == nil)
            for row in rows.prefix(2) {
                let state = try await lender.office.load(try #require(row.caseID)).state
                #expect(state.registration != nil, "\(state.phase) \(state.findings) \(row.message ?? "")")
                #expect(state.signatures.map(\.party) == [lender.bank.id] && state.channel == "api")
            }
            #expect(try await lender.office.mortgages(heldBy: lender.bank.id, after: nil, limit: 9).isEmpty)
            let done = try await lender.office.batch(batch.id, of: lender.bank.id)
            #expect(done.batch.endedAt != nil && done.tally == [.done: 2, .failed: 1])
            #expect(try await lender.told().filter { $0.kind == "batch.ended" }.count == 1)
            // What is over keeps no answers, and nobody else sees it.
            let kept = try await lender.database.read { try $0.rows("SELECT answers FROM application_batch_row").map { try $0.blob("answers").count } }
            #expect(kept == [0, 0, 0])
            await #expect(throws: BatchRefusal.unknown) { try await lender.office.batch(batch.id, of: PartyID("other")) }
        }
    }

    @Test("handed over again is the same batch; another table under its number, or a business that is known, is refused", arguments: availableEngines)
    func again(engine: Engine) async throws {
        try await run(engine) { lender in
            let entry = try await lender.lend(on: OfficeFixture.unit(1))
            let table = Self.table([["L-1", OfficeFixture.unit(1).text, entry.text, "主债权已经清偿"]])
            let first = try await lender.office.takeBatch(table, Self.order(), of: lender.bank)
            #expect(try await lender.office.takeBatch(table, Self.order(), of: lender.bank).id == first.id)
            try await work(lender)
            #expect(try await lender.office.takeBatch(table, Self.order(), of: lender.bank).id == first.id)
            try await work(lender)
            #expect(try await cases(lender) == 1)
            let other = Self.table([["L-2", OfficeFixture.unit(1).text, entry.text, "主债权已经清偿"]])
            await #expect(throws: BatchRefusal.numberReused) { try await lender.office.takeBatch(other, Self.order(), of: lender.bank) }
            let refused = await #expect(throws: TableRefused.self) { try await lender.office.takeBatch(table, Self.order("B-2"), of: lender.bank) }
            #expect(refused?.faults.map(\.row) == [2] && refused?.faults[0].message.contains("B-1") == true)
        }
    }

    @Test("opens no case twice when the process dies between a case and what follows, and goes on where it was", arguments: availableEngines)
    func killed(engine: Engine) async throws {
        try await run(engine) { lender in
            let entry = try await lender.lend(on: OfficeFixture.unit(1))
            let batch = try await lender.office.takeBatch(Self.table([["L-1", OfficeFixture.unit(1).text, entry.text, "主债权已经清偿"]]), Self.order(), of: lender.bank)
            let row = try #require(try await lender.office.rows(of: batch, limit: 1).first)
            // Died after the case was opened: the row knows its case, and nothing is filled in.
            let opened = try await lender.office.apply(
                service: "mortgage.cancel", as: "mortgagee", subject: row.unit.text, by: lender.bank, through: .machine
            ) { id, connection in
                try BatchRecords.move(row, to: .opened, caseID: id, runAt: OfficeFixture.noon, at: OfficeFixture.noon, region: OfficeFixture.region, in: connection)
            }
            try await work(lender)
            let after = try #require(try await lender.office.rows(of: batch, limit: 1).first)
            #expect(after.caseID == opened && after.state == .done)
            #expect(try await cases(lender) == 1)
            #expect(try await lender.office.load(opened).state.registration != nil)
            // Died before: the case and the row's word are one transaction.
            struct Broken: Error {}
            await #expect(throws: Broken.self) {
                _ = try await lender.office.apply(service: "mortgage.cancel", as: "mortgagee", subject: row.unit.text, by: lender.bank, through: .machine) { _, _ in throw Broken() }
            }
            #expect(try await cases(lender) == 1)
        }
    }

    @Test("is refused as a whole with every fault and its cell", arguments: [Engine.sqlite])
    func faults(engine: Engine) async throws {
        try await run(engine) { lender in
            let unit = OfficeFixture.unit(1).text
            let table = Self.table([
                ["L-1", unit, "e1", "主债权已经清偿"], ["L-1", unit, "e1", "主债权已经清偿"], ["", "12345", "", "别的"], ["=cmd()", OfficeFixture.unit(2).text, "e1", "主债权已经清偿"],
            ])
            let refused = await #expect(throws: TableRefused.self) { try await lender.office.takeBatch(table, Self.order(), of: lender.bank) }
            let cells = refused?.faults.map(\.cell) ?? []
            #expect(cells == ["A3", "B3", "A4", "B4", "C4", "D4", "A5"], "\(cells)")
            let taken = try await lender.office.batches(of: lender.bank.id)
            #expect(taken.isEmpty)
            for (text, cell) in [("业务编号,不动产单元号\nx,y\n", "1"), ("", "table"), ("业务编号,不动产单元号,要注销的抵押权,抵押权消灭的原因,备注\n", "E1"), ("业务编号,不动产单元号,要注销的抵押权,抵押权消灭的原因\n", "table")] {
                let refused = await #expect(throws: TableRefused.self) { try await lender.office.takeBatch(Array(text.utf8), Self.order(), of: lender.bank) }
                #expect(refused?.faults.first?.cell == cell, "\(text)")
            }
            let many = Self.table((1...2_001).map { ["L-\($0)", unit, "e1", "主债权已经清偿"] })
            await #expect(throws: TableRefused.self) { try await lender.office.takeBatch(many, Self.order(), of: lender.bank) }
        }
    }

    @Test("of the lender's alone is signed with its full name and every declaration, or not taken", arguments: [Engine.sqlite])
    func signature(engine: Engine) async throws {
        try await run(engine) { lender in
            let table = Self.table([["L-1", OfficeFixture.unit(1).text, "e1", "主债权已经清偿"]])
            for (order, field) in [(Self.order(name: nil), "name"), (Self.order(name: "洪城银行"), "name"), (Self.order(accepted: []), "accept"), (Self.order("x"), "number")] {
                do {
                    _ = try await lender.office.takeBatch(table, order, of: lender.bank)
                    Issue.record("taken without \(field)")
                } catch CaseError.invalid(let wrong, _) {
                    #expect(wrong == field)
                }
            }
            let sale = BatchOrder(number: "B-9", service: "transfer.existing.sale", name: nil, accepted: [], approach: .machine)
            await #expect(throws: BatchRefusal.notForBatches) { try await lender.office.takeBatch(table, sale, of: lender.bank) }
        }
    }

    @Test("waits its turn where the lender has as many at work as it may", arguments: [Engine.sqlite])
    func crowd(engine: Engine) async throws {
        try await run(engine) { lender in
            for number in 1...CaseOffice.batchesAtOnce {
                _ = try await lender.office.takeBatch(
                    Self.table([["L-\(number)", OfficeFixture.unit(1).text, "e1", "主债权已经清偿"]]), Self.order("B-\(number)"), of: lender.bank)
            }
            let more = Self.table([["L-9", OfficeFixture.unit(1).text, "e1", "主债权已经清偿"]])
            await #expect(throws: BatchRefusal.tooMany) { try await lender.office.takeBatch(more, Self.order("B-9"), of: lender.bank) }
            try await work(lender)
            _ = try await lender.office.takeBatch(more, Self.order("B-9"), of: lender.bank)
            #expect(try await lender.office.batches(of: lender.bank.id).count == CaseOffice.batchesAtOnce + 1)
        }
    }

    @Test("of every service that lenders begin has a template with the service's own questions")
    func templates() async throws {
        try await run(.sqlite) { lender in
            let sheets = lender.office.batchSheets
            #expect(sheets.map(\.service.id).contains("mortgage.first") && sheets.map(\.service.id).contains("mortgage.cancel"))
            for sheet in sheets {
                #expect(Set(sheet.columns.map(\.heading)).count == sheet.columns.count, "\(sheet.service.id): two questions have one name")
                #expect(sheet.template.contains(BatchSheet.reference))
            }
        }
    }
}
