/// Who has to take part in an application (条例 14; 实施细则 9–14, 19; domain 1.7), and what may be entered without one.
///
/// Joint applications (双方申请) name both sides; what the law lets one side ask for alone names that side only.
struct ApplicationSide {
    /// For the reader: 抵押权人, 权利人 …
    let role: String
    let parties: [PartyRef]
    /// One of them is enough.
    var anyOne = false
    /// The entry these parties hold: their written consent to its change or end replaces their application.
    var entry: EntryID?
    /// Their written consent as co-owners replaces their application (民法典 301).
    var coOwners = false
}

extension Folio {
    /// `wrong-basis` for every side that is missing, or for a basis that can't carry the act at all.
    func applicantFaults(_ act: Act, _ filing: Filing) -> [Unmet] {
        switch filing.basis {
        case .order: return act.mayBeOrdered || takesShareOff(act) ? [] : [Unmet(.wrongBasis, detail: "嘱托")]
        case .exOfficio: return act.mayBeOfOffice ? [] : [Unmet(.wrongBasis, detail: "依职权")]
        case .application: break
        }
        return sides(of: act, in: filing).compactMap { side in
            func takesPart(_ party: PartyRef) -> Bool {
                if filing.applicants.contains(party.id) { return true }
                if let entry = side.entry, filing.agreed(party.id, to: entry) { return true }
                return side.coOwners && filing.consented(party.id, .ofCoOwner)
            }
            let complete = side.anyOne ? side.parties.isEmpty || side.parties.contains(where: takesPart) : side.parties.allSatisfy(takesPart)
            return complete ? nil : Unmet(.wrongBasis, detail: side.role)
        }
    }

    /// A court's sale of one co-owner's share takes the security off that share and leaves it on the others' (拍卖变卖规定 28).
    private func takesShareOff(_ act: Act) -> Bool {
        guard case .changeMortgage(let change) = act, let left = change.mortgagors, let mortgage = mortgages.first(where: { $0.entry.id == change.mortgage })
        else { return false }
        return change == ChangeMortgage(mortgage: change.mortgage, mortgagors: left)
            && Set(left.map(\.id)).isStrictSubset(of: mortgage.mortgagors.map(\.id))
    }

    private func sides(of act: Act, in filing: Filing) -> [ApplicationSide] {
        let owners = ownership?.holders.map(\.party) ?? []
        let allOwners = ApplicationSide(role: "权利人", parties: owners, entry: ownership?.entry.id, coOwners: true)
        func mortgage(_ entry: EntryID) -> Mortgage? { mortgages.first { $0.entry.id == entry } }
        func lenders(_ entry: EntryID) -> ApplicationSide {
            ApplicationSide(role: "抵押权人", parties: mortgage(entry)?.mortgagees ?? [], entry: entry)
        }
        /// The unit's owner bears the mortgage, whoever granted it; before there is one, the mortgagor (民法典 406).
        func bearers(_ entry: EntryID) -> ApplicationSide {
            ApplicationSide(role: "抵押人", parties: owners.isEmpty ? mortgage(entry)?.mortgagors ?? [] : owners, coOwners: true)
        }
        switch act {
        case .firstRegistration(let act): return [ApplicationSide(role: "权利人", parties: act.holders.map(\.party))]
        case .transfer(let act): return transferSides(act)
        case .change(let change):
            switch change.matter {
            case .holderDetails(let party): return [ApplicationSide(role: "权利人", parties: [party])]
            // Any co-owner may have the natural status brought up to date (操作规范 1.3).
            case .description: return [ApplicationSide(role: "权利人", parties: owners, anyOne: true)]
            case .coOwnership, .landTerm: return [allOwners]
            }
        case .cancel: return [allOwners]
        case .correct(let correct):
            switch correct.matter {
            // Whoever else applies needs the holder's written consent (实施细则 79).
            case .description: return [ApplicationSide(role: "权利人", parties: owners, anyOne: true, entry: ownership?.entry.id, coOwners: true)]
            case .ownership(_, let holders):
                let joining = holders.map(\.party).filter { party in !owners.contains { $0.id == party.id } }
                return [allOwners, ApplicationSide(role: "更正后的权利人", parties: joining)]
            case .mortgageAmount(let entry, _): return [lenders(entry), bearers(entry)]
            }
        case .object(let act): return [ApplicationSide(role: "异议申请人", parties: [act.applicant])]
        case .recordSuit(let act): return [ApplicationSide(role: "异议申请人", parties: objector(act.objection))]
        case .endObjection(let act):
            switch act.reason {
            case .withdrawn: return [ApplicationSide(role: "异议申请人", parties: objector(act.objection))]
            case .decided: return [ApplicationSide(role: "异议申请人或权利人", parties: objector(act.objection) + owners, anyOne: true)]
            case .lapsed: return []
            }
        case .giveNotice(let act):
            let buyers = ApplicationSide(role: "预告登记权利人", parties: act.holders.map(\.party))
            // A presale buyer may apply alone when the seller doesn't as agreed (实施细则 86).
            return act.kind == .presalePurchase ? [buyers] : [buyers, ApplicationSide(role: "预告登记义务人", parties: act.obligors)]
        case .endNotice(let act):
            let holders = notices.first { $0.entry.id == act.notice }?.holders.map(\.party) ?? []
            return act.reason == .lapsed ? [] : [ApplicationSide(role: "预告登记权利人", parties: holders, entry: act.notice)]
        case .mortgage(let act):
            return [ApplicationSide(role: "抵押权人", parties: act.mortgagees), ApplicationSide(role: "抵押人", parties: act.mortgagors, coOwners: true)]
        case .changeMortgage(let act):
            return [lenders(act.mortgage), bearers(act.mortgage), ApplicationSide(role: "抵押人", parties: act.mortgagors ?? [], coOwners: true)]
        case .transferMortgage(let act): return [lenders(act.mortgage), ApplicationSide(role: "受让人", parties: act.to)]
        case .determineMortgage(let act): return [lenders(act.mortgage), bearers(act.mortgage)]
        case .changeRanks: return [ApplicationSide(role: "抵押权人", parties: mortgages.flatMap(\.mortgagees), anyOne: true), allOwners]
        case .endMortgage(let act): return act.reason.needsOrder ? [] : [lenders(act.mortgage)]
        case .grantEasement(let act): return [ApplicationSide(role: "地役权人", parties: act.holders), allOwners]
        case .grantResidence(let act): return [ApplicationSide(role: "居住权人", parties: act.holders), allOwners]
        case .endEasement(let act):
            let holders = easements.first { $0.entry.id == act.easement }?.holders ?? []
            return act.reason == .agreed || act.reason == .merged
                ? [ApplicationSide(role: "地役权人", parties: holders, entry: act.easement)] : []
        case .endResidence(let act):
            let holders = residences.first { $0.entry.id == act.residence }?.holders ?? []
            switch act.reason {
            case .agreed: return [ApplicationSide(role: "居住权人", parties: holders, entry: act.residence)]
            case .death: return [ApplicationSide(role: "权利人", parties: owners + holders, anyOne: true)]
            case .termEnded, .judgment: return []
            }
        case .reissue: return [ApplicationSide(role: "权利人", parties: owners, anyOne: true)]
        // On orders only: `orderOnly` says so; an expiry is a fact that anybody may point out.
        case .seize, .renewSeizure, .endSeizure, .lock, .unlock: return []
        }
    }

