package import Contracts
package import Register

/// 联审查明、裁定未列明支付的欠费: what the review before a sale found to be owed on the unit, less what the ruling says that the court paid of it out of the proceeds
/// (案例十二; 网络司法拍卖规定 6, 13). It hinders no registration: the court hears of it, and the winner reads it.
package struct OpenArrears: Hashable, Sendable {
    /// 委托函号 of the review.
    package let review: String
    package let items: [Court.ArrearsOpen.Item]
    /// Departments that haven't answered, or have no record of the unit: that isn't to say that nothing is owed.
    package let unknown: [Court.Debt]
    /// Payments that the ruling lists without it being clear for which debt.
    package let unassigned: [Court.AuctionRuling.Paid]

    /// Everything that was found is listed as paid, and nothing is left to ask.
    package var isNothing: Bool { items.isEmpty && unknown.isEmpty && unassigned.isEmpty }
    /// Something is for the court to see to, or to say more clearly.
    package var isOpen: Bool { !items.isEmpty || !unassigned.isEmpty }
    package var total: Money { items.reduce(.zero) { $0 + $1.open } }

    /// - Parameters:
    ///   - review: 委托函号.
    ///   - parts: what each department has said so far, by the contract's name.
    init(review: String, parts: [String: ReviewPart], paid: [Court.AuctionRuling.Paid]) {
        let settled = Dictionary(grouping: paid.filter { $0.settles != nil }) { $0.settles }.mapValues { $0.reduce(Money.zero) { $0 + $1.amount } }
        var items: [Court.ArrearsOpen.Item] = []
        var unknown: [Court.Debt] = []
        for source in ReviewSource.all {
            guard let debt = source.debt else { continue }
            let part = parts[source.name]
            guard part?.state == .answered, let owed = source.owed(part?.answer ?? "") else {
                unknown.append(debt)
                continue
            }
            let item = Court.ArrearsOpen.Item(
                debt: debt, department: source.department.chinese, found: owed.amount, paid: settled[debt] ?? .zero, until: owed.until)
            if item.open > .zero { items.append(item) }
        }
        self.review = review
        self.items = items
        // What the court has paid is its own reckoning with whoever it paid: whether the department has answered is no matter then.
        self.unknown = unknown.filter { settled[$0] == nil }
        unassigned = paid.filter { $0.settles == nil }
    }

    /// What is open, item by item, in words.
    package var list: String {
        items.map { item in
            let part = item.paid > .zero ? "（查明\(item.found)元，裁定列明已付\(item.paid)元）" : ""
            return "\(item.debt.chinese)\(item.open)元\(part)" + (item.until.map { "（计算至\($0.chinese)）" } ?? "")
        }.joined(separator: "、")
    }

    /// For the court: what is open, what isn't known, and what it may do.
    package var said: String {
        var sentences: [String] = []
        if !items.isEmpty { sentences.append("联审（\(review)）查明而裁定没有列明从拍卖款中支付的欠费：\(list)") }
        if !unknown.isEmpty { sentences.append("\(unknown.map(\.chinese).joined(separator: "、"))尚未查明，不表示没有欠费") }
        if !unassigned.isEmpty {
            sentences.append("付给\(unassigned.map { "\($0.to)的\($0.amount)元" }.joined(separator: "、"))没有写明是哪一项欠费")
        }
        if sentences.isEmpty { return "" }
        return sentences.joined(separator: "；") + "。" + (isOpen ? "已经支付的，请以更正后的裁定再次送达；不影响办理过户登记。" : "")
    }
}
