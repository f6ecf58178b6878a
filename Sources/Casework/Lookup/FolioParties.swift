package import Register

extension Folio {
    /// Everybody whose name stands on this page.
    package var everybody: Set<PartyID> {
        var ids = Set(holdings.map(\.party))
        for mortgage in mortgages { ids.formUnion((mortgage.mortgagors + mortgage.debtors).map(\.id)) }
        for notice in notices { ids.formUnion(notice.obligors.map(\.id)) }
        for objection in objections { ids.insert(objection.applicant.id) }
        return ids
    }
}
