import Escrow
import Register

/// What the parties signed when the case was given back for correction, held against what their money is secured for (民法典 543: they may agree on other terms).
extension EscrowFile {
    /// Whether the same money comes in and is owed to the same. Where the rest goes, the seller may say anew until the register has changed.
    func agrees(with present: EscrowTerms) -> Bool {
        func loans(_ terms: EscrowTerms) -> [[String?]] { terms.payoffs.map { [$0.payee, $0.proof, $0.unit?.text] } }
        func rest(_ terms: EscrowTerms) -> [String] { terms.sinks.filter { $0.kind == .remainder }.map(\.payee) }
        let opened = book.terms
        return present.custodian == opened.custodian && present.sources == opened.sources && loans(present) == loans(opened)
            && present.charges == opened.charges && rest(present) == rest(opened)
    }

    /// The account that all have signed for the rest since, if it is another than the one it would go to.
    func movedRest(_ plan: EscrowPlan, at now: Moment) -> [EscrowEntry] {
        let known = plan.accounts.known
        return plan.terms.sinks.filter { $0.kind == .remainder }.compactMap { sink in
            guard let signed = sink.account, let account = book.account(of: sink.name), known[signed] != known[account] else { return nil }
            return EscrowEntry(at: now, event: .redirected(Redirected(item: sink.name, account: signed, ground: "补正后各方共同签署的收款账户")))
        }
    }
}
