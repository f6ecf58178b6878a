import Casework
import Catalogue
import Contracts
import Escrow
import Identity
import Register

/// The money in custody on an official's screen: where it stands, why it stopped, what differs, and what may be done about it.
struct MoneyMarkup {
    let money: MoneyReading
    let caseID: String
    let names: SourceNames
    /// Whether the reader may let stopped money go on.
    let mayClear: Bool
    let token: Markup
    /// What was sent, where it was wrong.
    let form: FormFields
    /// Held by a custodian that the parties have replaced.
    var isFormer = false

    private var book: EscrowBook { money.book }

    static let resumePath = Path1("/office/cases/{id}/money/resume")
    static let redirectPath = Path1("/office/cases/{id}/money/redirect")
    static let depositPath = Path1("/office/cases/{id}/money/deposit")
    static let payoffPath = Path1("/office/cases/{id}/money/payoff")

    var section: Markup {
        let custodian = names.institution(book.terms.custodian) ?? book.terms.custodian
        let facts: [(String, Markup)] = [
            ("监管机构", "\(custodian)"), ("监管编号", book.custody.markup { "<span class=\"mono\">\($0.number)</span>" }), ("阶段", "\(book.phase.chinese)"),
            ("账户应有", "<span class=\"num\">¥ \(book.inCustody.description)</span>"),
            ("其中尚未追回", book.astray.isEmpty ? "" : "<span class=\"num\">¥ \(book.outstanding.description)</span>"), ("最迟登簿", "\(book.terms.until.chinese)"),
        ].filter { !$0.1.text.isEmpty }
        return """
            <section class="card" id="money\(isFormer ? "-\(book.terms.round ?? 1)" : "")"><h2>资金监管\(isFormer ? "（原监管机构）" : "")</h2>\(stop)\(Parts.facts(facts))\(flows)\(differences)\(resume)\(astray)\(payoffs)\(deposits)\(redirects)</section>
            """
    }

    // MARK: why it stopped

    private var stop: Markup {
        if let stop = book.stop {
            return """
                <div class="note bad" role="status"><b>已暂停划付：\(stop.reason.chinese)</b><p>涉及：<span class="mono">\(title(stop.about))</span></p><p>\(Self.advice(stop.reason))</p></div>
                """
        }
        if let item = book.stuck.first {
            return "<div class=\"note bad\" role=\"status\"><b>“\(title(item))”多次未能付出</b><p>请联系收款人核对账户，\(book.terms.sink(item)?.kind == .payoff ? "由其出具新的还款清单，经两名登簿人员核对后改按新的清单清偿" : "改到同一户名的其他账户")，或者在原因消除后恢复划付。</p></div>"
        }
        return .empty
    }

    private static func advice(_ reason: EscrowStop.Reason) -> String {
        switch reason {
        case .strangePayment, .wrongAmount, .wrongAccount, .paidTwice: "请与监管机构核实这笔付款：没有付到收款人的，由其追回到监管账户；已经付到的，计入原指令，少付的另行发出。核实以前不再发出任何付款指令。"
        case .missingReceipt, .changedReceipt, .wrongBalance: "请要求监管机构更正对账单；对账一致以前不再发出任何付款指令。"
        case .shortfall: "原贷款比剩余资金多。请通知出卖人把差额存入监管账户，认定入账后，由两名登簿人员按新的还款清单清偿。"
        case .disputedPayoff: "原贷款机构在收款后仍要求还款。请与其核对还款和利息，由其更正还款清单；确有应还的，由两名登簿人员按新的还款清单清偿。"
        case .changedAccount: "原贷款机构换了收款账户。请通过登记在册的联系方式向其核实，谨防冒名；确实更换的，由两名登簿人员按新的还款清单清偿。"
        }
    }

