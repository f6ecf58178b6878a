import Contracts
import Exchange
import Register
import Storage
import Synchronization

/// Judges what custodians and lenders answer to orders. What they said lies signed in the outbox; here the book is told that there is news,
/// and whoever carries the money on reads it.
final class EscrowKeeper: AnswerKeeper {
    let department: Department
    private let region: String
    private let bell: Bell
    private let now: @Sendable () -> Moment
    /// Whether what was kept since the last ring is to be looked at now.
    private let hasNews = Mutex(false)

    init(department: Department, region: String, bell: Bell, now: @escaping @Sendable () -> Moment) {
        self.department = department
        self.region = region
        self.bell = bell
        self.now = now
    }

    var legalBasis: String { "《民法典》第五百七十一条、第六百七十一条" }

    func believe(_ payload: [UInt8], answered envelope: Envelope) throws {
        let answer = Array(envelope.payload.utf8)
        switch envelope.contract {
        case Custody.Open.name: try judge(Custody.Open.self, payload, answer) { !$0.number.isEmpty && !$0.account.number.isEmpty }
        case Custody.Pay.name:
            try judge(Custody.Pay.self, payload, answer) { answer in
                switch answer.status {
                case .pending: true
                case .paid: answer.receipt?.isEmpty == false && answer.at != nil
                case .failed: answer.receipt == nil
                }
            }
        case Lending.Disburse.name: try judge(Lending.Disburse.self, payload, answer) { $0.receipt != "" }
        default: throw MessageError.wrongContract
        }
    }

    private func judge<C: Contract>(_ contract: C.Type, _ payload: [UInt8], _ bytes: [UInt8], _ holds: (C.Answer) -> Bool) throws {
        let request = try CanonicalJSON.decode(C.Request.self, from: payload)
        guard let answer = try? CanonicalJSON.decode(C.Answer.self, from: bytes), holds(answer) else { throw MessageError.malformed("payload") }
        guard C.isAbout(request, answer) else { throw MessageError.foreignSubject }
    }

    func keep(_ envelope: Envelope) async throws -> [SQL] {
        guard let caseID = envelope.caseID else { return [] }
        // What a lender has paid counts when the custodian has it, which rings: only if it doesn't, its statement is asked for.
        if envelope.contract == Lending.Disburse.name { return [EscrowRecords.expects(caseID, by: now().adding(seconds: EscrowRound.journey), region: region)] }
        hasNews.withLock { $0 = true }
        return [EscrowRecords.ring(caseID, .heard, region: region)]
    }

    func stored() {
        let rings = hasNews.withLock { news in
            defer { news = false }
            return news
        }
        if rings { bell.ring() }
    }
}
