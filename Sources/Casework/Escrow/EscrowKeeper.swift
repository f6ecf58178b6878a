import Contracts
import Exchange
import Register
import Storage

/// Judges what custodians and lenders answer to orders. What they said lies signed in the outbox; here the book is told that there is news,
/// and whoever carries the money on reads it.
struct EscrowKeeper: AnswerKeeper {
    let department: Department
    let region: String
    let bell: Bell

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
        // What a lender has paid counts when the custodian has it: the statement shows.
        return [EscrowRecords.ring(caseID, envelope.contract == Lending.Disburse.name ? .onItsWay : .heard, region: region)]
    }

    func stored() { bell.ring() }
}