    /// What an order, a receipt or an item is called.
    private func title(_ about: String) -> String {
        if let source = book.terms.source(about) { return source.kind == .loan ? "\(names.institution(source.payer) ?? "新贷款机构")的贷款" : "买受人自有资金" }
        if let sink = book.terms.sink(about) {
            return switch sink.kind {
            case .payoff: "还清\(names.institution(sink.payee) ?? "原贷款机构")的贷款"
            case .charge: "\(sink.purpose.flatMap(ChargeKind.init)?.chinese ?? "约定的费用")（\(book.terms.isOffTheRest(sink) ? "出卖人" : "买受人")承担）"
            case .remainder: "出卖人余款"
            }
        }
        if about.hasPrefix("refund-") { return "退回第\(about.dropFirst(7))笔入账" }
        if about == "statement" { return "对账单" }
        return book.order(about) == nil ? "回执\(about)" : "指令\(about)"
    }

    /// Holder, bank and the last digits: enough to tell accounts apart (个人信息保护法 6).
    private func account(_ name: String?) -> String {
        guard let name else { return "—" }
        guard let account = money.accounts[name] else { return name }
        return "\(account.holder)，\(account.bank)，尾号\(account.number.suffix(4))"
    }

    // MARK: what moves

    /// Nothing is waited for any more but that it all goes back.
    private var goesBack: Bool { book.returning != nil }

    private var flows: Markup {
        let sources = book.terms.sources.map { source -> RowTable.Row in
            let held = book.held(source.name)
            return row("存入", title(source.name), source.amount, held, book.missing(source) == .zero ? "已到账" : held > .zero ? "部分到账" : order(source.name) ?? (goesBack ? "不再收取" : "待到账"))
        }
        let sinks = book.terms.sinks.map { sink -> RowTable.Row in
            let paid = book.paid(sink.name)
            let due: Money? =
                switch sink.kind {
                case .payoff: book.quotes[sink.name]?.amount
                case .charge: sink.amount
                case .remainder: book.terms.payoffs.allSatisfy { book.quotes[$0.name] != nil } && book.remainder >= .zero ? book.remainder : nil
                }
            let isDone = book.release != nil && book.balance(.due(sink.name)) == .zero && book.live(sink.name) == nil
            return row("付出", title(sink.name), due, paid, isDone ? (sink.kind == .payoff && book.settled[sink.name] == nil ? "已付，待确认结清" : "已完成") : order(sink.name) ?? (goesBack ? "不再支付" : "待付出"))
        }
        let refunds = book.deposits.enumerated().filter { $0.element.fills == nil || book.returning != nil }.map { place, deposit -> RowTable.Row in
            let item = "refund-\(place + 1)"
            return row("退回", title(item), deposit.deposit.amount, deposit.returned == nil ? .zero : deposit.deposit.amount, deposit.returned == nil ? order(item) ?? "待退回" : "已退回")
        }
        return RowTable(
            columns: [.init("方向"), .init("款项"), .init("应收付（元）", "amount"), .init("已收付（元）", "amount"), .init("状态")], rows: sources + sinks + refunds,
            caption: "监管资金的存入、付出和退回"
        ).markup
    }

    private func row(_ direction: String, _ title: String, _ amount: Money?, _ moved: Money, _ state: String) -> RowTable.Row {
        ["\(direction)", "\(title)", "\(amount?.description ?? "—")", "\(moved.description)", "\(state)"]
    }

    /// How far the last order of an item is; nil where there was none.
    private func order(_ item: String) -> String? {
        guard let last = book.orders.last(where: { $0.order.item == item }) else { return nil }
        switch last.state {
        case .live: return "已发出指令"
        case .failed(let reason): return "第\(last.order.attempt)次未成：\(reason.isEmpty ? "没有说明原因" : reason)"
        case .done: return nil
        }
    }

    // MARK: what differs

    private static func says(_ kind: EscrowDifference.Kind) -> String {
        switch kind {
        case .strangePayment: "没有指令的付款"
        case .wrongAmount: "金额与指令不一致"
        case .wrongAccount: "收款账户与指令不一致"
        case .paidTwice: "可能重复支付"
        case .changedReceipt: "回执前后不一致"
        case .missingReceipt: "对账单缺少这笔回执"
        case .wrongBalance: "发生额与余额不符"
        }
    }

