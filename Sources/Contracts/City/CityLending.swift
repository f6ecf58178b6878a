package import Register

/// A bank, a provident fund, a notary office or a court that is played, with keys and pages of its own; and accounts, where it has money.
package struct CityInstitution: Codable, Hashable, Sendable {
    package var name: String
    package var creditCode: String
    /// What it is connected as: `lender`, `custodian`, or both; `court`.
    package var kinds: [Department]
    /// 住房公积金管理中心.
    package var provident: Bool
    /// Money of its own at the start.
    package var funds: Money
    package init(name: String, creditCode: String, kinds: [Department], provident: Bool = false, funds: Money) {
        self.name = name
        self.creditCode = creditCode
        self.kinds = kinds
        self.provident = provident
        self.funds = funds
    }
}

/// The loans behind the mortgages on one parcel's units: a line for a whole project. What is owed on a day follows from the terms.
package struct CityLoans: Codable, Hashable, Sendable {
    /// 宗地代码, with which the units' codes begin.
    package var parcel: String
    /// Credit codes of the lenders, which the loans name by their place in the list.
    package var lenders: [String]
    package var loans: [CityLoan]
    package init(parcel: String, lenders: [String], loans: [CityLoan]) {
        self.parcel = parcel
        self.lenders = lenders
        self.loans = loans
    }
}

/// One loan, written as a list without names, because a large city has half a million of them.
package struct CityLoan: Hashable, Sendable {
    /// The unit's code after the parcel's.
    package var unit: String
    package var lender: Int
    /// 不动产证明号 of the mortgage.
    package var proof: String
    package var amount: Money
    package var from: LegalDate
    package var months: Int
    package init(unit: String, lender: Int, proof: String, amount: Money, from: LegalDate, months: Int) {
        self.unit = unit
        self.lender = lender
        self.proof = proof
        self.amount = amount
        self.from = from
        self.months = months
    }
}

extension CityLoan: Codable {
    package init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        unit = try list.decode(String.self)
        lender = try list.decode(Int.self)
        proof = try list.decode(String.self)
        amount = try list.decode(Money.self)
        from = try list.decode(LegalDate.self)
        months = try list.decode(Int.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try list.encode(unit)
        try list.encode(lender)
        try list.encode(proof)
        try list.encode(amount)
        try list.encode(from)
        try list.encode(months)
    }
}

/// A loan that a lender has been asked for.
package struct CityApproval: Codable, Hashable, Sendable {
    /// Credit code.
    package var lender: String
    /// `contractDigest` is the lender's to say: nil here.
    package var approval: Lending.LoanApproval.Answer
    /// Whether the lender has sealed the contract.
    package var sealed: Bool
    package init(lender: String, approval: Lending.LoanApproval.Answer, sealed: Bool) {
        self.lender = lender
        self.approval = approval
        self.sealed = sealed
    }
}
