/// What a right can come about by, and pass by.
extension Cause {
    /// The taker applies alone (条例 14 ¶2): inheritance, bequest, a judgment or auction already effective.
    var isUnilateral: Bool {
        switch self {
        case .inheritance, .bequest, .judgment, .auction, .courtSale, .debtSettlement, .expropriation: true
        default: false
        }
    }

    /// The taker steps into the former holder's place by law, burdens and all (民法典 230, 67): no disposal, so nobody has to agree.
    var isSuccession: Bool {
        switch self {
        case .inheritance, .bequest, .merger: true
        default: false
        }
    }

    /// Only what those who are named in the act had passes, without their applying: the dead by law (民法典 230, 1122), whoever lost a suit by the document
    /// (民法典 229).
    var passesFromNamed: Bool {
        switch self {
        case .inheritance, .bequest, .judgment, .auction, .courtSale, .debtSettlement: true
        default: false
        }
    }

    /// Causes of a transfer (实施细则 27, 38).
    var passesRight: Bool {
        switch self {
        case .newConstruction, .landGrant, .allocation: false
        default: true
        }
    }

    /// Causes of a first registration (实施细则 24): what passes from a registered holder is no first registration.
    var startsRight: Bool {
        switch self {
        case .sale, .presaleHandover, .gift, .exchange, .divorcePartition, .spouseAdded, .coOwnerChange: false
        default: true
        }
    }
}

extension RightKind {
    /// 土地所有权 is no merchandise (宪法 10; collectives exchange and merge it, 实施细则 31); a bare homestead isn't either
    /// (民法典 363; 土地管理法 62).
    func isTransferable(by cause: Cause) -> Bool {
        switch self {
        case .collectiveLandOwnership, .stateLandOwnership:
            switch cause {
            case .exchange, .merger, .judgment, .expropriation, .other: true
            default: false
            }
        case .homestead:
            switch cause {
            case .sale, .presaleHandover, .gift, .contribution, .auction, .courtSale, .debtSettlement: false
            default: true
            }
        default: true
        }
    }

    /// 民法典 399: neither land ownership nor, outside the pilot counties, homesteads.
    func isMortgageable(_ practice: LocalPractice) -> Bool {
        switch self {
        case .collectiveLandOwnership, .stateLandOwnership: false
        case .homestead, .homesteadAndHouse: practice.homesteadMortgage
        default: true
        }
    }
}

extension Mortgage.Subject {
    /// 抵押不动产类型 and what the unit is (GB/T 37346 characters 14 and 20).
    func fits(_ unit: UnitCode) -> Bool {
        let sea = unit.use == .sea || unit.use == .island
        return switch self {
        case .land: unit.fixture == .none && !sea
        case .landAndHouse: unit.fixture == .building || unit.fixture == .other
        case .forest: unit.fixture == .forest || unit.use == .forest || unit.use == .contractedForest
        case .underConstruction: unit.fixture == .building || unit.fixture == .none
        case .sea: sea
        case .other: true
        }
    }
}
