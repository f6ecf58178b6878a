import Contracts
import Escrow
import Exchange
import Register
import Storage

/// Judges what custodians and lenders answer to orders. What they said lies signed in the outbox; here the book is told that there is news,
/// and whoever carries the money on reads it.
struct EscrowKeeper: AnswerKeeper {
    let department: Department
    let region: String
    let bells: MoneyBells
    /// Of a case, as far as they are known here.
    let books: @Sendable (_ caseID: String) -> [String]
    let now: @Sendable () -> Moment

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

    func keep(_ envelope: Envelope) async throws -> KeptAnswer {
        guard let caseID = envelope.caseID else { return KeptAnswer() }
        let all = EscrowTerms.bookIDs(of: caseID)
        // What a lender has paid counts when the custodian has it, which rings: only if it doesn't, its statement is asked for.
        if envelope.contract == Lending.Disburse.name { return KeptAnswer([EscrowRecords.expects(all, by: now().adding(seconds: EscrowRound.journey), region: region)]) }
        let known = books(caseID)
        let lease = RungBooks.lease(now())
        let others = all.filter { !known.contains($0) }
        return KeptAnswer(
            [(known, lease), (others, nil)].filter { !$0.0.isEmpty }.map { EscrowRecords.ring($0.0, .heard, until: $0.1, region: region) },
            stored: { [bells] in
                if known.isEmpty { bells.rang() } else { bells.rang(known.map { ClaimedBook(book: $0, lease: lease) }) }
            })
    }
}
