import Register

/// What 不动产登记证明 say of what is no mortgage (实施细则 20; the form's fields are the national ones).
extension CertificateFacts {
    /// Of the entry that a filing made; nil if it is none of these.
    static func proof(of entry: EntryID, on folio: Folio, names: [PartyID: NamedParty]) -> CertificateFacts? {
        func list(_ parties: [PartyRef]) -> String { parties.map { names[$0.id]?.name ?? "" }.joined(separator: "、") }
        let owners = folio.ownership?.holders.map(\.party) ?? []
        func proof(_ matter: String, _ right: String, _ holders: [PartyRef], _ obligors: [PartyRef], _ other: [String], _ remarks: String) -> CertificateFacts {
            CertificateFacts(
                title: "不动产登记证明", holders: list(holders), coOwnership: "", matter: matter, obligor: list(obligors), location: folio.description.location,
                rightKind: right, rightNature: "", use: "", area: "", term: "", other: other.joined(separator: "\n"), remarks: remarks)
        }
        if let notice = folio.notices.first(where: { $0.entry.id == entry }) {
            return proof(
                "预告登记（\(notice.kind.chinese)）", "预告登记", notice.holders.map(\.party), notice.obligors,
                ["\(notice.kind.securesMortgage ? "被担保主债权数额" : "取得价格")：人民币\(notice.amount)元"],
                "自能够进行不动产登记之日起九十日内未申请登记的，预告登记失效。")
        }
        if let objection = folio.objections.first(where: { $0.entry.id == entry }) {
            return proof(
                "异议登记", "异议登记", [objection.applicant], owners, ["异议事项：\(objection.matter)"],
                "自异议登记之日起十五日内（至\(objection.lastDayToSue.chinese)）不提起诉讼的，异议登记失效。")
        }
        if let residence = folio.residences.first(where: { $0.entry.id == entry }) {
            return proof(
                "居住权", RightKind.residence.chinese, residence.holders, owners,
                ["居住范围：\(residence.scope)", "居住期限：\(residence.from.chinese)起，\(residence.term.chinese)", residence.paid ? "有偿设立" : "无偿设立"],
                "居住权不得转让、继承；设立居住权的住宅不得出租，但是当事人另有约定的除外。")
        }
        if let easement = folio.easements.first(where: { $0.entry.id == entry }) {
            return proof(
                "地役权", RightKind.easement.chinese, easement.holders, owners,
                [
                    "供役地：\(folio.unit.grouped)", "需役地：\(easement.dominant.grouped)", "地役权内容：\(easement.content)",
                    "利用期限：\(easement.from.chinese)起\(easement.until.map { "至\($0.chinese)止" } ?? "，未约定届满日")",
                ], "地役权不得单独转让、抵押。")
        }
        return nil
    }
}
