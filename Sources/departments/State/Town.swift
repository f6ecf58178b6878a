import Contracts
import Foundation
import Register
import Seals
import Synchronization

/// Everything that the departments know, in memory, by key.
final class Town: Sendable {
    struct State {
        var people: [String: CityPerson] = [:]
        var spouses: [String: (spouse: String, since: LegalDate)] = [:]
        var enterprises: [String: CityEnterprise] = [:]
        var projects: [String: CityProject] = [:]
        var contracts: [UnitCode: Housing.Contract] = [:]
        var contractsOfBuyer: [String: [UnitCode]] = [:]
        var funds: [UnitCode: Housing.MaintenanceFund.Answer] = [:]
        var receipts: [UnitCode: Tax.DeedTaxReceipt.Answer] = [:]
        var dues: [UnitCode: CityDues] = [:]
        var demos: [CityDemo] = []
        var orders: [String: Payment.Order] = [:]
        var orderOfCase: [String: String] = [:]
        var returnURLs: [String: String] = [:]
        /// The newest first.
        var faults: [Peer: [Fault]] = [:]
        var told: [String: Told] = [:]
        var asked: [Peer: Int] = [:]
        var smsBox: [ShortMessage.Send.Request] = []
        /// The chain from its first block on.
        var blocks: [ProvincialChain.ShownBlock] = []
        /// Where a record stands, by its identity: the first block that names it.
        var blockOfRecord: [String: Int] = [:]
        var institutions = InstitutionBook()
    }

    /// A message that was pushed to a department, with the receipt it got.
    struct Told: Codable, Hashable, Sendable {
        var id: String
        var department: Department
        var contract: String
        var payload: String
        var receipt: String
        var at: Moment
    }

    private let state = Mutex(State())
    private let journal = Mutex<Journal?>(nil)
    let registryURL: String
    private let registryKeyFile: String
    private let registryKeys = Mutex<RegistryKeys>(RegistryKeys())

    init(registryKeyFile: String, registryURL: String) {
        self.registryKeyFile = registryKeyFile
        self.registryURL = registryURL
    }

    static var now: Moment { Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

    func read<T>(_ body: (borrowing State) -> T) -> T { state.withLock { body($0) } }
    func change<T>(_ body: (inout State) -> T) -> T { state.withLock { body(&$0) } }

    /// The registry's key of that name, if it may sign now.
    func verifier(_ id: String) -> Ed25519Verifier? {
        registryKeys.withLock { $0.verifier(id, file: registryKeyFile, at: Self.now) }
    }

    // MARK: loading

    func load(file path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else { return }
        defer { try? handle.close() }
        var rest: [UInt8] = []
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            rest += Array(chunk)
            guard let end = rest.lastIndex(of: 0x0A) else { continue }
            try load(lines: rest[...end])
            rest = Array(rest[(end + 1)...])
        }
        try load(lines: rest[...])
    }

    /// - Parameter kept: writes every record into the journal.
    @discardableResult
    func load(lines: ArraySlice<UInt8>, kept: Bool = false) throws -> Int {
        var count = 0
        for line in lines.split(separator: 0x0A) where !line.isEmpty {
            let record = try CanonicalJSON.decode(CityRecord.self, from: line)
            // What comes while it runs is kept like everything else that happens; the city's own file is read again at each start.
            if kept { self.record(.loaded(record)) } else { state.withLock { Self.add(record, to: &$0) } }
            count += 1
        }
        return count
    }

    private static func add(_ record: CityRecord, to state: inout State) {
        switch record {
        case .person(let person): state.people[person.identityNumber] = person
        case .marriage(let marriage):
            state.spouses[marriage.first] = (marriage.second, marriage.since)
            state.spouses[marriage.second] = (marriage.first, marriage.since)
        case .enterprise(let enterprise): state.enterprises[enterprise.creditCode] = enterprise
        case .project(let project): state.projects[project.id] = project
        case .contract(let contract):
            state.contracts[contract.unit] = contract
            for buyer in contract.buyers where state.contractsOfBuyer[buyer.identifier]?.contains(contract.unit) != true {
                state.contractsOfBuyer[buyer.identifier, default: []].append(contract.unit)
            }
        case .fund(let fund): state.funds[fund.unit] = fund
        case .receipt(let receipt): state.receipts[receipt.unit] = receipt
        case .institution(let institution): state.institutions.add(institution)
        case .loans(let loans): state.institutions.add(loans)
        case .approval(let approval): state.institutions.add(approval)
        case .dues(let dues): state.dues[dues.unit] = dues
        case .demo(let demo): state.demos.append(demo)
        }
    }

    // MARK: what happens after loading is kept in a journal

    enum Event: Codable {
        case order(Payment.Order, returnURL: String)
        case receipt(Tax.DeedTaxReceipt.Answer)
        case told(Told)
        case loaded(CityRecord)
        case block(ProvincialChain.ShownBlock)
        case institutions([InstitutionBook.Change])
    }

    func attach(_ journal: Journal) throws {
        for line in journal.lines() {
            guard let event = try? CanonicalJSON.decode(Event.self, from: line) else { continue }
            state.withLock { Self.apply(event, to: &$0) }
        }
        self.journal.withLock { $0 = journal }
    }

