/// 抵押权首次登记 (民法典 402; 实施细则 65–69).
package struct CreateMortgage: Hashable, Sendable, Codable {
    package var kind: Mortgage.Kind
    package var subject: Mortgage.Subject
    package var mortgagees: [PartyRef]
    package var mortgagors: [PartyRef]
    package var debtor: PartyRef?
    /// Those who owe it with the debtor; nil where nobody does.
    package var coDebtors: [PartyRef]?
    package var amount: Money
    package var from: LegalDate
    package var until: LegalDate
    package var scope: String
    package var transferBan: Bool
    package var jointDebt: String?
    /// The lender's advance notice that this mortgage fulfils: it keeps the notice's rank (担保制度解释 52).
    package var fulfils: EntryID?
    /// The maximum-amount mortgage, not determined yet, out of whose claims the one that is secured was assigned: what this one secures is taken off
    /// that one in the same filing, and it stands right behind it (实施细则 74 ¶2(二)).
    package var partOf: EntryID?
    package init(
        kind: Mortgage.Kind, subject: Mortgage.Subject, mortgagees: [PartyRef], mortgagors: [PartyRef], debtor: PartyRef?,
        coDebtors: [PartyRef]? = nil, amount: Money, from: LegalDate, until: LegalDate, scope: String, transferBan: Bool, jointDebt: String? = nil,
        fulfils: EntryID? = nil, partOf: EntryID? = nil
    ) {
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
        self.jointDebt = jointDebt
        self.fulfils = fulfils
        self.partOf = partOf
    }
}

/// 抵押权变更 (民法典 409): nil leaves a field as it is.
package struct ChangeMortgage: Hashable, Sendable, Codable {
    package var mortgage: EntryID
    package var mortgagors: [PartyRef]?
    package var debtor: PartyRef?
    /// Those who owe it with the new debtor; nothing without one.
    package var coDebtors: [PartyRef]?
    package var amount: Money?
    package var from: LegalDate?
    package var until: LegalDate?
    package var scope: String?
    package var transferBan: Bool?
    /// 在建建筑物抵押转为建筑物抵押, after the first registration (实施细则 77).
    package var subject: Mortgage.Subject?
    package init(
        mortgage: EntryID, mortgagors: [PartyRef]? = nil, debtor: PartyRef? = nil, coDebtors: [PartyRef]? = nil, amount: Money? = nil,
        from: LegalDate? = nil, until: LegalDate? = nil, scope: String? = nil, transferBan: Bool? = nil, subject: Mortgage.Subject? = nil
    ) {
        self.mortgage = mortgage
        self.mortgagors = mortgagors
        self.debtor = debtor
        self.coDebtors = coDebtors
        self.amount = amount
        self.from = from
        self.until = until
        self.scope = scope
        self.transferBan = transferBan
        self.subject = subject
    }
}

/// 抵押权转移 (民法典 407): only together with the debt it secures.
package struct TransferMortgage: Hashable, Sendable, Codable {
    package var mortgage: EntryID
    package var to: [PartyRef]
    /// Number or digest of the assignment of the debt.
    package var assignment: String
    /// Part of the claims was assigned, and the parties agreed that whoever takes it holds the mortgage with whoever held it before (民法典 421;
    /// 实施细则 74 ¶2(一)); nil otherwise.
    package var shared: Bool?
    package init(mortgage: EntryID, to: [PartyRef], assignment: String, shared: Bool? = nil) {
        self.mortgage = mortgage
        self.to = to
        self.assignment = assignment
        self.shared = shared
    }
}

/// 最高额抵押权确定登记 (民法典 423).
package struct DetermineMortgage: Hashable, Sendable, Codable {
    package var mortgage: EntryID
    package var amount: Money
    /// On what ground and since when; nil in entries of before it was asked for.
    package var determination: Determination?
    package init(mortgage: EntryID, amount: Money, determination: Determination? = nil) {
        self.mortgage = mortgage
        self.amount = amount
        self.determination = determination
    }
}

/// 抵押权顺位变更 (民法典 409): the mortgages of the page in their new order, all of them.
package struct ChangeRanks: Hashable, Sendable, Codable {
    package var order: [EntryID]
    package init(order: [EntryID]) { self.order = order }
}

/// 抵押权注销 (民法典 393).
package struct EndMortgage: Hashable, Sendable, Codable {
    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable { case debtPaid, enforced, waived, judgment, auction }
    package var mortgage: EntryID
    package var reason: Reason
    package init(mortgage: EntryID, reason: Reason) {
        self.mortgage = mortgage
        self.reason = reason
    }
}
