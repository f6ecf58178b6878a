import Register

/// How events are stored: the kind beside the payload in canonical JSON.
extension EscrowEvent {
    package var kind: String {
        switch self {
        case .opened: "opened"
        case .custody: "custody"
        case .quoted: "quoted"
        case .ordered: "ordered"
        case .failed: "failed"
        case .deposited: "deposited"
        case .paid: "paid"
        case .released: "released"
        case .returning: "returning"
        case .settled: "settled"
        case .redirected: "redirected"
        case .stopped: "stopped"
        case .resumed: "resumed"
        case .judged: "judged"
        case .proposed: "proposed"
        case .agreed: "agreed"
        }
    }

    package func body() throws -> [UInt8] {
        switch self {
        case .opened(let payload): try CanonicalJSON.encode(payload)
        case .custody(let payload): try CanonicalJSON.encode(payload)
        case .quoted(let payload): try CanonicalJSON.encode(payload)
        case .ordered(let payload): try CanonicalJSON.encode(payload)
        case .failed(let payload): try CanonicalJSON.encode(payload)
        case .deposited(let payload): try CanonicalJSON.encode(payload)
        case .paid(let payload): try CanonicalJSON.encode(payload)
        case .released(let payload): try CanonicalJSON.encode(payload)
        case .returning(let payload): try CanonicalJSON.encode(payload)
        case .settled(let payload): try CanonicalJSON.encode(payload)
        case .redirected(let payload): try CanonicalJSON.encode(payload)
        case .stopped(let payload): try CanonicalJSON.encode(payload)
        case .resumed(let payload): try CanonicalJSON.encode(payload)
        case .judged(let payload): try CanonicalJSON.encode(payload)
        case .proposed(let payload): try CanonicalJSON.encode(payload)
        case .agreed(let payload): try CanonicalJSON.encode(payload)
        }
    }

    /// - Throws: `EscrowRefusal.unknown` for a kind that this program does not know; what decoding throws.
    package init(kind: String, body: [UInt8]) throws {
        switch kind {
        case "opened": self = .opened(try CanonicalJSON.decode(EscrowTerms.self, from: body))
        case "custody": self = .custody(try CanonicalJSON.decode(CustodyOpened.self, from: body))
        case "quoted": self = .quoted(try CanonicalJSON.decode(PayoffQuote.self, from: body))
        case "ordered": self = .ordered(try CanonicalJSON.decode(EscrowOrder.self, from: body))
        case "failed": self = .failed(try CanonicalJSON.decode(OrderFailed.self, from: body))
        case "deposited": self = .deposited(try CanonicalJSON.decode(EscrowDeposit.self, from: body))
        case "paid": self = .paid(try CanonicalJSON.decode(EscrowPayment.self, from: body))
        case "released": self = .released(try CanonicalJSON.decode(EscrowRelease.self, from: body))
        case "returning": self = .returning(try CanonicalJSON.decode(EscrowReturn.self, from: body))
        case "settled": self = .settled(try CanonicalJSON.decode(LoanSettled.self, from: body))
        case "redirected": self = .redirected(try CanonicalJSON.decode(Redirected.self, from: body))
        case "stopped": self = .stopped(try CanonicalJSON.decode(EscrowStop.self, from: body))
        case "resumed": self = .resumed(try CanonicalJSON.decode(EscrowResumed.self, from: body))
        case "judged": self = .judged(try CanonicalJSON.decode(DepositJudged.self, from: body))
        case "proposed": self = .proposed(try CanonicalJSON.decode(PayoffProposed.self, from: body))
        case "agreed": self = .agreed(try CanonicalJSON.decode(PayoffAgreed.self, from: body))
        default: throw EscrowRefusal.unknown(kind)
        }
    }
}
