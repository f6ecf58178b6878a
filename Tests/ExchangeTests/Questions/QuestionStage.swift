import Contracts
import NIOHTTP1
import Played
import Register
import Seals
import StorageTesting
import Synchronization
import Testing

@testable import Exchange

/// A payment platform that is asked for orders, and whoever asks it. One question is under way from the beginning, so that the others wait for its end.
final class QuestionStage: Sendable {
    static let at = Moment(seconds: 1_790_000_000)
    static let peer = Peer(.payment)

    /// What is wrong with the answer to one question in company.
    enum Fault: CaseIterable { case missing, twice, forged, otherQuestion, otherSubject, otherCase, otherContract, stale, noEnvelope, busy, overheard }
    /// What is wrong with a whole answer.
    enum Whole: CaseIterable { case unavailable, lost, empty, noText, oneEnvelope }

    struct State {
        /// Of questions, by the order's number.
        var faults: [String: Fault] = [:]
        var whole: Whole?
        /// What is said of an order; nothing: found.
        var said: [String: Envelope.Outcome.Status] = [:]
        /// Orders of each envelope that came.
        var arrivals: [[String]] = []
    }
    let state = Mutex(State())
    let key = Seals.Ed25519Signer()
    let lines: QuestionLines
    private let registry = Seals.Ed25519Signer()
    private let own = Mutex<DepartmentClient?>(nil)

    private init(_ lines: QuestionLines) { self.lines = lines }

