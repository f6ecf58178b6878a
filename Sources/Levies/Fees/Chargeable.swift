package import Register

/// One 件 of the price list: one unit, one right, one kind of registration (发改价格规〔2016〕2559号 一(四)).
package struct Chargeable: Hashable, Sendable {
    /// What is asked of the register, as finely as the price list distinguishes it.
    package enum Matter: String, Hashable, Sendable, CaseIterable {
        case first, transfer
        /// 夫妻间不动产权利人变更.
        case spouseTransfer
        case change
        /// 权利人姓名、名称、身份证明类型或者身份证明号码变更.
        case holderDetails
        /// 同一权利人分割、合并.
        case splitOrMerge
        /// 行政区划调整导致街道、门牌号或者房屋名称变更.
        case renumbering
        case correction
        /// 登记机构错误导致的更正.
        case registryError
        case objection
        case mortgage, mortgageTransfer, mortgageChange
        case easement, residence
        /// 补发、换发.
        case reissue
        case advanceNotice, seizure, cancellation, restriction
    }

    /// What is registered, as the price list sorts it.
    package enum Premises: String, Hashable, Sendable, CaseIterable {
        /// A dwelling with its land.
        case dwelling
        /// 廉租住房、公共租赁住房、经济适用住房、棚户区改造安置住房.
        case subsidisedDwelling
        /// 车库、车位、储藏室 with a certificate of its own.
        case ancillary
        /// 车库、车位、储藏室 registered together with the dwelling.
        case ancillaryWithoutCertificate
        case homestead
        /// 土地承包经营权 of members of the collective.
        case contractedLand
        /// 林地、草地、水域、滩涂、国有农用地.
        case farmland
        /// 土地所有权: the price list names no fee for it.
        case landOwnership
        case other

        /// How a unit is sorted when nobody says more: garages can't be told from the national list of uses.
        package init(right: RightKind, use: String) {
            switch right {
            case .collectiveLandOwnership, .stateLandOwnership: self = .landOwnership
            case .homestead, .homesteadAndHouse: self = .homestead
            case .landContract, .landContractAndForest: self = .contractedLand
            case .forestLandUse, .forestLandUseAndForest, .grasslandUse, .waterFarming, .stateFarmUse: self = .farmland
            case .stateLandUseAndHouse, .collectiveLandUseAndHouse: self = CodeLists.isDwelling(use) ? .dwelling : .other
            // Land without a building isn't a dwelling even where one is planned (2559号 一(二)2).
            case .stateLandUse, .collectiveLandUse, .seaUse, .seaUseAndStructure, .islandUse, .islandUseAndStructure: self = .other
            case .easement, .mortgage, .residence: self = CodeLists.isDwelling(use) ? .dwelling : .other
            }
        }
    }

    package var matter: Matter
    package var premises: Premises
    /// Ownership certificates (不动产权证书) issued; proofs (不动产登记证明) are free and don't count.
    package var certificates: Int
    /// The one who pays is a small or micro enterprise or a sole trader (小微企业、个体工商户).
    package var smallEnterprise: Bool

    package init(_ matter: Matter, _ premises: Premises, certificates: Int = 1, smallEnterprise: Bool = false) {
        self.matter = matter
        self.premises = premises
        self.certificates = max(0, certificates)
        self.smallEnterprise = smallEnterprise
    }

    /// By whom the fee is owed (2559号 一(五)).
    package var payer: FeePayer {
        switch matter {
        case .mortgage, .mortgageTransfer, .mortgageChange: .mortgagee
        case .objection: .applicant
        default: .rightHolder
        }
    }
}

/// Who pays. Banks and developers may not pass their fees on to the buyer of a home (2559号 一(五)).
package enum FeePayer: String, Hashable, Sendable, Codable, CaseIterable {
    case rightHolder, mortgagee, applicant

    package var chinese: String {
        switch self {
        case .rightHolder: "权利人"
        case .mortgagee: "抵押权人"
        case .applicant: "申请人"
        }
    }
}
