/// A case that was accepted and isn't entered yet, as the registry's queue knows it. The page can't know it, so the caller tells.
package struct PendingAcceptance: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable { case application, seizure, courtTransfer }
    package var unit: UnitCode
    package var acceptedAt: Moment
    package var sequence: Int64
    package var kind: Kind
    /// What a court has sold; nil where nothing more is known of it.
    package var sale: Sale?

    package struct Sale: Hashable, Sendable {
        package var court: String
        /// 协助执行通知书文号: the order on which it will be entered.
        package var notice: String
        /// Whose share was sold; nil where the whole was.
        package var seller: PartyID?
        /// What they get can be seized from them in advance.
        package var winners: Set<PartyID>
        package init(court: String, notice: String, seller: PartyID?, winners: Set<PartyID>) {
            self.court = court
            self.notice = notice
            self.seller = seller
            self.winners = winners
        }
    }

    package init(unit: UnitCode, acceptedAt: Moment, sequence: Int64, kind: Kind, sale: Sale? = nil) {
        self.unit = unit
        self.acceptedAt = acceptedAt
        self.sequence = sequence
        self.kind = kind
        self.sale = sale
    }
}

extension Filing {
    /// Order of acceptance: the time, and for the same microsecond the registry's running number (实施细则 67).
    package func precedes(_ other: PendingAcceptance) -> Bool { (acceptedAt, sequence) < (other.acceptedAt, other.sequence) }

    /// Cases that were accepted earlier on the same units and have to be entered, or end, first.
    func overtaken(_ pending: [PendingAcceptance]) -> [Refusal] {
        if pending.isEmpty { return [] }
        return acts.enumerated().compactMap { index, item in
            let blocking = pending.contains { $0.unit == item.unit && waits(item.act, for: $0) && !(precedes($0) && mayPrecede($0)) }
            return blocking ? Refusal(.earlierCasePending, unit: item.unit, act: index) : nil
        }
    }

    /// An objection waits for nobody, and the end of a burden harms nobody. A court's order goes before applications, even earlier ones;
    /// but a transfer ordered earlier goes before a seizure served later (查封规定 23).
    private func waits(_ act: Act, for pending: PendingAcceptance) -> Bool {
        let kind = pending.kind
        if let sale = pending.sale, isEntry(of: sale) || !act.touches(sale) { return false }
        return switch Obstacles.column(of: act, basis: basis, on: nil) {
        case .objection, .endMortgage, nil: false
        case .courtTransfer, .courtCancel: kind == .courtTransfer
        case .seizure: kind == .courtTransfer || kind == .seizure
        default: true
        }
    }

    private func isEntry(of sale: PendingAcceptance.Sale) -> Bool { basis == .order(authority: sale.court, document: sale.notice) }

    /// What the court has sold passed when its ruling was served, whoever had applied before (民法典 229).
    private func mayPrecede(_ pending: PendingAcceptance) -> Bool { pending.kind != .courtTransfer || !isApplication }
}

extension Act {
    /// Whether it has to do with what passes by a court's transfer: with the share that was sold, where the others keep theirs (民法典 305), and not with what is
    /// seized in advance from whoever bought.
    fileprivate func touches(_ sale: PendingAcceptance.Sale) -> Bool {
        if case .seize(let seize) = self, seize.kind == .preSeizure, let target = seize.against { return !sale.winners.contains(target.id) }
        guard let seller = sale.seller else { return true }
        return switch self {
        case .transfer(let transfer): transfer.from.contains { $0.id == seller }
        case .mortgage(let mortgage): mortgage.mortgagors.contains { $0.id == seller }
        case .seize(let seize): seize.against.map { $0.id == seller } ?? true
        case .giveNotice(let notice): notice.obligors.contains { $0.id == seller }
        default: false
        }
    }
}