    var client: DepartmentClient { get throws { try #require(own.withLock { $0 }) } }
    var arrivals: [[String]] { state.withLock { $0.arrivals } }

    static func run(_ lines: QuestionLines = QuestionLines(gathering: .seconds(600), patience: .seconds(600)), takes: Bool = true, breaker: CircuitBreaker = CircuitBreaker(threshold: .max), attempts: Int = 1,
        _ body: (QuestionStage) async throws -> Void) async throws {
        let stage = QuestionStage(lines)
        try await PlayedSocket(answering: { stage.answer($0, $2) }).serve { address in
            let entry = DepartmentDirectory.File.Entry(
                department: .payment, url: "\(address)/payment", keys: [stage.key.keyID: Hex.encode(stage.key.publicKey)], questions: takes ? true : nil)
            let client = DepartmentClient(
                directory: try DepartmentDirectory(.init(departments: [entry], issuer: nil)), signer: stage.registry, breaker: breaker,
                lines: lines, attempts: attempts, now: { Self.at })
            stage.own.withLock { $0 = client }
            try await body(stage)
            stage.own.withLock { $0 = nil }
        }
    }

    // MARK: asking

    func ask(_ order: String) async throws -> SignedAnswer<Payment.OrderStatus> {
        try await client.ask(Payment.OrderStatus.self, .init(number: order), for: Errand(caseID: "c-\(order)", purpose: "核对\(order)"))
    }

    /// The order that is found under a number.
    func found(_ order: String) async throws -> String? { try await ask(order).value?.number }

    /// Asks while another question is under way, and lets that end once all wait.
    func together(_ orders: [String]) async throws -> [String: Result<SignedAnswer<Payment.OrderStatus>, any Error>] {
        let client = try client
        asksOther()
        return try await withThrowingTaskGroup(of: (String, Result<SignedAnswer<Payment.OrderStatus>, any Error>).self) { group in
            for order in orders {
                group.addTask {
                    do { return (order, .success(try await self.ask(order))) } catch { return (order, .failure(error)) }
                }
            }
            try await waiting(orders.count)
            client.goOn(after: Self.peer)
            var found: [String: Result<SignedAnswer<Payment.OrderStatus>, any Error>] = [:]
            for try await (order, result) in group { found[order] = result }
            return found
        }
    }

    /// A question is under way, until somebody says `goOn`.
    func asksOther() {
        _ = lines.enter(Self.peer, .init(id: "other", contract: Payment.OrderStatus.name, caseID: nil, purpose: "核对", legalBasis: "法", payload: ""), at: Self.at)
    }

    func waiting(_ count: Int) async throws {
        while lines.waiting(Self.peer) < count { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// What came of one of several.
    static func answer(_ order: String, _ found: [String: Result<SignedAnswer<Payment.OrderStatus>, any Error>]) throws -> SignedAnswer<Payment.OrderStatus> {
        try #require(found[order]).get()
    }

    // MARK: answering

    private func answer(_ body: [UInt8], _ contract: String) -> PlayedSocket.Answer? {
        let asked = SignedMessage(bytes: body, keyID: "", signature: [])
        guard let envelope = try? asked.envelope(), envelope.contract == contract else { return .init(.badRequest) }
        return state.withLock { state in
            guard Questions.isContract(contract) else {
                state.arrivals.append([Self.number(envelope.payload)])
                return Self.number(envelope.payload).isEmpty ? .init(.badRequest) : .init(.ok, try? said(to: envelope, asked, state))
            }
            guard let questions = try? Questions.read(envelope, of: .payment) else { return .init(.badRequest) }
            state.arrivals.append(questions.map { Self.number($0.payload) })
            switch state.whole {
            case .unavailable: return .init(.serviceUnavailable)
            case .lost: return nil
            case .empty: return .init(.ok, lines: [])
            case .noText: return .init(.ok, lines: [[0xFF, 0xFE, 0x0A]])
            case .oneEnvelope: return .init(.ok, try? said(to: questions[0].envelope(in: envelope), asked, state))
            case nil: return .init(.ok, lines: questions.reversed().flatMap { (try? answers(to: $0.envelope(in: envelope), asked, state)) ?? [] })
            }
        }
    }

    private static func number(_ payload: String) -> String { (try? CanonicalJSON.decode(Payment.OrderStatus.Request.self, from: Array(payload.utf8)))?.number ?? "" }

    private func said(to asked: Envelope, _ message: SignedMessage, _ state: State, _ change: (inout Envelope) -> Void = { _ in }) throws -> SignedMessage {
        let number = Self.number(asked.payload)
        let outcome = state.said[number] ?? .ok
        let order = Payment.Order(number: number, caseID: "c", amount: Money(yuan: 80), status: .open, payURL: "", receipt: nil)
        var envelope = Envelope(
            id: DepartmentClient.randomID(), from: asked.to, to: Envelope.registry, contract: asked.contract, inReplyTo: asked.id, requestDigest: message.digest,
            caseID: asked.caseID, purpose: asked.purpose, legalBasis: asked.legalBasis, issuedAt: Self.at, expiresAt: Self.at.adding(seconds: 600), outcome: .init(outcome),
            payload: outcome == .ok ? String(decoding: try CanonicalJSON.encode(order), as: UTF8.self) : "null")
        change(&envelope)
        return try SignedMessage(envelope, keyID: key.keyID, sign: key.sign)
    }

    /// In company, with whatever is wrong with it.
    private func answers(to asked: Envelope, _ message: SignedMessage, _ state: State) throws -> [[UInt8]] {
        let good = try said(to: asked, message, state)
        func line(_ change: (inout Envelope) -> Void) throws -> [[UInt8]] { [Questions.line(try said(to: asked, message, state, change))] }
        switch state.faults[Self.number(asked.payload)] {
        case .missing: return []
        case .twice: return [Questions.line(good), Questions.line(good)]
        case .forged: return [Questions.line(SignedMessage(bytes: good.bytes, keyID: good.keyID, signature: try Seals.Ed25519Signer().sign(good.bytes)))]
        case .otherQuestion: return try line { $0.inReplyTo = "other" }
        case .otherSubject: return try line { $0.payload = $0.payload.replacing("\"JK", with: "\"XX") }
        case .otherCase: return try line { $0.caseID = "c-other" }
        case .otherContract: return try line { $0.contract = Payment.Refund.name }
        case .stale: return try line { $0.issuedAt = Self.at.adding(seconds: -3_600) }
        case .noEnvelope: return [Array("\(good.signatureHeader) \(good.keyID) {}\n".utf8)]
        case .busy: return try line { $0.outcome = .init(.busy) }
        case .overheard: return try line { $0.requestDigest = String(repeating: "0", count: 64) }
        case nil: return [Questions.line(good)]
        }
    }
}
