import Contracts
import NIOHTTP1
import Exchange
import Played
import Register
import Seals
import Synchronization

/// A custodian and two lenders behind one socket, each under its own key, with money of their own and faults on demand. What was ordered is done once; what
/// was answered once is answered the same again.
final class PlayedMoney: Sendable {
    static let custodian = "12360100MB1G12347G"
    /// Whom the parties may choose instead.
    static let second = "12360100MB1G12345A"
    static let oldBank = "91360100MA35ABCD1R"
    static let newBank = "91360100MA35ABCE0P"

    struct State {
        /// Answers that are lost on their way, by contract.
        var lost: [String: Int] = [:]
        /// Answers that fail an order, by contract or purpose.
        var failing: [String: Int] = [:]
        /// Where the custodian says that people pay in.
        var payURL: String? = "https://notary.example/pay"
        /// Orders to pay a loan in that are taken and forgotten.
        var forgotten = 0
        /// Payments that are taken and only carried out at `carryOut`.
        var pending = false
        /// What the custodian does otherwise than it was ordered.
        var error: ErrorOfCustodian?
        var movements: [Custody.Movement] = []
        /// Receipts of those that aren't the first custodian's, and whose they are.
        var held: [String: String] = [:]
        var answered: [String: [UInt8]] = [:]
        var postponed: [Custody.Pay.Request] = []
        var debt = Money(yuan: 300_000)
        var perDay = Money(fen: 4_321)
        /// Where the old bank takes its money, and whose account its statement says that it is.
        var oldAccount = "OLD-1"
        var oldHolder = "老银行"
        /// The lender confirms nothing, whatever it got.
        var silentOnSettlement = false
        /// What a custodian says that it takes; nil: it states nothing.
        var fee: Money?
        /// The old lender's statement names this account instead of its own.
        var payoffTo: MoneyAccount?
        /// A payment that is ordered a second time under its number is refused, though it was carried out.
        var refusesKnown = false
        /// A lender pays this instead of what it was ordered to.
        var disbursesInstead: Money?
        var asked: [String: Int] = [:]
        /// Answers that were signed.
        var answers = 0
        var receipts = 0
        var today: LegalDate
    }
    enum ErrorOfCustodian { case wrongAmount, wrongAccount, strangePayment, twice }

    let state: Mutex<State>
    let keys: [Peer: Seals.Ed25519Signer]
    private let now: @Sendable () -> Moment

    init(now: @escaping @Sendable () -> Moment) {
        self.now = now
        state = Mutex(State(today: now().date))
        let peers = [Peer(.custodian, institution: Self.custodian), Peer(.custodian, institution: Self.second), Peer(.lender, institution: Self.oldBank), Peer(.lender, institution: Self.newBank)]
        keys = Dictionary(uniqueKeysWithValues: peers.map { ($0, Seals.Ed25519Signer()) })
    }

    /// Runs them on a free port of the loopback.
    func serve<T>(_ body: (DepartmentDirectory) async throws -> T) async throws -> T {
        let socket = PlayedSocket { [self] body, peer, _ in
            peer.flatMap { answer(body, to: $0) }.map { .init(.ok, $0) } ?? .init(.badGateway)
        }
        return try await socket.serve { address in
            let entries = keys.map { peer, key in
                DepartmentDirectory.File.Entry(
                    department: peer.department, institution: peer.institution, name: peer.wire, url: "\(address)/\(peer.wire)",
                    keys: [key.keyID: Hex.encode(key.publicKey)], batches: true)
            }
            return try await body(DepartmentDirectory(.init(departments: entries, issuer: nil)))
        }
    }

    // MARK: what payers do

    private func receipt(_ state: inout State) -> String {
        state.receipts += 1
        return "R\(state.receipts)"
    }

    func payIn(_ amount: Money, source: String?, from number: String, at custodian: String = PlayedMoney.custodian) {
        state.withLock { state in payIn(amount, source: source, from: number, at: custodian, &state) }
    }

    private func payIn(_ amount: Money, source: String?, from number: String, at custodian: String, _ state: inout State) {
        let receipt = receipt(&state)
        state.held[receipt] = custodian
        state.movements.append(
            Custody.Movement(
                receipt: receipt, direction: .incoming, amount: amount, at: now(), source: source, order: nil,
                other: MoneyAccount(holder: number, bank: "某银行", number: number)))
    }