    private var differences: Markup {
        guard book.stop != nil else { return .empty }
        guard let found = money.differences else {
            return "<h3>两本账的差异</h3><p class=\"soft\">现在取不到监管机构的对账单，请稍后刷新，或者直接与监管机构核对。</p>"
        }
        guard !found.isEmpty else { return "<h3>两本账的差异</h3><p><span class=\"tag good\">一致</span> 监管机构此刻的对账单与本机构的账一致。</p>" }
        let rows = found.map { item -> RowTable.Row in
            [
                "\(Self.says(item.kind))", "\(item.receipt ?? "余额")", "\(item.expected?.description ?? "—")", "\(item.stated?.description ?? "—")",
                "\(account(item.expectedAccount))", "\(account(item.statedAccount))",
            ]
        }
        let columns: [RowTable.Column] = [
            .init("差异"), .init("回执", "mono"), .init("本机构账（元）", "amount"), .init("监管机构（元）", "amount"), .init("本机构账的对方账户"), .init("监管机构的对方账户"),
        ]
        return "<h3>两本账的差异</h3>\(RowTable(columns: columns, rows: rows).markup)"
    }

    // MARK: what may be done

    private var hidden: Markup { "\(token)<input type=\"hidden\" name=\"money_version\" value=\"\(book.version)\"><input type=\"hidden\" name=\"money_round\" value=\"\(book.terms.round ?? 1)\">" }

    private var resume: Markup {
        guard mayClear, book.stop != nil || !book.stuck.isEmpty else { return .empty }
        let found = money.differences ?? []
        let receipts = found.filter(\.isIncoming).compactMap(\.receipt)
        let ticked = form.all("receipt")
        let boxes = receipts.map { receipt -> Markup in
            "<label class=\"choice\"><input type=\"checkbox\" name=\"receipt\" value=\"\(receipt)\"\(ticked.contains(receipt).markup(" checked"))><span>回执 <span class=\"mono\">\(receipt)</span> 已另行处理，今后对账不再比对</span></label>"
        }
        let accepted: Markup = boxes.isEmpty ? .empty : "<fieldset class=\"field\"><legend>已经核实清楚的回执</legend>\(boxes)</fieldset>"
        let rulings = found.enumerated().filter { !$0.element.isIncoming }.map { ruling($0.element, $0.offset) }
        return """
            <details class="decision"\((form["what"] == "resume").markup(" open"))><summary>恢复划付</summary><form method="post" action="\(Self.resumePath(caseID))">\(hidden)<input type="hidden" name="what" value="resume">\(accepted)\(rulings)<div class="field"><label for="f-money-reason">核对的结果</label><textarea id="f-money-reason" name="reason" rows="2" maxlength="500" required>\(form["what"] == "resume" ? form["reason"] ?? "" : "")</textarea></div><p class="small soft">恢复后立即重新对账；仍有没有核实的差异的，会再次暂停。</p><button class="button" type="submit">恢复划付</button></form></details>
            """
    }

    /// What has become of a payment that wasn't made as ordered: without a word on it the money stops again.
    private func ruling(_ item: EscrowDifference, _ index: Int) -> Markup {
        guard let receipt = item.receipt else { return .empty }
        let chosen = form.group("ruling").first { $0.key == receipt }?.value
        func option(_ ruling: PaymentRuling, _ text: String) -> Markup {
            "<option value=\"\(ruling.rawValue)\"\((chosen == ruling.rawValue).markup(" selected"))>\(text)</option>"
        }
        let counts = book.countable(item).map { option(.counts, "收款人已收到：¥ \($0)计入原指令，不足的另行发出，多付的由监管机构追回") } ?? .empty
        let astray = option(.astray, item.stated == nil ? "没有付出：原指令作废，重新发出" : "没有付到收款人：由监管机构追回，原指令作废，重新发出")
        return """
            <div class="field"><label for="f-ruling-\(index)">付款回执 <span class="mono">\(receipt)</span>（\(Self.says(item.kind))）</label><select id="f-ruling-\(index)" name="ruling[\(receipt)]"><option value="">尚未核实</option>\(astray)\(counts)</select></div>
            """
    }

