import Cadastre
package import Catalogue
package import Exchange
package import Identity
package import Logging
package import Register
package import Seals
package import Storage

/// Everything that case work needs, put together once at start. Steps and pages reach the world only through it.
package final class CaseOffice: Sendable {
    package let profile: RegistryProfile
    package let database: any Database
    package let catalogue: ServiceCatalogue
    package let registrar: Registrar
    package let parties: PartyBook
    /// Seals what is personal before it is stored.
    package let cipher: FieldCipher
    package let departments: DepartmentClient
    package let outbox: OutboxWorker
    package let cashier: Cashier
    package let certificates: CertificateDesk
    package let sequencer: LogSequencer
    package let feed: CaseFeed
    package let moneyBells = MoneyBells()
    private let recent = RecentFiles<CaseFile>()
    let recentMoney = RecentBooks()
    let recentAccounts = RecentFiles<EscrowAccounts>()
    let openedEvidence = OpenedEvidence()
    let caseHands = CaseHands()
    let openedReceipts = OpenedReceipts()
    package let blobs: any BlobStore
    /// Files of applicants, apart from what the registry itself makes: they may be taken back.
    package let uploads: any BlobStore
    /// Into which networks institutions may be called back.
    package let callbackNetworks: CallbackNetworks
    package let logger: Logger
    /// The one clock of the case work; tests give their own.
    package let now: @Sendable () -> Moment

    package var region: String { profile.region }

    package init(
        profile: RegistryProfile, database: any Database, catalogue: ServiceCatalogue, parties: PartyBook, cipher: FieldCipher,
        departments: DepartmentClient, outbox: OutboxWorker, cashier: Cashier, certificates: CertificateDesk, sequencer: LogSequencer,
        blobs: any BlobStore, uploads: any BlobStore, callbackNetworks: CallbackNetworks = CallbackNetworks(), logger: Logger, now: @escaping @Sendable () -> Moment
    ) {
        self.profile = profile
        self.database = database
        self.catalogue = catalogue
        self.registrar = Registrar(database: database, region: profile.region, numbering: CertificateNumbering(profile: profile)) {
            try Self.salesPending(on: $0, region: profile.region, parties: parties, cipher: cipher, in: $1)
        }
        self.parties = parties.logging(LookEntry.appending)
        self.cipher = cipher
        self.departments = departments
        self.outbox = outbox
        self.cashier = cashier
        self.certificates = certificates
        self.sequencer = sequencer
        self.feed = CaseFeed()
        self.blobs = blobs
        self.uploads = uploads
        self.callbackNetworks = callbackNetworks
        self.logger = logger
        self.now = now
    }

    /// Every table that case work stands on, in the order in which they are made.
    package static let migrations: [Migration] =
        IdentitySchema.migrations + ExchangeSchema.migrations + CallbackSchema.migrations + BatchRecords.migrations + CadastreSchema.migrations + BookSchema.migrations + LogSchema.migrations
        + ProjectSchema.migrations + CaseSchema.migrations + PublicNoticeSchema.migrations + ExtractSchema.migrations + UploadRecords.migrations
        + VerificationSchema.migrations + WitnessSchema.logMigrations + MapSchema.migrations + ImportSchema.migrations + LogKeySchema.migrations
        + KeyPeriods.migrations + AnchorSchema.migrations + EscrowSchema.migrations + TransferRecords.migrations + ExpectedParties.migrations + CourtSchema.migrations
        + RowSealSchema.migrations + [PendingCodes.migration, ValueCodes.certificates] + CityLoader.migrations

    /// What institutions do about being called back.
    package var callbacks: CallbackDesk { CallbackDesk(database: database, region: region, networks: callbackNetworks) }

    package func load(_ id: String) async throws -> CaseFile {
        try await database.read { try self.load(id, in: $0) }
    }

    /// The case with whatever else is read in the same snapshot. Not inside a `write`: what is read is kept as what is stored.
    package func load(_ id: String, in snapshot: any Connection) throws -> CaseFile {
        let known = recent.file(id)
        let file = try CaseRecords.load(id, since: known, region: region, in: snapshot)
        if file.state.version != known?.state.version { recent.keep(file) }
        return file
    }

    /// A case as this process read or stored it last; nil if it hasn't lately. Another process may have moved it on.
    func lately(_ id: String) -> CaseFile? { recent.file(id) }

    /// Remembers a case as it has just been stored.
    func keep(_ file: CaseFile) { recent.keep(file) }

    /// The service a case runs under.
    /// - Throws: `CaseError.unknownService` if the catalogue no longer has it.
    package func service(of state: CaseState) throws -> ServiceDefinition { try service(state.service) }

    package func service(_ id: String) throws -> ServiceDefinition {
        guard let service = catalogue.service(id) else { throw CaseError.unknownService(id) }
        return service
    }

    /// The step that a case is at; nil when nothing is to be done, or nothing by the engine.
    func nextStep(of state: CaseState) throws -> String? {
        guard state.phase.isOpen, state.phase != .suspended, state.phase != .waitingOfficer, state.returned == nil else { return nil }
        return try service(of: state).steps.first { !state.done.contains($0) }
    }

    /// When the worker takes a case over from whoever is carrying it on: they go on at once, so it finds the case only if they died.
    func handover(_ now: Moment) -> Moment { now.adding(seconds: 10) }

    /// Stores actions on a case, with what is kept besides, and tells whoever watches it.
    @discardableResult
    package func store(_ actions: [CaseAction], on file: CaseFile, runAt: Moment?, keeping: Keeping? = nil) async throws -> CaseState {
        let state = try await database.write { connection in
            let next = try self.append(actions, to: file, runAt: runAt, in: connection)
            try keeping?(connection)
            return next
        }
        recent.keep(file.storing(actions))
        feed.moved(file.id)
        return state
    }

    /// The same in the caller's transaction, who remembers it once that is stored.
    @discardableResult
    func append(_ actions: [CaseAction], to file: CaseFile, runAt: Moment?, in connection: any Connection) throws -> CaseState {
        let next = try CaseRecords.append(actions, to: file, runAt: runAt, region: region, in: connection)
        // Stopping or going on moves the due day, and queues are sorted by it.
        if next.clock.count != file.stored.clock.count, let due = dueDay(of: next) {
            try CaseRecords.setDue(due, of: file.id, region: region, in: connection)
        }
        return next
    }

    /// The last day of a case's term as its clock has it now; nil before acceptance and after the end.
    package func dueDay(of state: CaseState) -> LegalDate? {
        guard let acceptance = state.acceptance, state.phase.isOpen, state.registration == nil else { return nil }
        return LegalClock(limit: acceptance.workingDays, calendar: catalogue.calendar).reading(state.clock, on: now().date).dueOn
    }

    /// Takes due cases for this process: each gets a later time at once, so that a crash loses nothing and nobody else takes it meanwhile.
    func claimDue(limit: Int) async throws -> [String] {
        let now = now()
        let region = region
        let waiting = try await database.read { connection in
            try CaseRecords.due(at: now, limit: limit, in: connection).filter { $0.region == region }.map(\.id)
        }
        guard !waiting.isEmpty else { return [] }
        // Short: what a killed process had taken waits for its end. A case that two work on at once is stored once all the same.
        let lease = now.adding(seconds: 20).microseconds
        return try await database.write { connection in
            try waiting.filter { id in
                let code = ValueCodes.case(id, region: region, in: connection).of(.runAt, lease)
                return try connection.execute(
                    "UPDATE case_file SET run_at = \(lease), run_code = \(code) WHERE region = \(region) AND case_id = \(id) AND run_at <= \(now.microseconds)") == 1
            }
        }
    }

    /// The registration is in the book: wake whoever has work because of it.
    func registered(_ registration: Registration, caseID: String, telling messages: [OutgoingMessage] = []) {
        sequencer.nudge()
        outbox.take(messages)
        feed.moved(caseID)
    }
}
