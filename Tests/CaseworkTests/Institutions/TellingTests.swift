import Contracts
import Exchange
import Register
import StorageTesting
import Testing

@Suite("What the played institutions tell of their own accord") struct TellingTests {
    private func run(_ body: (InstitutionStage, ListeningSocket) async throws -> Void) async throws {
        let registry = try ListeningSocket()
        defer { registry.stop() }
        try await InstitutionStage.run(telling: registry.url) { try await body($0, registry) }
    }

    /// What was told under a contract, with who said it: signed with the key of the institution that it names.
    private func told(_ contract: String, _ registry: ListeningSocket, _ stage: InstitutionStage) throws -> [(from: Peer, id: String, payload: String)] {
        try registry.received.filter { $0.path == "/exchange/\(contract)" }.map { _, message in
            let envelope = try message.envelope()
            let peer = try #require(Peer(wire: envelope.from))
            try stage.directory.verify(message, from: peer)
            #expect(envelope.to == Envelope.registry && envelope.contract == contract)
            return (peer, envelope.id, envelope.payload)
        }
    }

    private func moved(_ count: Int, _ registry: ListeningSocket) async throws -> Bool {
        try await eventually { registry.received.count >= count }
    }

    @Test("a deposit, a loan paid out, a payment and a settled loan are told, each by whom it happened at") func events() async throws {
        try await run { stage, registry in
            let opened = try await stage.open()
            try await stage.deposit("700000")
            _ = try await stage.ask(Lending.Disburse.self, stage.disbursal("l1", opened.account), at: InstitutionStage.fund)
            let due = try await stage.payoff()
            _ = try await stage.ask(Custody.Pay.self, stage.payment("p1", due.total, to: due.account, .payoff), at: InstitutionStage.notary)
            #expect(try await moved(5, registry))
            let movements = try told(Custody.Moved.name, registry, stage)
            #expect(movements.allSatisfy { $0.from == Peer(.custodian, institution: InstitutionStage.notary) })
            let receipts = Set(try await stage.statement().movements.map(\.receipt))
            let named = try movements.map { try CanonicalJSON.decode(Custody.Moved.Request.self, from: Array($0.payload.utf8)).receipt }
            #expect(Set(named) == receipts && receipts.count == 3)
            let changes = try told(Lending.Changed.name, registry, stage).map { peer, _, payload in
                (peer, try CanonicalJSON.decode(Lending.Changed.Request.self, from: Array(payload.utf8)).matter)
            }
            #expect(changes.contains { $0.0 == Peer(.lender, institution: InstitutionStage.fund) && $0.1 == .disbursal })
            #expect(changes.contains { $0.0 == Peer(.lender, institution: InstitutionStage.bank) && $0.1 == .settlement })
        }
    }

    @Test("a registry that is busy is told again, the same message") func again() async throws {
        try await run { stage, registry in
            try await stage.open()
            registry.isBusy(times: 2)
            try await stage.deposit("1")
            #expect(try await moved(1, registry))
            #expect(try told(Custody.Moved.name, registry, stage).count == 1)
        }
    }

    @Test("faults of telling: three times the same, not at all, and late after a later one") func faults() async throws {
        try await run { stage, registry in
            let custodian = Peer(.custodian, institution: InstitutionStage.notary)
            try await stage.open()
            try await stage.departments.fault("duplicate", of: custodian, times: 1)
            try await stage.deposit("1")
            #expect(try await moved(3, registry))
            #expect(Set(try told(Custody.Moved.name, registry, stage).map(\.id)).count == 1)
            try await stage.departments.fault("lost", of: custodian, times: 1)
            try await stage.deposit("2")
            try await stage.departments.fault("out-of-order", of: custodian, times: 1, milliseconds: 1_500)
            try await stage.deposit("3")
            try await stage.deposit("4")
            #expect(try await moved(5, registry))
            let receipts = try await stage.statement().movements.map(\.receipt)
            let last = try told(Custody.Moved.name, registry, stage).suffix(2).map {
                try CanonicalJSON.decode(Custody.Moved.Request.self, from: Array($0.payload.utf8)).receipt
            }
            #expect(last == [receipts[3], receipts[2]], "the second is never told, the third after the fourth")
        }
    }

    @Test("deed tax on a gift is declared, assessed, paid and told; what the law exempts is exempt at once") func tax() async throws {
        try await run { stage, registry in
            let ask = Tax.DeedTaxReceipt.Request(unit: InstitutionStage.unit)
            func receipt() async throws -> Tax.DeedTaxReceipt.Answer? {
                try await stage.client.ask(Tax.DeedTaxReceipt.self, ask, for: Errand(caseID: "c1", purpose: "核对")).value
            }
            #expect(try await receipt() == nil)
            let path = "/declare-tax/\(InstitutionStage.unit.text)"
            #expect(try await stage.departments.page(path).contains("法定继承人继承"))
            for fields in [
                [("matter", "gift"), ("taxpayers", "1"), ("value", "5")], [("matter", "sale"), ("taxpayers", "360102199003076619"), ("value", "5")],
                [("matter", "gift"), ("taxpayers", "360102199003076619"), ("value", "0")], [("matter", "gift"), ("taxpayers", ""), ("value", "5")],
            ] {
                await #expect(throws: PlayedDepartments.Refused.self) { try await stage.departments.send(path, fields) }
            }
            #expect(try await receipt() == nil)
            try await stage.departments.send(path, [("matter", "gift"), ("taxpayers", "360102199003076619"), ("value", "1000000.01")])
            let assessed = try #require(try await receipt())
            #expect(assessed.status == .unpaid && assessed.tax == Money(yuan: 30_000) && assessed.taxpayers == [InstitutionStage.buyer])
            try await stage.departments.send("/pay-tax/\(InstitutionStage.unit.text)", [])
            #expect(try await receipt()?.status == .paid)
            for matter in ["inheritance", "spouses", "divorce"] {
                try await stage.departments.send(path, [("matter", matter), ("taxpayers", "360102199003076619"), ("value", "1000000")])
                let exempt = try #require(try await receipt())
                #expect(exempt.status == .exempt && exempt.tax == .zero, "\(matter)")
            }
            #expect(try await moved(5, registry))
            #expect(registry.received.allSatisfy { $0.path == "/exchange/\(Tax.ReceiptChanged.name)" })
        }
    }
}
