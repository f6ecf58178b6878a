import Cadastre
import Catalogue
import Contracts
import Documents
import Exchange
import Foundation
import Identity
import Ledger
import Logging
import Register
import Seals
import Storage
import StorageTesting

@testable import Casework

/// A case office on either engine that is connected to no department: for what officials do with cases that are already there.
struct OfficeFixture {
    static let region = BookFixture.region
    static let noon = Moment(seconds: 1_790_000_000)
    let office: CaseOffice
    let registrar: Registrar
    var database: any Database { office.database }

    static let log: Ledger.Ed25519Signer = { try! Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)) }()

    /// - Parameters:
    ///   - lenders, custodians: credit codes of institutions that stand in the directory; none of them answers.
    ///   - departments: instead, departments that do answer.
    ///   - directory: or whom it is connected to.
    ///   - catalogue: nil: the house's.
    static func run(
        _ engine: Engine, witnesses: WitnessPolicy = .none, lenders: [String] = [], custodians: [String] = [], departments: DepartmentClient? = nil,
        signing: LogSigning = LogSigning([log]), directory: DepartmentDirectory? = nil, now: @escaping @Sendable () -> Moment = { noon },
        catalogue given: ServiceCatalogue? = nil, _ body: (OfficeFixture) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dengbu-office-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withTemporaryDatabase(engine, migrations: CaseOffice.migrations, options: .refusingScans) { opened in
            let database = opened.sealingRows
            let keys = try KeyFolder(path: "\(folder)/keys")
            let catalogue = try given ?? HouseCatalogue.catalogue()
            let signer = try keys.ed25519("registry")
            let client = try departments ?? DepartmentClient(
                directory: try directory ?? DepartmentDirectory(.init(departments: lenders.map { Self.entry(.lender, $0) } + custodians.map { Self.entry(.custodian, $0) }, issuer: nil)), signer: signer, now: now)
            let profile = BookFixture.profile
            let authority = try SealAuthority(
                keys: keys, subject: SealSubject(commonName: "测试电子印章", organization: profile.authority), now: noon.microseconds / 1_000_000)
            let office = CaseOffice(
                profile: profile, database: database, catalogue: catalogue, parties: PartyBook(region: region, sealer: try PartySealer(keys: keys)),
                cipher: try keys.fieldCipher("case-fields"), departments: client,
                outbox: OutboxWorker(database: database, client: client, cipher: try keys.fieldCipher("case-fields"), region: region, logger: quietLogger, now: now),
                cashier: Cashier(client: client, cipher: try keys.fieldCipher("case-fields"), now: now) { _ in "" },
                certificates: CertificateDesk(press: try DocumentPress(), sealer: PDFSealer(authority.sealer()), profile: profile, checkURL: { $0 }, extractURL: { $0 }, projectURL: { $0 }, witnesses: witnesses),
                sequencer: try LogSequencer(database: database, signing: signing, logger: quietLogger, now: now),
                blobs: try await FolderBlobStore(folder: "\(folder)/blobs"), uploads: try await FolderBlobStore(folder: "\(folder)/uploads"), logger: quietLogger, now: now)
            try await body(OfficeFixture(office: office, registrar: office.registrar))
        }
    }

    private static func entry(_ department: Department, _ code: String) -> DepartmentDirectory.File.Entry {
        .init(department: department, institution: code, name: "银行\(code)", url: "http://127.0.0.1:1", keys: [:])
    }

    static let ownTransfer = "transfer.presold.by-buyer"
    static func unit(_ serial: Int, division: String = "360102") -> UnitCode {
        let text = String(serial)
        return UnitCode(trusted: "\(division)001001GB00001F0001" + String(repeating: "0", count: 4 - text.count) + text)
    }

    /// A case that waits for an official's decision.
    /// - Parameter accepted: days before today.
    @discardableResult
    func put(
        _ id: String, unit: UnitCode?, service: String = ownTransfer, applicant: PartyRef = BookFixture.person("buyer"), accepted: Int? = 0,
        phase: Waiting.For? = .officer, runAt: Moment? = nil
    ) async throws -> CaseFile {
        let region = Self.region
        let at = Self.noon.adding(seconds: -86_400 * Double(accepted ?? 0))
        var events: [CaseEvent] = [
            .opened(
                Opened(
                    service: service, catalogue: "c", units: unit.map { [$0] } ?? [],
                    applicants: [CaseApplicant(role: "buyer", party: applicant, identifiedBy: "unified-identity")]))
        ]
        if accepted != nil {
            let due = office.catalogue.calendar.add(workingDays: 30, to: at.date)
            events += [.submitted(Submitted()), .accepted(Accepted(sequence: 1, workingDays: 30, dueOn: due))]
            if let phase { events.append(.waiting(Waiting(step: "decide", on: phase, whom: "examiner", reason: "等待审核"))) }
        }
        let actions = events.map { CaseAction(at: at, actor: .system, event: $0) }
        try await database.write { connection in
            let state = try CaseRecords.open(id, subject: unit?.text ?? "", actions: [actions[0]], runAt: runAt, region: region, in: connection)
            if actions.count > 1 {
                try CaseRecords.append(Array(actions.dropFirst()), to: id, state: state, runAt: runAt, region: region, in: connection)
            }
        }
        return try await office.load(id)
    }

    func queue(_ filter: QueueFilter) async throws -> (ids: [String], total: Int) {
        let found = try await database.read { try CaseSearch.queue(filter, region: Self.region, in: $0) }
        return (found.cases.map(\.id), found.total)
    }

    static func official(_ account: String) -> Actor { .official(account: account, name: "\(account)某") }
}
