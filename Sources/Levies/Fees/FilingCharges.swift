package import Register

/// What the register can't know about a filing but the price depends on.
package struct FeeCircumstances: Hashable, Sendable {
    /// Applicants who are small or micro enterprises or sole traders, as the market authority says.
    package var smallEnterprises: Set<PartyID> = []
    /// A mortgage is free as well when every mortgagor is a small enterprise: both sides apply, and places read the relief so.
    package var smallBorrowerExempts = true
    /// Certificates issued for a unit: more than one when co-owners want one each (实施细则 21).
    package var certificates: [UnitCode: Int] = [:]
    /// Units that are sorted otherwise than their right and use say: garages, subsidised homes.
    package var premises: [UnitCode: Chargeable.Premises] = [:]
    /// A correction that the registry itself owes.
    package var registryError = false
    /// A change of the description that a new division of the place brought about.
    package var renumbering = false
    /// A change of the description by which the same holder splits or merges units.
    package var splitOrMerge = false
    package init() {}
}

extension Chargeable {
    /// The pieces (件) of a filing: one for each act, but the mortgages of one debt on one parcel count once (2559号 一(四)).
    package static func pieces(
        of acts: [UnitAct], on pages: [UnitCode: Folio], circumstances: FeeCircumstances = FeeCircumstances()
    ) -> [Chargeable] {
        var counted: Set<[String]> = []
        return acts.compactMap { item in
            if case .mortgage(let mortgage) = item.act, let debt = mortgage.jointDebt,
                !counted.insert([debt, item.unit.parcel]).inserted
            {
                return nil
            }
            return Chargeable(item, on: pages[item.unit], circumstances)
        }
    }

    private init(_ item: UnitAct, on page: Folio?, _ circumstances: FeeCircumstances) {
        let matter = Matter(item.act, circumstances)
        var right = page?.ownership?.right
        var use = page?.description.use ?? ""
        if case .firstRegistration(let first) = item.act {
            right = first.right
            use = first.description.use
        }
        // A unit without an owner's entry yet is a house in the making, if its code says so.
        let fallback: RightKind = item.unit.fixture == .building ? .stateLandUseAndHouse : .stateLandUse
        let premises = circumstances.premises[item.unit] ?? Premises(right: right ?? fallback, use: use)
        self.init(
            matter, premises, certificates: matter.issuesCertificate ? circumstances.certificates[item.unit] ?? 1 : 0,
            smallEnterprise: Self.isSmall(item.act, page, circumstances))
    }

    private static func isSmall(_ act: Act, _ page: Folio?, _ circumstances: FeeCircumstances) -> Bool {
        func all(_ parties: [PartyRef]) -> Bool {
            !parties.isEmpty && parties.allSatisfy { circumstances.smallEnterprises.contains($0.id) }
        }
        func mortgage(_ entry: EntryID) -> Mortgage? { page?.mortgages.first { $0.entry.id == entry } }
        let owners = page?.ownership?.holders.map(\.party) ?? []
        return switch act {
        case .firstRegistration(let act): all(act.holders.map(\.party))
        case .transfer(let act): all(act.to.map(\.party))
        case .mortgage(let act): all(act.mortgagees) || (circumstances.smallBorrowerExempts && all(act.mortgagors))
        case .transferMortgage(let act):
            all(act.to) || (circumstances.smallBorrowerExempts && all(mortgage(act.mortgage)?.mortgagors ?? []))
        case .grantEasement(let act): all(act.holders)
        case .object(let act): all([act.applicant])
        default: all(owners)
        }
    }
}

extension Chargeable.Matter {
    fileprivate init(_ act: Act, _ circumstances: FeeCircumstances) {
        self =
            switch act {
            case .firstRegistration: .first
            case .transfer(let act): act.cause == .spouseAdded ? .spouseTransfer : .transfer
            case .change(let act):
                switch act.matter {
                case .holderDetails: .holderDetails
                case .description: circumstances.renumbering ? .renumbering : circumstances.splitOrMerge ? .splitOrMerge : .change
                case .coOwnership, .landTerm: .change
                }
            case .cancel, .endMortgage, .endEasement, .endResidence, .endObjection: .cancellation
            case .correct: circumstances.registryError ? .registryError : .correction
            case .object: .objection
            case .giveNotice, .endNotice: .advanceNotice
            case .mortgage: .mortgage
            case .transferMortgage: .mortgageTransfer
            case .changeMortgage, .determineMortgage, .changeRanks: .mortgageChange
            case .seize, .renewSeizure, .endSeizure: .seizure
            case .grantEasement: .easement
            case .grantResidence: .residence
            case .recordSuit, .lock, .unlock: .restriction
            case .reissue: .reissue
            }
    }

    /// Mortgages, easements, residence, notices and objections are proved by 登记证明, whose paper is free (2559号 一(三)).
    fileprivate var issuesCertificate: Bool {
        switch self {
        case .first, .transfer, .spouseTransfer, .change, .holderDetails, .splitOrMerge, .renumbering, .correction, .registryError, .reissue: true
        case .objection, .mortgage, .mortgageTransfer, .mortgageChange, .easement, .residence, .advanceNotice, .seizure, .cancellation,
            .restriction: false
        }
    }
}