    /// What was taken as pending is carried out.
    func carryOut() {
        state.withLock { state in
            state.pending = false
            for order in state.postponed { payOut(order.amount, order: order.order, to: order.to, at: Self.custodian, &state) }
            state.postponed = []
        }
    }

    @discardableResult private func payOut(_ amount: Money, order: String?, to account: MoneyAccount, at custodian: String, _ state: inout State) -> String {
        let receipt = receipt(&state)
        state.held[receipt] = custodian
        state.movements.append(
            Custody.Movement(receipt: receipt, direction: .outgoing, amount: amount, at: now(), source: nil, order: order, other: account))
        if account.number.hasPrefix("OLD-") {
            let owed = state.debt + state.perDay * Int64(now().date.dayNumber - state.today.dayNumber)
            state.debt = max(.zero, owed - amount)
            state.today = now().date
        }
        return receipt
    }

    var balance: Money {
        state.withLock { $0.movements.reduce(.zero) { $1.direction == .incoming ? $0 + $1.amount : $0 - $1.amount } }
    }
    /// In whose name an account was paid.
    func holders(_ number: String) -> [String] {
        state.withLock { $0.movements.filter { $0.direction == .outgoing && $0.other.number == number }.map(\.other.holder) }
    }
    /// What an account got out of custody.
    func got(_ number: String) -> Money {
        state.withLock { $0.movements.filter { $0.direction == .outgoing && $0.other.number == number }.reduce(.zero) { $0 + $1.amount } }
    }
    func asked(_ contract: String) -> Int { state.withLock { $0.asked[contract] ?? 0 } }

    // MARK: answering

    func answer(_ body: [UInt8], to peer: Peer) -> SignedMessage? {
        guard let asked = try? CanonicalJSON.decode(Envelope.self, from: body), let key = keys[peer] else { return nil }
        return state.withLock { state in
            guard let said = Batch.isContract(asked.contract) ? several(asked, peer, &state) : one(asked, &state) else { return nil }
            state.answers += 1
            let envelope = Envelope(
                id: "a-\(asked.id)-\(state.answers)", from: peer.wire, to: Envelope.registry, contract: asked.contract, inReplyTo: asked.id,
                requestDigest: SignedMessage(bytes: body, keyID: "", signature: []).digest, caseID: asked.caseID, purpose: asked.purpose,
                legalBasis: asked.legalBasis, issuedAt: now(), expiresAt: now().adding(seconds: 600), outcome: said.outcome,
                payload: String(decoding: said.payload, as: UTF8.self))
            return try? SignedMessage(envelope, keyID: key.keyID, sign: key.sign)
        }
    }

    /// Several messages in one envelope: all are carried out; if the answer to one is lost, it is lost for all.
    private func several(_ asked: Envelope, _ peer: Peer, _ state: inout State) -> (outcome: Envelope.Outcome, payload: [UInt8])? {
        guard let messages = try? Batch.messages(in: asked, of: peer.department) else { return nil }
        let said = messages.map { ($0.id, one($0.envelope(in: asked), &state)) }
        let answers = said.compactMap { id, said in said.map { Batch.Answer(id: id, $0.outcome, payload: String(decoding: $0.payload, as: UTF8.self)) } }
        guard answers.count == messages.count, let payload = try? CanonicalJSON.encode(answers) else { return nil }
        return (.init(.ok), payload)
    }

