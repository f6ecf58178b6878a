import Contracts
import Escrow
import Register

/// The picture of an order: parties, then the money from left to right (from top to bottom on a phone). Everything in it is text in lists,
/// so it reads aloud as it stands; arrows are decoration. The same stands in a table below.
enum OrderMarkup {
    static func section(_ picture: OrderPicture) -> Markup {
        """
        <section class="card order" aria-labelledby="order-title"><h2 id="order-title">办理全景</h2><p class="order-next" role="status"><b>接下来：</b>\(picture.next)</p>\(picture.payIn.markup(payIn))
        <ul class="order-parties">\(picture.parties.map(party))</ul>\(picture.custody.markup { money(picture, $0) })\(table(picture))</section>
        """
    }

    /// Where to pay, for whoever has to: on the custodian's page, or by any bank to the account.
    private static func payIn(_ pay: OrderPicture.PayIn) -> Markup {
        """
        <div class="note warn order-pay"><b>请将 ¥ \(pay.amount.description) 存入监管账户</b><p>户名：\(pay.account.holder)<br>开户银行：\(pay.account.bank)<br>账号：<span class="mono">\(pay.account.number)</span></p><p class="small">请从本人（本单位）的账户存入。登簿之前谁也不能动用；没有办成的，全部退回原账户。登记机构不经手资金。</p>\(pay.url.markup { "<p class=\"actions\"><a class=\"button\" href=\"\($0)\">去交存</a></p>" })</div>
        """
    }

    private static func party(_ party: OrderPicture.Party) -> Markup {
        let state: Markup =
            party.name == nil ? "<span class=\"tag warn\">尚未加入</span>" : party.hasSigned ? "<span class=\"tag good\">已签署</span>" : "<span class=\"tag\">尚未签署</span>"
        return """
            <li\(party.isMe.markup(" class=\"me\""))><b>\(party.role)</b><span class="small">\(party.name ?? "")\(party.isMe ? "（您）" : "")</span>\(state)\(party.next.markup { "<span class=\"small\"><b>下一步：</b>\($0)</span>" })</li>
            """
    }

    private static func money(_ picture: OrderPicture, _ custody: OrderPicture.Custody) -> Markup {
        """
        \(custody.stopped.markup { "<div class=\"note bad\" role=\"status\"><b>资金暂停划付</b><p>\($0)。工作人员正在核对，资金仍在监管账户中。</p></div>" })
        <div class="order-money"><div><h3>资金来源</h3><ul>\(picture.sources.map(flow))</ul></div><div class="order-arrow" aria-hidden="true">\(arrow)</div>
        <div class="order-custody"><h3>监管账户</h3>\(custody.custodian.markup { "<p class=\"small\">\($0)</p>" })<p><b>\(custody.phase.chinese)</b></p>\(custody.balance.markup { "<p class=\"num\">现有 ¥ \($0.description)</p>" })\(custody.number.markup { "<p class=\"small\">监管编号\($0)</p>" })<p class="small">\(custody.until.chinese)前没有登记的，原路退回。资金由监管机构保管，登记机构不经手。</p></div>
        <div class="order-arrow" aria-hidden="true">\(arrow)</div><div><h3>资金去向</h3><ul>\(picture.sinks.map(flow))</ul></div></div>
        """
    }

    private static let arrow: Markup = """
        <svg viewBox="0 0 40 24" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"><path d="M3 12h32M26 4l9 8-9 8"/></svg>
        """

    private static func flow(_ flow: OrderPicture.Flow) -> Markup {
        let kind =
            switch flow.state {
            case .done: " good"
            case .failed: " bad"
            case .partly, .ordered: " warn"
            case .waiting, .returned: ""
            }
        return """
            <li class="\(flow.state.rawValue)"><b>\(flow.title)</b>\(flow.amount.markup { "<span class=\"num\">¥ \($0.description)</span>" })<span class="tag\(kind)">\(flow.word)</span>\((flow.state == .partly).markup(flow.moved.markup { "<span class=\"small\">已到账 ¥ \($0.description)</span>" }))\((!flow.receipts.isEmpty).markup("<span class=\"small mono\">回执\(flow.receipts.joined(separator: "、"))</span>"))</li>
            """
    }

    private static func table(_ picture: OrderPicture) -> Markup {
        let parties = RowTable(
            columns: [.init("身份"), .init("姓名（名称）"), .init("签署"), .init("下一步")],
            rows: picture.parties.map { party in
                ["\(party.role)", "\(party.name ?? "尚未加入")", "\(party.hasSigned ? "已签署" : "尚未签署")", "\(party.next ?? "没有待办")"]
            }, caption: "各方")
        let money = RowTable(
            columns: [.init("方向"), .init("款项"), .init("金额（元）", "amount"), .init("已收付（元）", "amount"), .init("状态")],
            rows: picture.flows.map { flow in
                [
                    "\(flow.isIncoming ? "存入" : "付出")", "\(flow.title)", "\(flow.amount?.description ?? "不显示")", "\(flow.moved?.description ?? "不显示")",
                    "\(flow.word)",
                ]
            }, caption: "资金")
        return """
            <details id="order-table"><summary>以表格查看</summary>\(picture.flows.isEmpty ? parties.markup : RowTable.scrolling(parties, money))</details>
            """
    }
}
