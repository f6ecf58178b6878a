/// What acts on mortgages do to the page.
extension Folio {
    mutating func enter(_ act: CreateMortgage, _ context: ActContext) throws(Refusal) {
        var mortgage = Mortgage(
            entry: context.entry, kind: act.kind, subject: act.subject, mortgagees: act.mortgagees, mortgagors: act.mortgagors,
            debtor: act.debtor, coDebtors: act.coDebtors, amount: act.amount, from: act.from, until: act.until, scope: act.scope, transferBan: act.transferBan,
            rank: mortgages.count + 1, determined: false, jointDebt: act.jointDebt)
        if let whole = act.partOf {
            mortgages.insert(mortgage, at: try self.mortgage(whole, context) + 1)
            renumberMortgages()
            return
        }
        guard let fulfils = act.fulfils else {
            mortgages.append(mortgage)
            return
        }
        guard let place = notices.firstIndex(where: { $0.entry.id == fulfils }) else { throw context.missing(fulfils) }
        // The mortgage counts from the day of its notice (担保制度解释 52): it goes before those entered after the notice.
        let since = notices[place].entry
        notices.remove(at: place)
        let rank = mortgages.firstIndex { ($0.entry.registeredAt, $0.entry.sequence) > (since.registeredAt, since.sequence) } ?? mortgages.count
        mortgage.rank = rank + 1
        mortgages.insert(mortgage, at: rank)
        renumberMortgages()
    }

    mutating func enter(_ act: ChangeMortgage, _ context: ActContext) throws(Refusal) {
        let place = try mortgage(act.mortgage, context)
        if let mortgagors = act.mortgagors { mortgages[place].mortgagors = mortgagors }
        mortgages[place].owe(act)
        if let amount = act.amount { mortgages[place].amount = amount }
        if let from = act.from { mortgages[place].from = from }
        if let until = act.until { mortgages[place].until = until }
        if let scope = act.scope { mortgages[place].scope = scope }
        if let ban = act.transferBan { mortgages[place].transferBan = ban }
        if let subject = act.subject { mortgages[place].subject = subject }
    }

    mutating func enter(_ act: TransferMortgage, _ context: ActContext) throws(Refusal) {
        mortgages[try mortgage(act.mortgage, context)].mortgagees = act.to
    }

    mutating func enter(_ act: DetermineMortgage, _ context: ActContext) throws(Refusal) {
        let place = try mortgage(act.mortgage, context)
        mortgages[place].determined = true
        mortgages[place].amount = act.amount
        mortgages[place].determination = act.determination
    }

    mutating func enter(_ act: ChangeRanks, _ context: ActContext) throws(Refusal) {
        var ordered: [Mortgage] = []
        for entry in act.order { ordered.append(mortgages[try mortgage(entry, context)]) }
        guard ordered.count == mortgages.count else { throw Refusal(.ranksIncomplete, unit: unit, act: context.index) }
        mortgages = ordered
        renumberMortgages()
    }

    mutating func enter(_ act: EndMortgage, _ context: ActContext) throws(Refusal) {
        mortgages.remove(at: try mortgage(act.mortgage, context))
        renumberMortgages()
    }

    private func mortgage(_ entry: EntryID, _ context: ActContext) throws(Refusal) -> Int {
        guard let place = mortgages.firstIndex(where: { $0.entry.id == entry }) else { throw context.missing(entry) }
        return place
    }

    private mutating func renumberMortgages() {
        for index in mortgages.indices { mortgages[index].rank = index + 1 }
    }
}
