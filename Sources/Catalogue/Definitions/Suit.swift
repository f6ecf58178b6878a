/// One of the facts that decide which of several services is right, and the values for which this one is.
package struct Suit: Hashable, Sendable {
    package let fact: SuitFact
    package let values: [String]
    /// Why the service isn't right for any other value, for citizens.
    package let otherwise: String
}

/// What ways to one end differ by. A closed set: the wizard asks these and nothing else, and knows of most of them from the register.
package enum SuitFact: String, CatalogueWord {
    /// Whether a mortgage stands on the unit, and how many.
    case mortgage
    /// How the right is to pass.
    case transfer
    /// Who lends to the taker.
    case loan
    /// What becomes of the debt that the standing mortgage secures.
    case debt
    /// Whether a ban on transfer is entered with the mortgage, or it is from before 2021, when its holder had to agree (民法典 406; 自然资发〔2021〕54号).
    case ban
    /// Whether a mortgage is for a maximum amount that isn't determined yet (民法典 421, 423).
    case undetermined
    /// Whether the lender wants its place before it pays out.
    case place
    /// Whether the buyer's and the lender's advance notices stand already.
    case notices

    package var chinese: String {
        switch self {
        case .mortgage: "房屋上现有的抵押权"
        case .transfer: "房屋怎样转移"
        case .loan: "取得房屋的一方是否贷款，由谁贷款"
        case .debt: "原贷款怎样处理"
        case .ban: "登记簿上有没有禁止转让的约定"
        case .undetermined: "有没有还没确定的最高额抵押"
        case .place: "贷款机构是否要求放款前先办理预告登记"
        case .notices: "是否已经办理买卖和抵押的预告登记"
        }
    }

    package var meaning: String {
        switch self {
        case .mortgage: "whether a mortgage stands on the unit"
        case .transfer: "how the right is to pass"
        case .loan: "who lends to the taker"
        case .debt: "what becomes of the debt that the standing mortgage secures"
        case .ban: "whether the register has a ban on transfer, or the mortgage is from before 2021"
        case .undetermined: "whether a mortgage is for a maximum amount that isn't determined"
        case .place: "whether the lender wants its place before it pays out"
        case .notices: "whether the buyer's and the lender's advance notices stand already"
        }
    }

    /// Whether people are asked for it. What only the register can say, and only says to those who have a part in the page, speaks against nothing for everybody else.
    package var isAsked: Bool { self != .undetermined }

    /// The values it can have, in the order in which they are offered.
    package var values: [FieldOption] {
        switch self {
        case .mortgage: [Self.value("none", "没有抵押"), Self.value("standing", "有抵押")]
        case .transfer:
            [
                Self.value("sale", "买卖"), Self.value("family", "夫妻间变更、离婚析产"), Self.value("inheritance", "继承、受遗赠"),
                Self.value("gift", "赠与、互换"),
            ]
        case .loan:
            [
                Self.value("none", "不贷款"), Self.value("standing-lender", "由现在的抵押权人贷款"),
                Self.value("other-lender", "由另一家银行或公积金中心贷款"), Self.value("both", "由现在的抵押权人和另一家机构一起贷款（组合贷款）"),
            ]
        case .debt:
            [
                Self.value("none", "没有原贷款"), Self.value("repaid", "用房款还清"), Self.value("assigned", "债权连同抵押权转让给新的贷款机构"),
                Self.value("stays", "不还清，过户后继续按期还贷"),
                Self.value("assumed", "不还清，由买受人承担并继续还贷"),
            ]
        case .ban: [Self.value("none", "没有"), Self.value("registered", "有，或者抵押权是2021年以前登记的")]
        case .undetermined: [Self.value("no", "没有"), Self.value("yes", "有")]
        case .place: [Self.value("yes", "要求"), Self.value("no", "不要求")]
        case .notices: [Self.value("none", "没有"), Self.value("standing", "已经办理")]
        }
    }

    private static func value(_ value: String, _ label: String) -> FieldOption { FieldOption(value: value, label: label, help: nil) }
}
