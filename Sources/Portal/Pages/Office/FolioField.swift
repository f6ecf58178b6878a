import Casework
import Register

/// One labelled value of a register page, with a key that stays the same while the thing it describes does.
struct FolioField: Hashable, Sendable {
    let section: String
    /// What the section is about, e.g. `mortgage/20261123000001-1`: two mortgages are two sections.
    let sectionKey: String
    let label: String
    let value: String

    /// Every field of a page, in the order in which the register prints them.
    /// - Parameter names: how parties are called for this reader.
    static func all(of folio: Folio, names: [PartyID: String]) -> [FolioField] {
        var fields: [FolioField] = []
        func name(_ party: PartyRef) -> String { names[party.id] ?? "—" }
        func list(_ parties: [PartyRef]) -> String { parties.map(name).joined(separator: "、") }
        func shares(_ holders: [Holder]) -> String { holders.map { name($0.party) + ($0.share.map { "(\($0))" } ?? "") }.joined(separator: "、") }
        func add(_ section: String, _ key: String, _ rows: [(String, String?)]) {
            for (label, value) in rows {
                guard let value, !value.isEmpty else { continue }
                fields.append(FolioField(section: section, sectionKey: key, label: label, value: value))
            }
        }
        let description = folio.description
        add("自然状况", "natural", [
            ("单元状态", folio.standing == .planned ? "预测" : folio.standing == .built ? "已建成" : "已注销"),
            ("坐落", description.location), ("用途", CodeLists.uses[description.use] ?? description.use),
            ("权利性质", CodeLists.landNatures[description.landNature] ?? description.landNature),
            ("建筑面积", description.buildingArea > .zero ? "\(description.buildingArea.description) 平方米" : nil),
            ("专有面积", description.innerArea > .zero ? "\(description.innerArea.description) 平方米" : nil),
            ("分摊面积", description.sharedArea > .zero ? "\(description.sharedArea.description) 平方米" : nil),
            ("所在层/总层数", description.storey.flatMap { storey in description.storeys.map { "\(storey)/\($0)" } }),
            ("竣工时间", description.completed?.chinese), ("土地使用期限至", description.landTermUntil?.chinese),
            ("面积来源", description.surveyed ? "实测" : "预测"),
        ])
        if let ownership = folio.ownership {
            add("权利", "ownership", [
                ("权利类型", ownership.right.chinese), ("权利人", shares(ownership.holders)), ("共有情况", ownership.form.chinese),
                ("登记原因", ownership.cause.chinese), ("取得价格", ownership.price.map { "¥ \($0.description)" }),
                ("业务号", ownership.entry.id.text),
            ])
        }
        for mortgage in folio.mortgages {
            add("抵押权", "mortgage/\(mortgage.entry.id.text)", [
                ("业务号", mortgage.entry.id.text), ("抵押权人", list(mortgage.mortgagees)), ("抵押人", list(mortgage.mortgagors)),
                ("债务人", mortgage.debtors.isEmpty ? nil : list(mortgage.debtors)),
                ("抵押方式", mortgage.kind.chinese), ("抵押物", mortgage.subject.chinese), ("债权数额", "¥ \(mortgage.amount.description)"),
                ("债务履行期限", "\(mortgage.from.description) 至 \(mortgage.until.description)"), ("担保范围", mortgage.scope),
                ("禁止或限制转让的约定", mortgage.transferBan.map { $0 ? "有" : "无" }), ("顺位", "\(mortgage.rank)"),
                ("最高额抵押", mortgage.determined ? mortgage.determination.map { "已确定：\($0.chinese)" } ?? "已确定" : nil),
            ])
        }
        for notice in folio.notices {
            add("预告登记", "notice/\(notice.entry.id.text)", [
                ("业务号", notice.entry.id.text), ("种类", notice.kind.chinese), ("权利人", shares(notice.holders)), ("义务人", list(notice.obligors)),
                ("金额", "¥ \(notice.amount.description)"),
            ])
        }
        for objection in folio.objections {
            add("异议登记", "objection/\(objection.entry.id.text)", [
                ("业务号", objection.entry.id.text), ("申请人", name(objection.applicant)), ("异议事项", objection.matter),
                ("起诉日期", objection.suitFiledOn?.chinese),
            ])
        }
        for seizure in folio.seizures {
            add("查封", "seizure/\(seizure.entry.id.text)", [
                ("业务号", seizure.entry.id.text), ("位次", seizure.place == 0 ? "查封" : "轮候查封第\(seizure.place)位"), ("查封机关", seizure.authority),
                ("文号", seizure.document), ("期限", "\(seizure.from.description) 至 \(seizure.until.description)"),
            ])
        }
        for lock in folio.locks {
            add("限制", "lock/\(lock.entry.id.text)", [
                ("业务号", lock.entry.id.text), ("机关", lock.authority), ("文号", lock.document), ("原因", lock.reason),
            ])
        }
        for residence in folio.residences {
            add("居住权", "residence/\(residence.entry.id.text)", [
                ("业务号", residence.entry.id.text), ("居住权人", list(residence.holders)), ("范围", residence.scope), ("期限", residence.term.chinese),
            ])
        }
        for easement in folio.easements {
            add("地役权", "easement/\(easement.entry.id.text)", [
                ("业务号", easement.entry.id.text), ("地役权人", list(easement.holders)), ("需役地", easement.dominant.grouped), ("内容", easement.content),
                ("期限", "\(easement.from.description) 至 \(easement.until?.description ?? "长期")"),
            ])
        }
        return fields
    }
}