    private func objector(_ entry: EntryID) -> [PartyRef] { objections.first { $0.entry.id == entry }.map { [$0.applicant] } ?? [] }

    /// Giver and taker together; the taker alone where the right passed without a contract (条例 14 ¶2; 民法典 229, 230).
    private func transferSides(_ act: Transfer) -> [ApplicationSide] {
        let unchanged = Set(act.form == ownership?.form ? ownership?.holders ?? [] : [])
        let giving = Set(act.from.map(\.id))
        let takers = act.to.filter { !unchanged.contains($0) && !giving.contains($0.party.id) && !survives($0, act) }.map(\.party)
        let taking = ApplicationSide(role: "受让人", parties: takers)
        return act.cause.isUnilateral ? [taking] : [taking, ApplicationSide(role: "转让人", parties: act.from)]
    }

    /// Whoever owned beside a decedent, or beside whoever lost a suit, takes nothing while they have no more than was theirs; what becomes of that is for them to
    /// consent to (民法典 301, 1153).
    /// Joint owners have equal parts where nothing else is known of them (民法典 308, 309).
    private func survives(_ holder: Holder, _ act: Transfer) -> Bool {
        guard act.cause.passesFromNamed, let ownership,
            let before = ownership.holders.first(where: { $0.party.id == holder.party.id })
        else { return false }
        guard let after = holder.share else { return true }
        return (before.share ?? Share(1, Int64(ownership.holders.count))).map { !($0 < after) } ?? false
    }
}

extension Act {
    /// What an authority may ask for (嘱托): everything but what rests on the parties' own agreement.
    var mayBeOrdered: Bool {
        switch self {
        case .mortgage, .changeMortgage, .determineMortgage, .changeRanks, .giveNotice, .object, .recordSuit: false
        default: true
        }
    }

    /// What the registry may do by itself (依职权; 实施细则 17, 81): mend, close, and take note of what lapsed.
    var mayBeOfOffice: Bool {
        switch self {
        case .correct, .cancel, .endObjection, .endNotice, .endSeizure, .endEasement, .endResidence, .lock, .unlock, .seize, .renewSeizure:
            true
        case .change(let change): if case .description = change.matter { true } else { false }
        case .reissue(let reissue): reissue.reason == .newForm
        default: false
        }
    }
}