    /// - Returns: nil for an answer that is lost on its way.
    private func one(_ asked: Envelope, _ state: inout State) -> (outcome: Envelope.Outcome, payload: [UInt8])? {
        state.asked[asked.contract, default: 0] += 1
        let payload: [UInt8]
        var outcome = Envelope.Outcome(.ok)
        if state.refusesKnown, asked.contract == Custody.Pay.name, state.answered[asked.id] != nil {
            payload = Array("null".utf8)
            outcome = .init(.refused, message: "该指令号已经办理")
        } else if let before = state.answered[asked.id] {
            payload = before
        } else if asked.contract == Custody.Tariff.name, state.fee == nil {
            payload = Array("null".utf8)
            outcome = .init(.notFound)
        } else if [Lending.Disburse.name, Custody.Open.name, Custody.Tariff.name].contains(asked.contract), (state.failing[asked.contract] ?? 0) > 0 {
            state.failing[asked.contract, default: 0] -= 1
            payload = Array("null".utf8)
            outcome = .init(.refused, message: asked.contract == Custody.Open.name ? "本处不办理这类提存" : "审批已过期")
        } else {
            guard let value = try? value(asked, &state) else { return nil }
            payload = value
            if asked.contract == Lending.Disburse.name, state.forgotten > 0 {
                state.forgotten -= 1
            } else if [Custody.Pay.name, Custody.Open.name, Lending.Disburse.name].contains(asked.contract) {
                state.answered[asked.id] = value
            }
        }
        guard (state.lost[asked.contract] ?? 0) == 0 else {
            state.lost[asked.contract, default: 0] -= 1
            return nil
        }
        return (outcome, payload)
    }

    private func value(_ asked: Envelope, _ state: inout State) throws -> [UInt8] {
        let payload = Array(asked.payload.utf8)
        let custodian = Peer(wire: asked.to)?.institution ?? ""
        switch asked.contract {
        case Custody.Open.name:
            let request = try CanonicalJSON.decode(Custody.Open.Request.self, from: payload)
            return try CanonicalJSON.encode(
                Custody.Open.Answer(
                    caseID: request.caseID, number: "提存2026-1", account: MoneyAccount(holder: "公证处提存专户", bank: "某银行", number: "CUSTODY-\(custodian)-\(request.caseID)"), payURL: state.payURL))
        case Custody.Tariff.name:
            let request = try CanonicalJSON.decode(Custody.Tariff.Request.self, from: payload)
            return try CanonicalJSON.encode(Self.tariff(request.unit, request.price, state.fee ?? .zero, at: custodian, on: now().date))
        case Custody.Statement.name:
            let movements = state.movements.filter { state.held[$0.receipt] == custodian }
            let balance = movements.reduce(Money.zero) { $1.direction == .incoming ? $0 + $1.amount : $0 - $1.amount }
            return try CanonicalJSON.encode(Custody.Statement.Answer(caseID: asked.caseID ?? "", movements: movements, balance: balance))
        case Custody.Pay.name: return try CanonicalJSON.encode(pay(CanonicalJSON.decode(Custody.Pay.Request.self, from: payload), at: custodian, &state))
        case Lending.Disburse.name:
            let request = try CanonicalJSON.decode(Lending.Disburse.Request.self, from: payload)
            if state.forgotten > 0 {
                return try CanonicalJSON.encode(Lending.Disburse.Answer(order: request.order, receipt: nil, amount: request.amount, paidAt: nil))
            }
            payIn(state.disbursesInstead ?? request.amount, source: "loan-1", from: "NEW-1", at: request.to.number.contains(Self.second) ? Self.second : Self.custodian, &state)
            return try CanonicalJSON.encode(
                Lending.Disburse.Answer(order: request.order, receipt: "L-\(request.order)", amount: request.amount, paidAt: now()))
        case Lending.PayoffStatement.name:
            let request = try CanonicalJSON.decode(Lending.PayoffStatement.Request.self, from: payload)
            return try CanonicalJSON.encode(statement(request.unit, request.proof, on: request.on, state))
        case Lending.Settlement.name:
            let request = try CanonicalJSON.decode(Lending.Settlement.Request.self, from: payload)
            let settled = state.debt == .zero && !state.silentOnSettlement
            return try CanonicalJSON.encode(
                Lending.Settlement.Answer(unit: request.unit, proof: request.proof, settled: settled, number: settled ? "S1" : nil, on: settled ? now().date : nil))
        default: throw MessageError.wrongContract
        }
    }

    /// What a custodian says that it takes, and onto which account of its own.
    static func tariff(_ unit: UnitCode, _ price: Money, _ fee: Money, at custodian: String, on day: LegalDate) -> Custody.Tariff.Answer {
        let digits = custodian.filter(\.isNumber)
        return Custody.Tariff.Answer(
            unit: unit, price: price, fee: fee, account: MoneyAccount(holder: "\(custodian)（收费专户）", bank: "某银行", number: "8802\(digits)"), tariff: "收费标准1号",
            basis: "《公证法》第三十四条", validUntil: day.adding(days: 30))
    }