    func record(_ event: Event) {
        state.withLock { Self.apply(event, to: &$0) }
        if let line = try? CanonicalJSON.encode(event) { journal.withLock { $0?.append(line) } }
    }

    private static func apply(_ event: Event, to state: inout State) {
        switch event {
        case .order(let order, let returnURL):
            state.orders[order.number] = order
            state.orderOfCase[order.caseID] = order.number
            state.returnURLs[order.number] = returnURL
        case .receipt(let receipt): state.receipts[receipt.unit] = receipt
        case .told(let told):
            state.told[told.id] = told
            if told.contract == ShortMessage.Send.name,
                let message = try? CanonicalJSON.decode(ShortMessage.Send.Request.self, from: Array(told.payload.utf8))
            {
                state.smsBox.append(message)
            }
        case .loaded(let record): add(record, to: &state)
        case .institutions(let changes): changes.forEach { state.institutions.apply($0) }
        case .block(let block):
            for record in block.records {
                guard let identity = try? record.identity(), state.blockOfRecord[identity] == nil else { continue }
                state.blockOfRecord[identity] = state.blocks.count
            }
            state.blocks.append(block)
        }
    }

    /// Decides on what is known and changes it in one step: nobody comes in between, and a crash leaves all of it or nothing.
    func settle<T>(_ decide: (borrowing State) -> ([InstitutionBook.Change], T)) -> T {
        state.withLock { state in
            let (changes, result) = decide(state)
            guard !changes.isEmpty else { return result }
            changes.forEach { state.institutions.apply($0) }
            if let line = try? CanonicalJSON.encode(Event.institutions(changes)) { journal.withLock { $0?.append(line) } }
            return result
        }
    }

    /// Everybody who is played, with names.
    var peers: [(peer: Peer, name: String)] {
        Department.allCases.filter { !$0.isOfInstitutions }.map { (Peer($0), $0.chinese) } + read { $0.institutions.peers }
    }

    /// Whether a peer is played here.
    func plays(_ peer: Peer) -> Bool {
        guard let code = peer.institution else { return true }
        return read { $0.institutions.institution(code, as: peer.department) } != nil
    }

    /// What whoever stands behind `kind:number` is called.
    func holder(_ identifier: String) -> String {
        let number = String(identifier.split(separator: ":").last ?? "")
        return read { $0.people[number]?.name ?? $0.enterprises[number]?.name ?? $0.institutions.institutions[number]?.name } ?? number
    }

    /// Whether a fault is set for a message, without using it up.
    func stands(_ kind: Fault.Kind, at peer: Peer, in message: String) -> Bool {
        read { state in (state.faults[peer] ?? []).contains { $0.kind == kind && ($0.about.map(message.contains) ?? true) } }
    }

    func takeFault(_ department: Department, _ kinds: Set<Fault.Kind>, in message: String) -> Fault? { takeFault(Peer(department), kinds, in: message) }

    /// Whether faults are for the question that is being answered. One that is answered late came before whatever is set meanwhile, which is for the next.
    @TaskLocal static var takesFaults = true

    /// The fault that a peer has now for a message; one with a count is used up by asking.
    func takeFault(_ peer: Peer, _ kinds: Set<Fault.Kind>, in message: String) -> Fault? {
        state.withLock { state in
            guard let all = state.faults[peer], Self.takesFaults,
                let place = all.firstIndex(where: { kinds.contains($0.kind) && ($0.about.map(message.contains) ?? true) })
            else { return nil }
            if let times = all[place].times {
                if times <= 1 { state.faults[peer]?.remove(at: place) } else { state.faults[peer]?[place].times = times - 1 }
            }
            return all[place]
        }
    }

    /// Sets a fault in place of one about the same, or takes it away.
    func setFault(_ fault: Fault?, of peer: Peer, about: String?) {
        state.withLock { state in
            var all = (state.faults[peer] ?? []).filter { $0.about != about }
            if let fault { all.insert(fault, at: 0) }
            state.faults[peer] = all.isEmpty ? nil : all
        }
    }
}

/// Events since loading, a line of JSON each, so that a restart forgets nothing.
final class Journal: Sendable {
    private let path: String
    private let handle: Mutex<FileHandle>

    init(path: String) throws {
        self.path = path
        if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        guard let handle = FileHandle(forUpdatingAtPath: path) else { throw CocoaError(.fileReadUnknown) }
        try handle.seekToEnd()
        self.handle = Mutex(handle)
    }

    /// Every whole line. What a crash left of the last one is taken off, so that the next doesn't continue it.
    func lines() -> [[UInt8]] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let bytes = Array(data)
        let whole = (bytes.lastIndex(of: 0x0A) ?? -1) + 1
        if whole < bytes.count {
            handle.withLock { handle in
                try? handle.truncate(atOffset: UInt64(whole))
                _ = try? handle.seekToEnd()
            }
        }
        return bytes[..<whole].split(separator: 0x0A).map(Array.init)
    }

    func append(_ line: [UInt8]) { handle.withLock { try? $0.write(contentsOf: Data(line + [0x0A])) } }
}
