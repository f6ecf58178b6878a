import Contracts
import Register
import Storage

/// 司法拍卖、变卖、以物抵债过户: what a court's ruling on a sale makes of the page, in one filing on its order (民法典 229; 实施细则 19; 查封规定 27;
/// 拍卖变卖规定 28). What the ruling doesn't end stays, and the register's law says whether it stands in the way.
extension ActPlan {
    /// 解除查封.
    static func endSeizuresByRuling(_ facts: CaseFacts) throws -> ActPlan {
        try byRuling(facts) { folio, ruling in
            ruling.endedSeizures(of: folio, on: facts.today).map {
                .endSeizure(EndSeizure(seizure: $0.entry.id, reason: .auctioned, document: ruling.notice))
            }
        }
    }

    /// 抵押权注销: security ends with the sale and is paid out of the proceeds, unless its parties agreed otherwise; where a creditor took the home for a debt nothing
    /// is paid out, and only what the ruling names ends (民法典 406). Where a share was sold, it ends on that share: what burdens the others' as well goes on without
    /// it (拍卖变卖规定 28).
    static func endMortgagesByRuling(_ facts: CaseFacts) throws -> ActPlan {
        try byRuling(facts) { folio, ruling in
            folio.mortgages.filter { ruling.ends($0) }.compactMap { mortgage -> Act? in
                let others = mortgage.mortgagors.filter { $0.id != ruling.seller?.id }
                let reason: EndMortgage.Reason = ruling.manner == .auction ? .auction : .judgment
                if ruling.seller == nil || others.isEmpty { return .endMortgage(EndMortgage(mortgage: mortgage.entry.id, reason: reason)) }
                if others.count == mortgage.mortgagors.count { return nil }
                return .changeMortgage(ChangeMortgage(mortgage: mortgage.entry.id, mortgagors: others))
            }
        }
    }

    /// 预告登记、居住权、地役权注销: those that the order names; the others go with the unit.
    static func endRightsByRuling(_ facts: CaseFacts) throws -> ActPlan {
        try byRuling(facts) { folio, ruling in
            let ended = ruling.endedRights
            return folio.notices.filter { ended.contains($0.entry.id) }.map { .endNotice(EndNotice(notice: $0.entry.id, reason: .judgment)) }
                + folio.residences.filter { ended.contains($0.entry.id) }.map { .endResidence(EndResidence(residence: $0.entry.id, reason: .judgment)) }
                + folio.easements.filter { ended.contains($0.entry.id) }.map { .endEasement(EndEasement(easement: $0.entry.id, reason: .judgment)) }
        }
    }

    /// 转移登记 to the winners, who hold since the ruling was served.
    static func transferByRuling(_ facts: CaseFacts) throws -> ActPlan {
        var plan = try byRuling(facts) { folio, ruling in
            let after = try ruling.holders(after: folio.ownership)
            return [
                .transfer(
                    Transfer(
                        from: ruling.seller.map { [$0] } ?? folio.ownership?.holders.map(\.party) ?? [], form: after.form, to: after.holders,
                        cause: ruling.manner.cause, price: ruling.price, passedOn: ruling.servedOn))
            ]
        }
        guard let ruling = facts.ruling else { return plan }
        plan.alsoStores = { _, region, connection in
            // Withdrawn or corrected since it was read: nothing is entered on what no longer stands (网络司法拍卖规定 31).
            let standing = try CourtOrderRecords.find(ruling.id, region: region, in: connection)
            guard let standing, standing.state == .open, standing.body == ruling.sealed else { throw CaseError.changedMeanwhile }
            try connection.execute(CourtOrderRecords.setting(.done, of: ruling.id, region: region))
        }
        return plan
    }

    private static func byRuling(_ facts: CaseFacts, _ acts: (Folio, RulingFacts) throws -> [Act]) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        guard let ruling = facts.ruling else { throw CaseError.notEligible("人民法院尚未送达成交裁定书（以物抵债裁定书）和协助执行通知书。") }
        return ActPlan(
            basis: .order(authority: ruling.court, document: ruling.notice),
            acts: try acts(unit.folio, ruling).map { UnitAct(unit: unit.folio.unit, act: $0) })
    }
}

extension RulingFacts {
    fileprivate func ends(_ mortgage: Mortgage) -> Bool {
        manner.endsMortgages ? !keptMortgages.contains(mortgage.entry.id) : endedRights.contains(mortgage.entry.id)
    }

    /// Who holds once the sale is entered: the winners; or where a share was sold, they beside the co-owners who keep theirs. Whoever of
    /// these bought it has both (民法典 305).
    func holders(after before: Ownership?) throws -> (form: CoOwnership, holders: [Holder]) {
        let all = (form, winners.map { Holder(party: $0.party.ref, share: $0.share) })
        guard let seller, let before, before.holders.count > 1 else { return all }
        guard before.form == .byShares, let sold = before.holders.first(where: { $0.party.id == seller.id })?.share else {
            throw CaseError.notEligible(Self.notByShares)
        }
        var holders = before.holders.filter { $0.party.id != seller.id }
        for winner in winners {
            guard var share = winners.count == 1 ? sold : winner.share.flatMap(sold.part) else { throw CaseError.notEligible(Self.notByShares) }
            if let place = holders.firstIndex(where: { $0.party.id == winner.party.ref.id }) {
                guard let both = holders[place].share?.joined(with: share) else { throw CaseError.notEligible(RefusalCode.badShares.chinese) }
                share = both
                holders.remove(at: place)
            }
            holders.append(Holder(party: winner.party.ref, share: share))
        }
        return holders.count == 1 ? (.sole, [Holder(party: holders[0].party)]) : (.byShares, holders)
    }

    /// A share can be sold where there are shares; joint owners are partitioned first (查封规定 12).
    static let notByShares = "裁定处分的是份额，而登记簿上不是按份共有，或者买受人的份额没有载明；共同共有的须先析产（《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第十二条）。"
}
