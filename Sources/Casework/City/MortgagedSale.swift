import Cadastre
import Contracts
import Register

/// How a mortgaged unit of the first project is about to be sold: a story for each mode of docs/orders-and-money.md.
enum MortgagedSale: CaseIterable, Equatable {
    /// 同一银行: the bank that holds the mortgage lends to the buyer.
    case sameLender
    /// 跨银行: another bank takes over.
    case otherLender
    /// 组合贷款: the provident fund and another bank lend together, in the next rank.
    case newRank
    /// 企业间的非住宅.
    case workshop
    /// 全款: no new loan, the price pays the old one.
    case paid
    /// 双预告: another bank wants its place before it pays.
    case notices
    /// 债务转移: the buyer takes the old loan over, with the consent of the bank that holds the mortgage.
    case assumed

    var story: String {
        switch self {
        case .sameLender: "带押过户：买受人在原贷款银行贷款"
        case .otherLender: "带押过户：买受人在另一家银行贷款"
        case .newRank: "带押过户：买受人用公积金和商业组合贷款，新设顺位抵押"
        case .workshop: "带押过户：企业之间买卖厂房"
        case .paid: "带押过户：买受人全款，用房款还清原贷款"
        case .notices: "带押过户：买受人的贷款银行要求先办双预告，再转为正式登记"
        case .assumed: "带押过户：买受人承担原贷款，由原贷款银行同意"
        }
    }
}

extension ProjectLayout {
    /// The banks, the provident fund and the notary office that are played: all banks lend, the second supervises money as well.
    mutating func institutions() {
        for (index, bank) in plan.banks.enumerated() {
            lines.append(
                .institution(
                    CityInstitution(
                        name: bank.name, creditCode: bank.creditCode, kinds: index == 1 ? [.lender, .custodian] : [.lender], funds: Money(yuan: 50_000_000_000))))
        }
        enterprise(plan.fund, agent: 2 * (plan.banks.count + 1))
        lines.append(
            .institution(
                CityInstitution(name: plan.fund.name, creditCode: plan.fund.creditCode, kinds: [.lender], provident: true, funds: Money(yuan: 20_000_000_000))))
        enterprise(plan.notary, agent: 2 * (plan.banks.count + 2))
        lines.append(
            .institution(CityInstitution(name: plan.notary.name, creditCode: plan.notary.creditCode, kinds: [.custodian], funds: Money(yuan: 50_000_000))))
    }

    /// Who sells or buys in a story: named to the departments, with an account to sign in by.
    private struct Side {
        let holder: PartyRef
        let party: Housing.Party
        /// As people are counted in the project; for a firm, who acts for it.
        let person: Int
        let firm: PlannedFirm?
    }

    private func side(_ sale: MortgagedSale, _ number: Int, buys: Bool) -> Side? {
        let index = number * 2 + (buys ? 1 : 0)
        if sale == .workshop {
            let place = buys ? 1 : 0
            guard firms.indices.contains(place) else { return nil }
            let firm = plan.firms[place]
            return Side(holder: firms[place], party: Housing.Party(name: firm.name, identifier: "credit-code:\(firm.creditCode)"), person: index, firm: firm)
        }
        guard let holder = people[index] else { return nil }
        let person = plan.person(project.first * 2 + index)
        return Side(holder: holder, party: Housing.Party(name: person.name, identifier: "identity-card:\(person.identityNumber)"), person: index, firm: nil)
    }

    /// Sold, mortgaged to the first bank, and about to be sold on with the mortgage standing: contract filed, tax paid, loans approved.
    mutating func mortgagedSale(_ number: Int, _ sale: MortgagedSale) throws {
        guard let seller = side(sale, number, buys: false), let buyer = side(sale, number, buys: true) else { return }
        let bought = min(project.completed.adding(days: 30), plan.today.adding(days: -12))
        try sell(number, .sole, [Holder(party: seller.holder)], on: bought)
        try mortgage(
            number, owners: [seller.holder], to: banks[0], kind: .ordinary, years: sale == .workshop ? 10 : 20, transferBan: false, on: bought.adding(days: 5))
        for side in [seller, buyer] { introduce(side, buys: side.party == buyer.party, sale, number) }
        let unit = project.unitCode(number)
        let price = project.price(number)
        let serial = "DY\(plan.today.year)-\(CityIdentifiers.pad(project.first + number + 1, 7))"
        lines.append(
            .contract(
                Housing.Contract(
                    number: serial, unit: unit, project: nil, location: project.address(number), sellers: [seller.party], buyers: [buyer.party],
                    coOwnership: .sole, price: price, paid: .zero, area: project.survey(number).buildingArea,
                    paymentMethod: sale == .paid || sale == .assumed ? .full : .loan, filedOn: plan.today.adding(days: -7))))
        tax(number, sale, price: price, contract: serial, from: seller.party.identifier, by: buyer.party.identifier)
        for (index, loan) in loans(sale, price).enumerated() { approve(loan, number, index, to: buyer.party.identifier, years: sale == .workshop ? 10 : 20) }
    }