    /// What the custodian has still to bring back.
    private var astray: Markup {
        guard !book.astray.isEmpty else { return .empty }
        let rows = book.astray.sorted { $0.key < $1.key }.map { receipt, amount -> RowTable.Row in
            ["\(receipt)", "\(amount.description)", "\(account(book.rulings[receipt]?.to))"]
        }
        return """
            <h3>监管机构应当追回的款项</h3>\(RowTable(columns: [.init("付款回执", "mono"), .init("尚未追回（元）", "amount"), .init("付到的账户")], rows: rows).markup)<p class="small soft">追回以前，账户里实有的钱够付的款项照常付，不够付的等待追回（《民法典》第五百七十七条）。</p>
            """
    }

    /// What came in and may be what the custodian brings back: paid out again it would be lost.
    private var deposits: Markup {
        let forms = book.unjudged.enumerated().map { index, state -> Markup in
            let receipt = state.deposit.receipt
            let from: Markup = "<p>回执 <span class=\"mono\">\(receipt)</span>，<span class=\"num\">¥ \(state.left.description)</span>，来自\(account(state.deposit.from))。</p>"
            guard mayClear else { return from }
            let isMine = form["what"] == "deposit" && form["receipt"] == receipt
            func id(_ name: String) -> String { isMine || index == 0 ? "f-deposit-\(name)" : "f-deposit-\(name)-\(index)" }
            func choice(_ value: String, _ text: Markup) -> Markup { "<option value=\"\(value)\"\((isMine && form["judgement"] == value).markup(" selected"))>\(text)</option>" }
            let corrections = book.astray.sorted { $0.key < $1.key }.map { choice("correction:\($0.key)", "监管机构追回的款项，冲抵付款回执\($0.key)（尚未追回¥ \($0.value.description)）") }
            return """
                \(from)<details class="decision"\(isMine.markup(" open"))><summary>认定这笔入账</summary><form method="post" action="\(Self.depositPath(caseID))">\(hidden)<input type="hidden" name="what" value="deposit"><input type="hidden" name="receipt" value="\(receipt)"><div class="field"><label for="\(id("judgement"))">这笔入账是</label><select id="\(id("judgement"))" name="judgement" required><option value="">请选择</option>\(corrections)\(book.release == nil ? .empty : choice("top-up", "出卖人为还清原贷款补足的款项"))\(choice("refund", "与本件无关或者多存的款项，退回付款账户"))</select></div><div class="field"><label for="\(id("reason"))">核对的结果</label><input id="\(id("reason"))" name="reason" type="text" maxlength="500" required value="\(isMine ? form["reason"] ?? "" : "")"></div><button class="button" type="submit">认定</button></form></details>
                """
        }
        return forms.isEmpty ? .empty : "<h3>待认定的入账</h3><p class=\"small soft\">暂停期间或者有款项尚未追回时收到的钱，认定以前不退回。</p>\(forms)"
    }

