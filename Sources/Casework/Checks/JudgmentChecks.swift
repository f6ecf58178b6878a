import Register

/// The judgment or the award takes the right from owners by the register, whom it names; nobody who isn't named loses anything by somebody else's suit
/// (民法典 229; 物权编解释(一) 7). Whether the document says so two officials read in it.
struct JudgmentNamesLosers: Check {
    static let name = "judgment-names-losers"
    static let statute = "《民法典》第二百二十九条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        guard let losers = facts.losers else { return [] }
        let applying = Set(facts.applicants.map(\.party.ref.id))
        var found = losers.unknown.map {
            finding(
                "登记簿上没有证件号码尾号\($0)的权利人。", remedy: "请按法律文书核对失去权利的人的证件号码；登记簿上的号码有误的，请先申请更正登记。", materials: ["judgment", "register"])
        }
        if losers.isNobody { found.append(finding("还没有写明法律文书确认失去权利的权利人。", remedy: "请填写失去权利的权利人的证件号码。", materials: ["judgment"])) }
        for owner in losers.owners where applying.contains(owner.ref.id) {
            found.append(
                finding(
                    "证件号码尾号\(owner.identifier.suffix(4))的权利人自己参加了本次申请。", remedy: "请只填写法律文书确认失去权利的人；仍是共有人的不用填写。", materials: ["judgment", "register"]))
        }
        return found
    }
}
