import Contracts
import Escrow
import Exchange
import Register
import Storage
import Synchronization

/// Judges what custodians and lenders answer to orders. What they said lies signed in the outbox; here the book is told that there is news,
/// and whoever carries the money on reads it.
final class EscrowKeeper: AnswerKeeper {
    let department: Department
    private let region: String
    private let bells: MoneyBells
    private let books: @Sendable (_ caseID: String) -> [String]
    private let now: @Sendable () -> Moment
    /// What was kept since the last ring: books that are handed over, or a case whose books aren't known here.
    private let news = Mutex<(handed: [ClaimedBook], isElsewhere: Bool)>(([], false))

    /// - Parameter books: of a case, as far as they are known here.
    init(
        department: Department, region: String, bells: MoneyBells, books: @escaping @Sendable (_ caseID: String) -> [String],
        now: @escaping @Sendable () -> Moment
    ) {
        self.department = department
        self.region = region
        self.bells = bells
        self.books = books
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
        let all = EscrowTerms.bookIDs(of: caseID)
        // What a lender has paid counts when the custodian has it, which rings: only if it doesn't, its statement is asked for.
        if envelope.contract == Lending.Disburse.name { return [EscrowRecords.expects(all, by: now().adding(seconds: EscrowRound.journey), region: region)] }
        let known = books(caseID)
        let lease = RungBooks.lease(now())
        news.withLock { news in
            news.handed += known.map { ClaimedBook(book: $0, lease: lease) }
            news.isElsewhere = news.isElsewhere || known.isEmpty
        }
        let others = all.filter { !known.contains($0) }
        return [(known, lease), (others, nil)].filter { !$0.0.isEmpty }.map { EscrowRecords.ring($0.0, .heard, until: $0.1, region: region) }
    }

    func stored() {
        let (handed, isElsewhere) = news.withLock { news in
            defer { news = ([], false) }
            return news
        }
        if isElsewhere { bells.rang() }
        if !handed.isEmpty { bells.rang(handed) }
    }
}
