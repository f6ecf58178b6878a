/// Ownership, or the use right that stands in its place (所有权/用益物权 as the main right of a unit).
package struct Ownership: Hashable, Sendable, Codable {
    package var entry: Entry
    package var right: RightKind
    package var form: CoOwnership
    package var holders: [Holder]
    /// 登记原因, e.g. 买卖.
    package var cause: Cause
    /// 取得价格.
    package var price: Money?
    /// The day on which the right passed before it was entered (民法典 229); nil where the entry made it pass (民法典 214).
    package var passedOn: LegalDate?

    package init(
        entry: Entry, right: RightKind, form: CoOwnership, holders: [Holder], cause: Cause, price: Money?, passedOn: LegalDate? = nil
    ) {
        self.passedOn = passedOn
        self.entry = entry
        self.right = right
        self.form = form
        self.holders = holders
        self.cause = cause
        self.price = price
    }
}

/// 登记原因: why the right came about. Stable kinds; the printed words lie in `chinese`.
package enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
    case sale, presaleHandover, gift, exchange, inheritance, bequest, divorcePartition, partition, spouseAdded, coOwnerChange
    case judgment, auction, courtSale, debtSettlement, contribution, merger, expropriation, newConstruction, landGrant, allocation, contract, other

    package var chinese: String {
        switch self {
        case .sale: "买卖"
        case .presaleHandover: "商品房买卖"
        case .gift: "赠与"
        case .exchange: "互换"
        case .inheritance: "继承"
        case .bequest: "受遗赠"
        case .divorcePartition: "离婚析产"
        case .partition: "共有物分割"
        case .spouseAdded: "夫妻间权利人变更"
        case .coOwnerChange: "共有人变化"
        case .judgment: "生效法律文书"
        case .auction: "司法拍卖"
        case .courtSale: "司法变卖"
        case .debtSettlement: "裁定以物抵债"
        case .contribution: "作价出资(入股)"
        case .merger: "法人合并、分立"
        case .expropriation: "征收"
        case .newConstruction: "新建房屋"
        case .landGrant: "国有建设用地使用权出让"
        case .allocation: "国有建设用地使用权划拨"
        case .contract: "合同约定"
        case .other: "其他"
        }
    }
}
