import Register
import Storage

/// 司法拍卖过户: what a court's ruling on a sale makes of the page, in one filing on its order (民法典 229; 实施细则 19; 查封规定 27;
/// 拍卖变卖规定 28). What the ruling doesn't end stays, and the register's law says whether it stands in the way.
extension ActPlan {
    /// 解除查封.
    static func endSeizuresByRuling(_ facts: CaseFacts) throws -> ActPlan {
        try byRuling(facts) { folio, ruling in
            folio.seizures.filter(ruling.ends).map {
                .endSeizure(EndSeizure(seizure: $0.entry.id, reason: .auctioned, document: ruling.notice))
            }
        }
    }

    /// 抵押权注销: security ends with the sale and is paid out of the proceeds, unless its parties agreed otherwise.
    static func endMortgagesByRuling(_ facts: CaseFacts) throws -> ActPlan {
        try byRuling(facts) { folio, ruling in
            folio.mortgages.filter { !ruling.keptMortgages.contains($0.entry.id) }.map { .endMortgage(EndMortgage(mortgage: $0.entry.id, reason: .auction)) }
        }
    }

    /// 转移登记 to the winners, who hold since the ruling was served.
    static func transferByRuling(_ facts: CaseFacts) throws -> ActPlan {
        var plan = try byRuling(facts) { folio, ruling in
            [
                .transfer(
                    Transfer(
                        from: folio.ownership?.holders.map(\.party) ?? [], form: ruling.form,
                        to: ruling.winners.map { Holder(party: $0.party.ref, share: $0.share) }, cause: .auction, price: ruling.price,
                        passedOn: ruling.servedOn))
            ]
        }
        guard let id = facts.ruling?.id else { return plan }
        plan.alsoStores = { _, region, connection in
            try connection.execute(CourtOrderRecords.setting(.done, of: id, region: region))
        }
        return plan
    }

    private static func byRuling(_ facts: CaseFacts, _ acts: (Folio, RulingFacts) -> [Act]) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        guard let ruling = facts.ruling else { throw CaseError.notEligible("人民法院尚未送达成交裁定书和协助执行通知书。") }
        return ActPlan(
            basis: .order(authority: ruling.court, document: ruling.notice),
            acts: acts(unit.folio, ruling).map { UnitAct(unit: unit.folio.unit, act: $0) })
    }
}
