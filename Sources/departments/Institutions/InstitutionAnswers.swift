import Contracts
import Register

/// Which contract is answered by whom.
extension Answerer {
    /// - Returns: nil for a contract that no institution has, or that isn't this one's.
    func institution(_ envelope: Envelope, lying: Bool) throws -> Reply? {
        func request<C: Contract>(_: C.Type) throws -> C.Request { try CanonicalJSON.decode(C.Request.self, from: Array(envelope.payload.utf8)) }
        guard let peer = Peer(wire: envelope.to), let code = peer.institution, Department(contract: envelope.contract) == peer.department,
            let institution = town.read({ $0.institutions.institution(code, as: peer.department) })
        else { return nil }
        let lender = LenderAnswers(town: town, institution: institution, ring: ring)
        let custodian = CustodianAnswers(town: town, base: base, institution: institution, ring: ring)
        switch envelope.contract {
        case Lending.LoanApproval.name: return lender.approval(try request(Lending.LoanApproval.self), lying: lying)
        case Lending.PayoffStatement.name: return lender.payoff(try request(Lending.PayoffStatement.self), text: envelope.payload, lying: lying)
        case Lending.Settlement.name: return lender.settlement(try request(Lending.Settlement.self), lying: lying)
        case Lending.Disburse.name: return lender.disburse(try request(Lending.Disburse.self), text: envelope.payload, lying: lying)
        case Custody.Open.name: return custodian.open(try request(Custody.Open.self), lying: lying)
        case Custody.Tariff.name: return custodian.tariff(try request(Custody.Tariff.self), lying: lying)
        case Custody.Statement.name: return custodian.statement(try request(Custody.Statement.self), lying: lying)
        case Custody.Pay.name: return custodian.pay(try request(Custody.Pay.self), text: envelope.payload, lying: lying)
        default: return nil
        }
    }
}
