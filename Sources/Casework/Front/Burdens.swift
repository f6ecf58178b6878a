package import Catalogue
import Identity
package import Register

/// 登记簿上的负担: what stands on the case's pages, as those read it who sign that they have seen it (民法典 366, 369, 406; 登记资料查询暂行办法 20).
///
/// Whoever buys by the filed contract, lends on it or holds a mortgage there is concerned; what they are shown is what stands and for how long: neither sums
/// nor natural persons' names in full, and of a seizure that it stands (个人信息保护法 6).
package struct Burden: Hashable, Sendable {
    package let title: String
    package let detail: String
}

extension CaseFacts {
    /// - Returns: nil for whom it doesn't concern; empty where nothing stands.
    package func burdens(for party: PartyID, of service: ServiceDefinition) -> [Burden]? {
        concerns(party, service) ? units.flatMap(Self.burdens) : nil
    }

    /// By what the contract, a lender's own approval and the register say, not by the role that somebody took.
    private func concerns(_ party: PartyID, _ service: ServiceDefinition) -> Bool {
        let own = applicants.filter { $0.party.ref.id == party && $0.role != Self.consenting }
        return own.contains { applicant in
            let known = service.role(applicant.role)?.knownAs ?? []
            if known.contains(.contractBuyer), contract?.buyers.contains(where: { $0.identifier == applicant.party.identifier }) == true { return true }
            if known.contains(.loanLender), loans.contains(where: { $0.lender.ref.id == party }) { return true }
            return known.contains(.mortgagee) && !mortgages(heldBy: party).isEmpty
        }
    }

    private static func burdens(_ unit: UnitFacts) -> [Burden] {
        let names = Dictionary((unit.owners + unit.others).map { ($0.ref.id, $0.ref.masked($0.name)) }) { first, _ in first }
        func list(_ parties: [PartyRef]) -> String { parties.map { names[$0.id] ?? "登记簿记载的权利人" }.joined(separator: "、") }
        let folio = unit.folio
        var burdens = folio.mortgages.map { mortgage in
            let ban = mortgage.transferBan.map { $0 ? "有禁止或限制转让的约定" : "没有禁止或限制转让的约定" } ?? "是否禁止或限制转让没有记载"
            return Burden(title: "第\(mortgage.rank)顺位抵押权", detail: "\(mortgage.kind.chinese)；抵押权人：\(list(mortgage.mortgagees))；\(ban)")
        }
        burdens += folio.seizures.map { Burden(title: $0.chinese, detail: "人民法院等有权机关已办理\($0.chinese)登记") }
        burdens += folio.residences.map {
            Burden(title: "居住权", detail: "居住权人：\(list($0.holders))；范围：\($0.scope)；期限：\($0.from.chinese)起，\($0.term.chinese)")
        }
        burdens += folio.easements.map { Burden(title: "地役权", detail: "\($0.content)；\($0.until.map { "至\($0.chinese)" } ?? "没有记载期限")") }
        burdens += folio.notices.map { Burden(title: $0.kind.chinese, detail: "权利人：\(list($0.holders.map(\.party)))") }
        burdens += folio.objections.map { _ in Burden(title: "异议登记", detail: "登记簿上有异议，处分须自担风险") }
        burdens += folio.locks.map { _ in Burden(title: "限制", detail: "登记簿上有限制处分的记载") }
        return burdens
    }
}
