package import Register

/// What whoever deals with a mortgaged unit should know before they begin, from its own page: each with the law it rests on.
package struct ModeNote: Hashable, Sendable {
    package let says: String
    package let statute: String
}

extension Folio {
    /// In the order of how much they stand in the way. For those alone who have a part in the page.
    package func modeNotes(on day: LegalDate) -> [ModeNote] {
        var notes: [ModeNote] = []
        func note(_ says: String, _ statute: String) { notes.append(ModeNote(says: says, statute: statute)) }
        if !seizures.isEmpty { note("房屋已被查封，解除以前不能转移。", "《城市房地产管理法》第三十八条第（二）项") }
        if !locks.isEmpty { note("房屋被依法限制交易，解除以前不能转移。", "《不动产登记暂行条例》第二十二条") }
        if objections.contains(where: { !$0.hasLapsed(on: day) }) { note("有异议登记，继续办理的须承诺自行承担风险。", "《不动产登记暂行条例实施细则》第八十四条") }
        for mortgage in mortgages {
            let which = mortgages.count == 1 ? "抵押权" : "第\(mortgage.rank)顺位抵押权"
            if mortgage.subject == .underConstruction { note("\(which)是在建建筑物抵押，先注销或者转为建筑物抵押。", "《不动产登记暂行条例实施细则》第七十五条、第七十七条") }
            if mortgage.isBeforeCivilCode {
                note("\(which)是2021年以前登记的，转让须经抵押权人同意。", "自然资发〔2021〕54号")
            } else if mortgage.transferBan == true {
                note("\(which)登记了禁止转让的约定，须由抵押权人参加申请。", "《民法典》第四百零六条；法释〔2020〕28号第四十三条")
            }
            if mortgage.kind == .maximumAmount, !mortgage.determined {
                note("\(which)是最高额抵押，转让或者变更为普通贷款以前，先办理最高额抵押权确定登记。", "《民法典》第四百二十一条、第四百二十三条")
            }
        }
        if mortgages.count > 1 { note("共有\(mortgages.count)项抵押权；变更不利于顺位在后的抵押权人的，须其书面同意。", "《民法典》第四百零九条") }
        if !residences.isEmpty { note("房屋上登记有居住权，买受人和贷款机构须确认知晓。", "《民法典》第三百六十六条") }
        return notes
    }
}
