/// Ownership, or the use right that stands in its place (所有权/用益物权 as the main right of a unit).
package struct Ownership: Hashable, Sendable, Codable {
    package var entry: Entry
    package var right: RightKind
    package var form: CoOwnership
    package var holders: [Holder]
    /// 登记原因, e.g. 买卖.
    package var cause: Cause
    /// 取得价格.
    package var price: Money?
}

/// A mortgage (抵押权; 民法典 394, 420).
package struct Mortgage: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable { case ordinary, maximumAmount }
    /// What it stands on (抵押不动产类型): a building under construction has rules of its own (实施细则 75–77).
    package enum Subject: String, Hashable, Sendable, Codable, CaseIterable {
        case land, landAndHouse, forest, underConstruction, sea, other
    }
    package var entry: Entry
    package var kind: Kind
    package var subject: Subject
    package var mortgagees: [PartyRef]
    package var mortgagors: [PartyRef]
    package var debtor: PartyRef?
    /// 被担保主债权数额, or 最高债权额 for a maximum-amount mortgage.
    package var amount: Money
    /// 债务履行期限, or 债权确定期间.
    package var from: LegalDate
    package var until: LegalDate
    /// 担保范围.
    package var scope: String
    /// 是否存在禁止或限制转让抵押不动产的约定 (民法典 406; 自然资发〔2021〕54号). nil: entered before the field existed.
    package var transferBan: Bool?
    /// 1 is paid first (民法典 414).
    package var rank: Int
    /// 最高额抵押权确定 (民法典 423): from then on an ordinary one.
    package var determined: Bool
    /// Joins the mortgages of several units that secure one debt; nil when it stands alone.
    package var jointDebt: String?
}

/// An advance notice (预告登记; 民法典 221).
package struct AdvanceNotice: Hashable, Sendable, Codable {
    /// 预告登记种类 YGDJZL.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case presalePurchase, transfer, presaleMortgage, mortgage

        package var securesMortgage: Bool { self == .presaleMortgage || self == .mortgage }
    }
    package var entry: Entry
    package var kind: Kind
    package var holders: [Holder]
    package var obligors: [PartyRef]
    /// 取得价格 or 被担保主债权数额.
    package var amount: Money
    /// The day on which the final registration became possible; it lapses 90 days later.
    package var registrableSince: LegalDate?
}

/// An objection (异议登记; 民法典 220).
package struct Objection: Hashable, Sendable, Codable {
    package var entry: Entry
    package var applicant: PartyRef
    package var matter: String
    /// The day on which proof of a suit was handed in; without it the objection lapses after 15 days.
    package var suitFiledOn: LegalDate?
}

/// A seizure (查封; 最高人民法院 查封规定 2020).
package struct Seizure: Hashable, Sendable, Codable {
    /// 查封类型 CFLX: whether it stands or waits is decided by its place in line.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable { case seizure, preSeizure }
    package var entry: Entry
    package var kind: Kind
    /// 查封机关.
    package var authority: String
    /// 查封文号.
    package var document: String
    package var from: LegalDate
    package var until: LegalDate
    /// The person against whom it is directed: for a pre-seizure the buyer of the unit.
    package var against: PartyRef?
    /// Place in line: 0 is in force, the rest wait (轮候查封, 查封规定 26).
    package var place: Int
}

/// An easement (地役权; 民法典 372).
package struct Easement: Hashable, Sendable, Codable {
    package var entry: Entry
    /// 需役地.
    package var dominant: UnitCode
    package var holders: [PartyRef]
    package var content: String
    package var from: LegalDate
    package var until: LegalDate?
}

/// A right of residence (居住权; 民法典 366).
package struct Residence: Hashable, Sendable, Codable {
    package enum Term: Hashable, Sendable, Codable { case until(LegalDate), lifetime }
    package var entry: Entry
    package var holders: [PartyRef]
    package var scope: String
    package var from: LegalDate
    package var term: Term
    package var paid: Bool
}

/// An administrative or risk lock (行政限制): who ordered it and why. Every lock and its lifting is an act.
package struct Lock: Hashable, Sendable, Codable {
    package var entry: Entry
    package var authority: String
    package var document: String
    package var reason: String
}

/// 登记原因: why the right came about. Stable kinds; the printed words lie in `chinese`.
package enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
    case sale, presaleHandover, gift, exchange, inheritance, bequest, divorcePartition, partition, spouseAdded, coOwnerChange
    case judgment, auction, contribution, merger, expropriation, newConstruction, landGrant, allocation, contract, other

    package var chinese: String {
        switch self {
        case .sale: "买卖"
        case .presaleHandover: "商品房买卖"
        case .gift: "赠与"
        case .exchange: "互换"
        case .inheritance: "继承"
        case .bequest: "受遗赠"
        case .divorcePartition: "离婚析产"
        case .partition: "共有物分割"
        case .spouseAdded: "夫妻间权利人变更"
        case .coOwnerChange: "共有人变化"
        case .judgment: "生效法律文书"
        case .auction: "司法拍卖"
        case .contribution: "作价出资(入股)"
        case .merger: "法人合并、分立"
        case .expropriation: "征收"
        case .newConstruction: "新建房屋"
        case .landGrant: "国有建设用地使用权出让"
        case .allocation: "国有建设用地使用权划拨"
        case .contract: "合同约定"
        case .other: "其他"
        }
    }
}