    private mutating func introduce(_ side: Side, buys: Bool, _ sale: MortgagedSale, _ number: Int) {
        let part = buys ? "买受人" : "出卖人"
        let unit = project.unitCode(number)
        if let firm = side.firm {
            enterprise(firm, agent: side.person)
            lines.append(.demo(CityDemo(name: firm.name, identityNumber: "", creditCode: firm.creditCode, story: "\(sale.story)（\(part)）", unit: unit)))
        } else {
            let person = plan.person(project.first * 2 + side.person)
            lines.append(.person(CityPerson(name: person.name, identityNumber: person.identityNumber, phone: person.phone)))
            if project.index == 0 { demo(side.person, "\(sale.story)（\(part)）", unit: unit) }
        }
    }

    /// A home sold on within two years bears value-added tax at 3 % (增值税法 10, 11, and its rules for small taxpayers); deed tax stands on
    /// the price without it: 1 % for a first home of at most 140 m², 1.5 % above (财政部 税务总局公告2024年第16号), 3 % for a workshop (契税法 3).
    private mutating func tax(_ number: Int, _ sale: MortgagedSale, price: Money, contract: String, from seller: String, by taxpayer: String) {
        let base = Money(fen: price.fen * 100 / 103)
        let perMille: Int64 = sale == .workshop ? 30 : project.survey(number).buildingArea.hundredths <= 14_000 ? 10 : 15
        lines.append(
            .receipt(
                Tax.DeedTaxReceipt.Answer(
                    number: "3360100\(CityIdentifiers.pad(95_000 + project.first + number, 11))", unit: project.unitCode(number), contract: contract,
                    contractPrice: price, base: base, tax: Money(fen: base.fen * perMille / 1_000), taxpayers: [taxpayer], status: .paid,
                    paidOn: plan.today.adding(days: -2),
                    sellerTaxes: CitySellerTaxes(seller: seller, price: price, isHome: sale != .workshop, serial: 95_000 + project.first + number).settled)))
    }

    // MARK: loans

    private struct Lent {
        let lender: PlannedFirm
        let amount: Money
        let provident: Bool
    }

    private func loans(_ sale: MortgagedSale, _ price: Money) -> [Lent] {
        // Whole thousands of yuan.
        func part(_ tenths: Int64) -> Money { Money(yuan: price.fen * tenths / 1_000 / 1_000 * 1_000) }
        switch sale {
        case .sameLender: return [Lent(lender: plan.banks[0], amount: part(5), provident: false)]
        case .otherLender, .workshop, .notices: return [Lent(lender: plan.banks[1], amount: part(5), provident: false)]
        case .newRank:
            return [Lent(lender: plan.fund, amount: part(3), provident: true), Lent(lender: plan.banks[1], amount: part(2), provident: false)]
        case .paid, .assumed: return []
        }
    }

    private mutating func approve(_ loan: Lent, _ number: Int, _ index: Int, to borrower: String, years: Int) {
        let serial = "\(plan.today.year)\(CityIdentifiers.pad(project.first + number + 1, 7))\(index + 1)"
        lines.append(
            .approval(
                CityApproval(
                    lender: loan.lender.creditCode,
                    approval: Lending.LoanApproval.Answer(
                        number: "SP\(serial)", unit: project.unitCode(number), borrowers: [borrower], status: .approved, amount: loan.amount, kind: "ordinary",
                        from: plan.today, until: plan.today.adding(years: years), scope: Self.scope, transferBan: false, provident: loan.provident,
                        contract: "JK\(serial)", contractDigest: nil, validUntil: plan.today.adding(days: 90)),
                    sealed: true)))
    }
}
