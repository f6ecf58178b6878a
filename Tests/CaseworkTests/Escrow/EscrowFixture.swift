import Contracts
import Crypto
import Escrow
import Exchange
import Register
import Seals
import Storage

@testable import Casework

/// Money of a closed case, as the audit finds it: what its columns hold is altered byte by byte.
enum EscrowFixture {
    static func put(_ id: String, in fixture: OfficeFixture) async throws {
        let region = OfficeFixture.region
        let cipher = fixture.office.cipher
        let unit = OfficeFixture.unit(9)
        let terms = EscrowTerms(
            caseID: id, custodian: PlayedMoney.custodian, unit: unit,
            sources: [.init(name: "own-funds", kind: .ownFunds, payer: "buyer", amount: Money(yuan: 100))],
            sinks: [.init(name: "remainder", kind: .remainder, payee: "seller", account: "rest-1")], until: OfficeFixture.noon.date.adding(days: 9))
        let envelope = Envelope(
            id: "a", from: "custodian:\(PlayedMoney.custodian)", to: Envelope.registry, contract: Custody.Statement.name, caseID: id, purpose: "", legalBasis: "",
            issuedAt: OfficeFixture.noon, expiresAt: OfficeFixture.noon, outcome: .init(.ok), payload: "{}")
        let statement = try CanonicalJSON.encode(envelope)
        let proof = EscrowEntry.Proof(source: "evidence:money-\(id)", digest: RegisterHash.hex(Array(SHA256.hash(data: statement))))
        let events: [EscrowEvent] = [
            .custody(CustodyOpened(number: "T1", account: "custody-1")),
            .deposited(EscrowDeposit(receipt: "R1", source: "own-funds", amount: Money(yuan: 100), from: "from-1", at: OfficeFixture.noon)),
            .stopped(EscrowStop(.wrongBalance, about: "statement")),
        ]
        let opened = try EscrowFile([EscrowEntry(at: OfficeFixture.noon, event: .opened(terms))])
        let entries = events.map { EscrowEntry(at: OfficeFixture.noon, event: $0, proof: proof) }
        let held = try await fixture.put(id, unit: unit)
        let evidence = Evidence(
            id: "money-\(id)", caseID: id, material: "money/custody.statement", source: "custody.statement", digest: proof.digest, keyID: nil, signature: nil,
            at: OfficeFixture.noon, sealed: try cipher.seal("{}", context: CaseOffice.evidenceContext(id, "money-\(id)")), envelope: try cipher.seal(statement, context: CaseOffice.envelopeContext(id, "money-\(id)")))
        try await fixture.database.write { connection in
            try EscrowRecords.open(opened, runAt: OfficeFixture.noon, region: region, in: connection)
            let file = try EscrowRecords.append(entries, to: opened, runAt: OfficeFixture.noon, region: region, in: connection)
            try MoneyNeeds.rises(file.bookID, at: OfficeFixture.noon, region: region, in: connection)
            for name in ["rest-1", "custody-1", "from-1"] {
                let account = MoneyAccount(holder: "某人", bank: "某银行", number: "6217\(name)")
                try connection.execute(EscrowAccounts.statement(name, account, id, region: region, cipher: cipher))
            }
            try EvidenceRecords.insert(evidence, region: region, in: connection)
            try CaseRecords.append(
                [CaseAction(at: OfficeFixture.noon, actor: .system, event: file.moved(.stopped, amount: Money(yuan: 100)))], to: held, runAt: nil, region: region,
                in: connection)
        }
    }
}
