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
    /// Those who owe it with the debtor (民法典 518); nil where nobody does.
    package var coDebtors: [PartyRef]?
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
    /// Why and since when; nil before, and where it was entered before that was asked for.
    package var determination: Determination?
    /// Joins the mortgages of several units that secure one debt; nil when it stands alone.
    package var jointDebt: String?

    /// Everybody who owes it.
    package var debtors: [PartyRef] { (debtor.map { [$0] } ?? []) + (coDebtors ?? []) }

    /// Another debtor takes the place of all who owed it before.
    mutating func owe(_ act: ChangeMortgage) {
        guard let debtor = act.debtor else { return }
        self.debtor = debtor
        coDebtors = act.coDebtors
    }

    package init(
        entry: Entry, kind: Kind, subject: Subject, mortgagees: [PartyRef], mortgagors: [PartyRef], debtor: PartyRef?, coDebtors: [PartyRef]? = nil, amount: Money,
        from: LegalDate, until: LegalDate, scope: String, transferBan: Bool?, rank: Int, determined: Bool = false,
        determination: Determination? = nil, jointDebt: String? = nil
    ) {
        self.entry = entry
        self.kind = kind
        self.subject = subject
        self.mortgagees = mortgagees
        self.mortgagors = mortgagors
        self.debtor = debtor
        self.coDebtors = coDebtors
        self.amount = amount
        self.from = from
        self.until = until
        self.scope = scope
        self.transferBan = transferBan
        self.rank = rank
        self.determined = determined
        self.determination = determination
        self.jointDebt = jointDebt
    }
}
