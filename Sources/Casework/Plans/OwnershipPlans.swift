import Contracts
import Register

extension ActPlan {
    /// 分户转移登记 by the buyer alone: the developer's part of the joint application was signed with the first registration (案例一; 条例 14).
    static func transferByContract(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        guard let contract = facts.contract else { throw CaseError.notEligible("没有查询到备案的商品房买卖合同。") }
        let buyers = refs("buyer", facts)
        let to = try holders(buyers, of: contract, facts: facts)
        let from = unit.folio.ownership?.holders.map(\.party) ?? []
        let transfer = Transfer(
            from: from, form: contract.coOwnership, to: to, cause: .presaleHandover, price: contract.price, fulfils: unit.folio.notice(of: buyers))
        // Without a letter to rest on the developer has not applied, and the register will say so.
        let pledged = facts.project?.reliedPledge(acceptedAt: facts.acceptedAt, on: facts.today).map { [$0.developer] } ?? []
        return ActPlan(
            basis: .application(by: buyers, pledged: pledged), acts: [UnitAct(unit: unit.folio.unit, act: .transfer(transfer))])
    }

    /// 存量房转移登记: seller and buyer apply together.
    static func transferByApplication(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        guard let contract = facts.contract else { throw CaseError.notEligible("没有查询到存量房买卖合同。") }
        let buyers = refs("buyer", facts)
        let to = try holders(buyers, of: contract, facts: facts)
        let from = refs("seller", facts)
        let transfer = Transfer(
            from: from, form: contract.coOwnership, to: to, cause: .sale, price: contract.price, fulfils: unit.folio.notice(of: buyers))
        return ActPlan(
            basis: .application(by: facts.applying, pledged: []),
            acts: [UnitAct(unit: unit.folio.unit, act: .transfer(transfer))],
            // Signing the joint application is each co-owner's consent to the disposal (民法典 301).
            consents: from.map { Consent(kind: .ofCoOwner, by: $0, entry: nil, evidence: facts.applicationDigest) })
    }

    /// The buyers as the contract shares the unit among them; every contract buyer must be among the applicants.
    static func holders(_ buyers: [PartyRef], of contract: FiledContractFacts, facts: CaseFacts) throws -> [Holder] {
        try contract.buyers.map { buyer in
            guard let applicant = facts.applicants.first(where: { $0.party.identifier == buyer.identifier && $0.role == "buyer" }) else {
                throw CaseError.notEligible("合同中的买受人没有全部参加申请。")
            }
            return Holder(party: applicant.party.ref, share: contract.coOwnership == .byShares ? buyer.share : nil)
        }
    }

    /// 首次登记 of a whole project: one act for each unit, and the project stands ready for the public list.
    static func firstRegistration(_ facts: CaseFacts) throws -> ActPlan {
        let today = facts.today
        guard let facts = facts.project else { throw CaseError.notEligible("没有找到要登记的项目。") }
        let developer = facts.project.developer
        let right: RightKind = facts.land?.folio.ownership?.right == .collectiveLandUse ? .collectiveLandUseAndHouse : .stateLandUseAndHouse
        let acts = facts.units.map { unit in
            var description = unit.description
            // What has no survey report on file is not measured, whatever the list says.
            description.surveyed = description.surveyed && facts.surveyed.contains(unit.unit)
            return UnitAct(
                unit: unit.unit,
                act: .firstRegistration(
                    FirstRegistration(right: right, form: .sole, holders: [Holder(party: developer)], description: description, cause: .newConstruction)))
        }
        var project = facts.project
        // Only what the developer pledged for goes onto the public list.
        project.state = facts.pledge?.isInForce(on: today) == true ? .listed : .registered
        let listed = project
        let units = facts.units
        return ActPlan(
            basis: .application(by: [developer], pledged: []), acts: acts,
            alsoStores: { registration, region, connection in
                try ProjectRecords.put(
                    listed, listedAt: listed.state == .listed ? registration.registeredAt : nil, region: region, in: connection)
                try ProjectSurveys.put(units, of: listed.id, region: region, in: connection)
                try ProjectEventRecords.append(
                    ProjectEvent(at: registration.registeredAt, kind: .registered, party: developer.id, detail: "\(listed.state.chinese)"),
                    project: listed.id, region: region, in: connection)
            })
    }

    /// 换证、补证.
    static func reissue(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        guard let reason = Reissue.Reason(rawValue: facts.answers["reason"] ?? "") else {
            throw CaseError.invalid(field: "reason", message: "请选择换发或补发的原因。")
        }
        return ActPlan(
            basis: .application(by: refs("holder", facts), pledged: []),
            acts: [UnitAct(unit: unit.folio.unit, act: .reissue(Reissue(reason: reason)))])
    }
}

extension Folio {
    /// The buyers' own advance notice: it is fulfilled by the transfer and ends with it (民法典 221).
    func notice(of buyers: [PartyRef]) -> EntryID? {
        notices.first { !$0.kind.securesMortgage && Set($0.holders.map(\.party.id)) == Set(buyers.map(\.id)) }?.entry.id
    }
}
