import Contracts
import Register

/// How a mortgaged home of the first project is about to pass without a sale (案例十六): a story for each mode of docs/orders-and-money.md
/// that has no price. Deed tax isn't declared yet: whoever takes does that at the bureau's page, which exempts where the law exempts.
enum MortgagedPassing: CaseIterable, Equatable {
    /// 夫妻间加名.
    case spouse
    /// 继承: the owner has died, and two inherit.
    case inheritance
    case gift

    /// - Parameter part: who plays it: 原权利人、配偶、继承人、受赠人.
    func story(_ part: String) -> String {
        switch self {
        case .spouse: "带押析产：给配偶加名，贷款照旧（\(part)）"
        case .inheritance: "带押继承：房主已故，两位继承人继续还贷（\(part)）"
        case .gift: "带押赠与：房屋赠与他人，受赠人继续还贷（\(part)）"
        }
    }
}

extension ProjectLayout {
    /// Sold, and mortgaged to the first bank: about to go to somebody else with the loan standing.
    mutating func mortgagedPassing(_ number: Int, _ way: MortgagedPassing) throws {
        guard let owner = people[number * 2] else { return }
        let bought = min(project.completed.adding(days: 30), plan.today.adding(days: -12))
        try sell(number, .sole, [Holder(party: owner)], on: bought)
        try mortgage(number, owners: [owner], to: banks[0], kind: .ordinary, years: 20, transferBan: false, on: bought.adding(days: 5))
        let first = plan.person((project.first + number) * 2)
        let second = plan.person((project.first + number) * 2 + 1)
        switch way {
        case .spouse:
            suggest(first, way.story("原权利人"), number)
            suggest(second, way.story("配偶"), number)
            lines.append(.marriage(CityMarriage(first: first.identityNumber, second: second.identityNumber, since: plan.today.adding(days: -2_000))))
        case .inheritance:
            lines.append(.person(CityPerson(name: first.name, identityNumber: first.identityNumber, phone: first.phone, alive: false)))
            // Heirs write the number of whoever has died; the dead sign in nowhere.
            lines.append(demo(first, way.story("去世的房主，不能登录，由继承人填写其证件号码"), number))
            suggest(second, way.story("继承人"), number)
            // The two people of each unit are taken: this one comes after everybody of the city and of the project that isn't here yet.
            suggest(plan.person((plan.units + plan.upcoming.size) * 2), way.story("另一位继承人"), number)
        case .gift:
            suggest(first, way.story("赠与人"), number)
            suggest(second, way.story("受赠人"), number)
        }
    }

    private mutating func suggest(_ person: PlannedPerson, _ story: String, _ number: Int) {
        lines.append(.person(CityPerson(name: person.name, identityNumber: person.identityNumber, phone: person.phone)))
        lines.append(demo(person, story, number))
    }

    private func demo(_ person: PlannedPerson, _ story: String, _ number: Int) -> CityRecord {
        .demo(CityDemo(name: person.name, identityNumber: person.identityNumber, creditCode: nil, story: story, unit: project.unitCode(number)))
    }
}