    private func statement(_ unit: UnitCode, _ proof: String, on day: LegalDate, _ state: State) -> Lending.PayoffStatement.Answer {
        let days = Int64(day.dayNumber - state.today.dayNumber)
        let owed = state.debt == .zero ? Money.zero : state.debt + state.perDay * days
        return Lending.PayoffStatement.Answer(
            number: state.oldAccount == "OLD-1" ? "Q-\(day)" : "Q-\(day)-\(state.oldAccount)", unit: unit, proof: proof, on: day, principal: owed, interest: .zero, penalty: .zero, perDay: state.perDay,
            account: state.payoffTo ?? MoneyAccount(holder: state.oldHolder, bank: "老银行", number: state.oldAccount), settled: state.debt == .zero)
    }

    private func pay(_ request: Custody.Pay.Request, at custodian: String, _ state: inout State) -> Custody.Pay.Answer {
        if let kind = [Custody.Pay.name, request.purpose.rawValue].first(where: { (state.failing[$0] ?? 0) > 0 }) {
            state.failing[kind, default: 0] -= 1
            return .init(order: request.order, amount: request.amount, status: .failed, receipt: nil, at: nil, reason: "收款账户状态异常")
        }
        // An account has one holder, as at any bank.
        if request.to.holder.contains("、") { return .init(order: request.order, amount: request.amount, status: .failed, receipt: nil, at: nil, reason: "收款账户户名不符。") }
        if state.pending {
            state.postponed.append(request)
            return .init(order: request.order, amount: request.amount, status: .pending, receipt: nil, at: nil, reason: nil)
        }
        let error = state.error
        state.error = nil
        let strange = MoneyAccount(holder: "某人", bank: "某银行", number: "STRANGE")
        switch error {
        case .wrongAmount: payOut(request.amount - Money(fen: 1), order: request.order, to: request.to, at: custodian, &state)
        case .wrongAccount: payOut(request.amount, order: request.order, to: strange, at: custodian, &state)
        case .strangePayment: payOut(Money(yuan: 1), order: nil, to: strange, at: custodian, &state)
        case .twice: payOut(request.amount, order: request.order, to: request.to, at: custodian, &state)
        case nil: break
        }
        if error == .wrongAmount || error == .wrongAccount {
            return .init(order: request.order, amount: request.amount, status: .pending, receipt: nil, at: nil, reason: nil)
        }
        let receipt = payOut(request.amount, order: request.order, to: request.to, at: custodian, &state)
        return .init(order: request.order, amount: request.amount, status: .paid, receipt: receipt, at: now(), reason: nil)
    }

    /// A payoff statement as the case has it from its beginning, signed by the old bank; an approval by the new one.
    func signed<C: Contract>(_ contract: C.Type, _ answer: C.Answer, by institution: String, caseID: String) throws -> SignedMessage {
        let peer = Peer(C.department, institution: institution)
        guard let key = keys[peer] else { throw MessageError.unsigned }
        let envelope = Envelope(
            id: "gathered-\(C.name)", from: peer.wire, to: Envelope.registry, contract: C.name, inReplyTo: "q", requestDigest: "00", caseID: caseID, purpose: "",
            legalBasis: "", issuedAt: now(), expiresAt: now().adding(seconds: 600), outcome: .init(.ok),
            payload: String(decoding: try CanonicalJSON.encode(answer), as: UTF8.self))
        return try SignedMessage(envelope, keyID: key.keyID, sign: key.sign)
    }

    /// The housing bureau's answer; nobody here knows its keys.
    func unsigned(_ payload: [UInt8], caseID: String) throws -> SignedMessage {
        let envelope = Envelope(
            id: "gathered-contract", from: Department.housing.rawValue, to: Envelope.registry, contract: Housing.FiledContract.name, inReplyTo: "q",
            requestDigest: "00", caseID: caseID, purpose: "", legalBasis: "", issuedAt: now(), expiresAt: now().adding(seconds: 600), outcome: .init(.ok),
            payload: String(decoding: payload, as: UTF8.self))
        return try SignedMessage(envelope, keyID: "housing") { _ in [1] }
    }

    func payoff(_ unit: UnitCode) -> Lending.PayoffStatement.Answer { state.withLock { statement(unit, "P1", on: now().date, $0) } }
}
