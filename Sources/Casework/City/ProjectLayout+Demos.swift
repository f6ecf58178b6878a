import Contracts
import Register

/// Whom the sign-in of the played departments suggests to whoever tries the system out.
extension ProjectLayout {
    mutating func demo(_ index: Int, _ story: String, unit: UnitCode? = nil) {
        let person = plan.person(project.first * 2 + index)
        if index == 14 || index == 16 { lines.append(.person(CityPerson(name: person.name, identityNumber: person.identityNumber, phone: person.phone))) }
        lines.append(.demo(CityDemo(name: person.name, identityNumber: person.identityNumber, creditCode: nil, story: story, unit: unit)))
    }

    /// The developer, lenders and courts of the first project.
    mutating func suggestOrganisations() {
        lines.append(
            .demo(CityDemo(name: project.developer.name, identityNumber: "", creditCode: project.developer.creditCode, story: "开发企业：导入“\(plan.upcoming.name)”的房屋清单，申请首次登记")))
        lines.append(.demo(CityDemo(name: plan.banks[0].name, identityNumber: "", creditCode: plan.banks[0].creditCode, story: "贷款机构：与房主共同办理抵押登记、抵押注销")))
        lines.append(.demo(CityDemo(name: plan.banks[1].name, identityNumber: "", creditCode: plan.banks[1].creditCode, story: "贷款机构（兼资金监管）：贷款给买受人，监管购房款")))
        lines.append(.demo(CityDemo(name: plan.fund.name, identityNumber: "", creditCode: plan.fund.creditCode, story: "公积金贷款机构：贷款给买受人，与其共同办理抵押登记")))
        for court in [plan.courts[0], plan.courts[plan.courts.count - 1]] {
            lines.append(.demo(CityDemo(name: court.name, identityNumber: "", creditCode: court.creditCode, story: "人民法院：查封、续封、解封，拍前联审，送达成交裁定")))
        }
    }
}