    /// Old loans that can't be paid off as they were quoted: one registrar takes the lender's statement of this moment up, another agrees.
    private var payoffs: Markup {
        let sinks = book.unpayable
        guard !sinks.isEmpty else { return .empty }
        let forms = sinks.enumerated().map { index, sink -> Markup in
            let isMine = form["what"] == "payoff" && form["item"] == sink.name
            func step(_ quote: PayoffQuote, _ step: String, _ title: String) -> Markup {
                let mine = isMine && form["step"] == step
                let id = mine || !isMine && index == 0 && (step == "propose") == (book.proposals[sink.name] == nil) ? "f-payoff-reason" : "f-payoff-\(step)-\(index)"
                return """
                    <details class="decision"\(mine.markup(" open"))><summary>\(title)：\(self.title(sink.name))</summary><form method="post" action="\(Self.payoffPath(caseID))">\(hidden)<input type="hidden" name="what" value="payoff"><input type="hidden" name="step" value="\(step)"><input type="hidden" name="item" value="\(sink.name)"><input type="hidden" name="number" value="\(quote.number)"><div class="field"><label for="\(id)">核对的结果（向谁、怎样核实）</label><input id="\(id)" name="reason" type="text" maxlength="500" required value="\(mine ? form["reason"] ?? "" : "")"></div><p class="small soft">须由两名登簿人员先后操作；只能付到与登记时同一户名的账户。</p><button class="button" type="submit">\(title)</button></form></details>
                    """
            }
            func says(_ quote: PayoffQuote) -> Markup {
                let missing = book.missing(for: quote)
                let short: Markup = missing == .zero ? .empty : "监管资金不足，还差<span class=\"num\">¥ \(missing.description)</span>，请出卖人补足。"
                return "还款清单 <span class=\"mono\">\(quote.number)</span>（\(quote.on.chinese)）：<span class=\"num\">¥ \(quote.amount.description)</span>，付到\(account(quote.account))。\(short)"
            }
            let stated = money.payoffs[sink.name].map { quote -> Markup in
                "<p>\(title(sink.name))，原贷款机构此刻的\(says(quote))</p>\(mayClear ? step(quote, "propose", "提出按这份还款清单清偿") : .empty)"
            } ?? "<p class=\"soft\">\(title(sink.name))：现在取不到原贷款机构的还款清单，请稍后刷新。</p>"
            let proposed = book.proposals[sink.name].map { proposal -> Markup in
                "<p>已经提出，等待另一名登簿人员确认：\(says(proposal.quote))</p>\(mayClear ? step(proposal.quote, "agree", "确认按这份还款清单清偿") : .empty)"
            } ?? .empty
            return "\(stated)\(proposed)"
        }
        return "<h3>需要重新核对的还款</h3>\(forms)"
    }

    private var redirects: Markup {
        guard mayClear else { return .empty }
        let forms = book.redirectable.enumerated().map { index, state -> Markup in
            let item = state.order.item
            let isMine = form["what"] == "redirect" && form["item"] == item
            let current = book.account(of: item)
            func id(_ name: String) -> String { isMine || index == 0 ? "f-\(name)" : "f-\(name)-\(index)" }
            let holder = current.flatMap { money.accounts[$0]?.holder } ?? ""
            return """
                <details class="decision"\(isMine.markup(" open"))><summary>改付到其他账户：\(title(item))</summary><form method="post" action="\(Self.redirectPath(caseID))">\(hidden)<input type="hidden" name="what" value="redirect"><input type="hidden" name="item" value="\(item)"><p class="small">现在的收款账户：\(account(current))</p><input type="hidden" name="holder" value="\(holder)"><div class="field"><label for="\(id("bank"))">“\(holder)”名下另一账户的开户银行</label><input id="\(id("bank"))" name="bank" type="text" maxlength="60" autocomplete="off" required value="\(isMine ? form["bank"] ?? "" : "")"></div><div class="field"><label for="\(id("number"))">账号</label><input id="\(id("number"))" name="number" type="text" inputmode="numeric" class="mono" maxlength="40" autocomplete="off" required value="\(isMine ? form["number"] ?? "" : "")"></div><div class="field"><label for="\(id("redirect-reason"))">依据（收款人书面说明等）</label><input id="\(id("redirect-reason"))" name="reason" type="text" maxlength="500" required value="\(isMine ? form["reason"] ?? "" : "")"></div><p class="small soft">只能改到同一户名的账户；还清原贷款的款项只付到贷款机构还款清单上的账户。</p><button class="button" type="submit">改付</button></form></details>
                """
        }
        return "\(forms)"
    }
}
