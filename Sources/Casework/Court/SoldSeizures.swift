import Contracts
import Register

/// Which seizures of a page end with a court's sale.
struct SoldSeizures {
    let court: String
    let lifts: [Court.NamedSeizure]
    /// The court confirms that it had the right to dispose.
    let endsOthers: Bool
    /// Whose share was sold alone; nil where the whole was.
    let seller: PartyID?
    let winners: Set<PartyID>

    /// The disposing court's own and those that it names; those that wait for one of its own, which end by themselves when what is seized was disposed of
    /// (法发〔2004〕5号 20: 全部处理的，排列在后的轮候查封自动失效; 法函〔2007〕100号); all others by its confirmation (查封规定 26, 27).
    func ended(of folio: Folio, on today: LegalDate) -> [Seizure] {
        let own = folio.seizuresInForce(on: today).filter { $0.authority == court && isOfSold($0) }
        return folio.seizures.filter(isOfSold).filter { seizure in
            endsOthers || seizure.authority == court || lifts.contains { $0.names(seizure) }
                || own.contains { $0.isInTheWay(of: seizure) && $0.entry.id != seizure.entry.id }
        }
    }

    /// Whether it is a seizure of what was sold, whether or not the sale ends it.
    func isOfSold(_ seizure: Seizure) -> Bool {
        guard let target = seizure.against?.id else { return true }
        // What another co-owner's creditor seized isn't what was sold, nor is what is seized in advance from a winner.
        if let seller, target != seller { return false }
        return !(seizure.kind == .preSeizure && winners.contains(target))
    }
}
