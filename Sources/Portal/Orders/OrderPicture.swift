import Casework
import Catalogue
import Contracts
import Escrow
import Register

/// An order of several parties as one of them may see it: who has done what, what each does next, where the money stands, what comes then.
///
/// Amounts are shown to whom they concern: what comes in to the buyers' side and to whoever pays it, what goes out to the sellers' side and
/// to whoever gets it, everything to the custodian that takes part. Everybody else sees that it has come or gone, not how much: what a seller still owes is the seller's (个人信息保护法 6).
struct OrderPicture: Sendable {
    struct Party: Sendable {
        let role: String
        /// Masked but for the reader's own; nil for whom the order still waits for.
        let name: String?
        let isMe: Bool
        let hasSigned: Bool
        /// What they do next; nil where it isn't their turn.
        let next: String?
    }

    /// Money on its way in or out.
    struct Flow: Sendable {
        enum State: String, Sendable, CaseIterable {
            case waiting, partly, ordered, done, failed, returned
            var chinese: String {
                switch self {
                case .waiting: "待到账"
                case .partly: "部分到账"
                case .ordered: "已发出指令"
                case .done: "已完成"
                case .failed: "未能付出，正在处理"
                case .returned: "已退回"
                }
            }
        }
        let name: String
        let title: String
        let isIncoming: Bool
        /// nil: none of the reader's business, or not known before the day.
        let amount: Money?
        /// What has moved of it, under the same rule.
        let moved: Money?
        let state: State
        /// The last characters of receipts.
        let receipts: [String]

        var word: String {
            guard !isIncoming, state == .waiting else { return state.chinese }
            return "待付出"
        }
    }

    struct Custody: Sendable {
        /// Who holds the money; nil while it isn't connected.
        let custodian: String?
        let number: String?
        let phase: EscrowPhase
        /// What lies there now; nil where it is none of the reader's business.
        let balance: Money?
        let until: LegalDate
        /// A person of the registry has to look.
        let stopped: String?
    }

    /// Where the reader pays what is theirs to pay into custody.
    struct PayIn: Sendable {
        let amount: Money
        let account: MoneyAccount
        /// The custodian's page for it; nil if it has none.
        let url: String?
    }

    let parties: [Party]
    let custody: Custody?
    /// What the reader still has to pay in, while it can be paid in; nil if nothing.
    let toPayIn: Money?
    var payIn: PayIn?
    let flows: [Flow]
    /// Which roles want the money held by another custodian, and by which, by credit code.
    let wishes: [(role: String, custodian: String)]
    /// What happens next, in plain words.
    let next: String

    var sources: [Flow] { flows.filter(\.isIncoming) }
    var sinks: [Flow] { flows.filter { !$0.isIncoming } }

    /// - Parameters:
    ///   - names: of the applicants, as the reader may see them.
    ///   - keys: by which the book calls the reader: the party's, its credit code.
    ///   - institutions: what lenders and custodians are called, by credit code.
    ///   - payees: holders of accounts, by the names that the book has for them.
    init(
        _ file: CaseFile, _ service: ServiceDefinition, book: EscrowBook?, names: [PartyID: String], me: PartyID, keys: Set<String>,
        institutions: [String: String] = [:], payees: [String: String] = [:], today: LegalDate
    ) {
        let state = file.state
        let side = Side(reader: CaseReader(me, of: state, service), keys: keys)
        let wait = book?.waitsFor(on: today)
        parties = Self.parties(state, service, wait, names, me)
        let institution = { (code: String) in institutions[code] }
        custody = book.map { book in
            Custody(
                custodian: institutions[book.terms.custodian], number: book.custody?.number, phase: book.phase, balance: side.balance(of: book), until: book.terms.until, stopped: book.stop?.reason.chinese)
        }
        wishes = state.applicants.compactMap { applicant in
            state.proposals[applicant.party.id].map { (service.role(applicant.role)?.label ?? applicant.role, $0) }
        }
        toPayIn = book.flatMap { Self.toPayIn($0, side, wait) }
        flows = book.map { book in book.terms.sources.map { Self.flow($0, book, side, institution) } + book.terms.sinks.map { Self.flow($0, book, side, institution) { $0.flatMap { payees[$0] } } } } ?? []
        next = Self.next(state, service, wait, Lenders(book, institutions), missing: service.missingRoles(Set(state.applicants.map(\.role))))
    }

    private struct Side {
        let reader: CaseReader
        let keys: Set<String>
        var isBuyer: Bool { reader.isBuyer || reader.seesAll }
        var isSeller: Bool { reader.isSeller || reader.seesAll }
        func sees(_ source: EscrowTerms.Source) -> Bool { isBuyer || keys.contains(source.payer) }
        /// Whether it is theirs to pay in: the custodian sees it without owing it.
        func pays(_ source: EscrowTerms.Source) -> Bool { reader.isBuyer || keys.contains(source.payer) }
        /// To whom everything that lies there belongs: half a balance would tell the other half.
        func balance(of book: EscrowBook) -> Money? {
            let terms = book.terms
            let isOwn = book.release == nil ? terms.sources.allSatisfy(sees) : terms.sinks.allSatisfy { sees($0, of: terms) }
            return isOwn ? book.inCustody : nil
        }
        /// A fee is the side's that owes it.
        func sees(_ sink: EscrowTerms.Sink, of terms: EscrowTerms) -> Bool {
            sink.kind == .charge ? (terms.isOffTheRest(sink) ? isSeller : isBuyer) : isSeller || keys.contains(sink.payee)
        }
    }

    // MARK: parties

    private static func parties(_ state: CaseState, _ service: ServiceDefinition, _ wait: EscrowWait?, _ names: [PartyID: String], _ me: PartyID) -> [Party] {
        let here = state.applicants.map { applicant in
            let role = service.role(applicant.role)
            return Party(
                role: role?.label ?? applicant.role, name: names[applicant.party.id], isMe: applicant.party.id == me,
                hasSigned: state.signatures.contains { $0.party == applicant.party.id },
                next: state.task(of: applicant.party.id)?.chinese ?? role.flatMap { money(wait, $0) })
        }
        let absent = service.missingRoles(Set(state.applicants.map(\.role))).map { role in
            Party(role: role.label, name: nil, isMe: false, hasSigned: false, next: "登录后在“\(service.shortName)”中选择同一套房屋，加入本次申请")
        }
        return here + absent
    }

    /// What the money asks of a role.
    private static func money(_ wait: EscrowWait?, _ role: ApplicantRole) -> String? {
        switch wait {
        case .deposits where role.knownAs.contains(.contractBuyer): "将自有资金存入监管账户"
        case .confirmations where role.knownAs.contains(.mortgagee): "确认贷款已经结清"
        case .shortfall where role.knownAs.contains(.owner) && !role.optional: "补足还清原贷款的差额"
        default: nil
        }
    }

    // MARK: money

    /// Own funds alone: loans are paid in by their lenders on the registry's order. A stopped book waits for a person first.
    private static func toPayIn(_ book: EscrowBook, _ side: Side, _ wait: EscrowWait?) -> Money? {
        guard case .deposits = wait else { return nil }
        let missing = book.terms.sources.filter { $0.kind == .ownFunds && side.pays($0) }.reduce(Money.zero) { $0 + book.missing($1) }
        return missing > .zero ? missing : nil
    }

    private static func flow(_ source: EscrowTerms.Source, _ book: EscrowBook, _ side: Side, _ institution: (String) -> String?) -> Flow {
        let held = book.held(source.name)
        let deposits = book.deposits.filter { $0.fills == source.name }
        let state: Flow.State =
            if !deposits.isEmpty, deposits.allSatisfy({ $0.returned != nil }) { .returned } else if book.missing(source) == .zero { .done } else if held > .zero {
                .partly
            } else if failed(source.name, book) { .failed } else if book.live(source.name) != nil { .ordered } else { .waiting }
        let sees = side.sees(source)
        let title =
            switch source.kind {
            case .ownFunds: "买受人自有资金"
            case .loan: "\(institution(source.payer) ?? "新贷款机构")的贷款\(source.approval.map { "（审批号尾号\($0.suffix(6))）" } ?? "")"
            }
        return Flow(
            name: source.name, title: title, isIncoming: true, amount: sees ? source.amount : nil, moved: sees ? held : nil, state: state,
            receipts: sees ? deposits.map { short($0.deposit.receipt) } : [])
    }

    private static func flow(
        _ sink: EscrowTerms.Sink, _ book: EscrowBook, _ side: Side, _ institution: (String) -> String?, _ payee: (String?) -> String?
    ) -> Flow {
        let paid = book.paid(sink.name)
        let due = amount(sink, book)
        let isDone = book.release != nil && book.balance(.due(sink.name)) == .zero && book.live(sink.name) == nil && (sink.kind != .payoff || book.settled[sink.name] != nil)
        let state: Flow.State = isDone ? .done : failed(sink.name, book) ? .failed : book.live(sink.name) != nil || paid > .zero ? .ordered : .waiting
        let sees = side.sees(sink, of: book.terms)
        let title =
            switch sink.kind {
            case .payoff: "还清\(institution(sink.payee) ?? "原贷款机构")的贷款\(sink.proof.map { "（证明尾号\($0.suffix(8))）" } ?? "")"
            case .charge: "\(sink.purpose.flatMap(ChargeKind.init)?.chinese ?? "约定的费用")\(sees ? payee(sink.account).map { "（付给\($0)）" } ?? "" : "")"
            case .remainder: "出卖人余款"
            }
        let receipts = book.payments.filter { book.order($0.order)?.order.item == sink.name }.map { short($0.receipt) }
        return Flow(
            name: sink.name, title: title, isIncoming: false, amount: sees ? due : nil, moved: sees ? paid : nil, state: state, receipts: sees ? receipts : [])
    }

    private static func amount(_ sink: EscrowTerms.Sink, _ book: EscrowBook) -> Money? {
        switch sink.kind {
        case .payoff: book.quotes[sink.name]?.amount
        case .charge: sink.amount
        case .remainder: book.terms.payoffs.allSatisfy { book.quotes[$0.name] != nil } && book.remainder >= .zero ? book.remainder : nil
        }
    }

    /// The last order of an item came to nothing, and no other is on its way.
    private static func failed(_ item: String, _ book: EscrowBook) -> Bool {
        guard book.live(item) == nil, let last = book.orders.last(where: { $0.order.item == item }), case .failed = last.state else { return false }
        return true
    }

    private static func short(_ receipt: String) -> String { receipt.count > 8 ? "…\(receipt.suffix(8))" : receipt }

    // MARK: what comes next

    /// Those who are waited for, by their own names.
    private struct Lenders {
        let lending: String
        let areLending: Bool
        let paidOff: String
        let hasCharges: Bool

        init(_ book: EscrowBook?, _ institutions: [String: String]) {
            func names(_ codes: [String], _ otherwise: String) -> String {
                let names = codes.compactMap { institutions[$0] }
                return names.isEmpty ? otherwise : Set(names).sorted().joined(separator: "、")
            }
            hasCharges = book?.terms.charges.isEmpty == false
            areLending = book?.terms.sources.contains { $0.kind == .loan } ?? false
            lending = names(book.map { book in book.terms.sources.filter { $0.kind == .loan && book.missing($0) > .zero }.map(\.payer) } ?? [], "新贷款机构")
            paidOff = names(book.map { book in book.terms.payoffs.filter { book.settled[$0.name] == nil }.map(\.payee) } ?? [], "原贷款机构")
        }
    }

    private static func next(
        _ state: CaseState, _ service: ServiceDefinition, _ wait: EscrowWait?, _ lenders: Lenders, missing: [ApplicantRole]
    ) -> String {
        switch state.phase {
        case .withdrawn, .refused:
            return wait == .refunds ? "申请已经结束，监管资金正在原路退回。" : "申请已经结束。"
        case .completed where wait == nil || wait == .nothing: return "已经办结。"
        default: break
        }
        if state.registration == nil {
            if !missing.isEmpty { return "等待\(missing.map(\.label).joined(separator: "、"))加入本次申请。" }
            let unsigned = state.applicants.count { applicant in !state.signatures.contains { $0.party == applicant.party.id } }
            // Nobody can sign before that is mended: the first word belongs to it.
            let open = state.findings.count { $0.consequence == .mend }
            if state.submittedAt == nil, open > 0 { return "还有\(open)项需要先处理，见下面各个步骤；处理好之后各方即可签署。" }
            if state.submittedAt == nil { return unsigned > 0 ? "还有\(unsigned)方没有签署；全部签署后自动提交。" : "正在核验，核验通过后自动提交。" }
        }
        switch wait {
        // What the case itself says of it: the custodian may have declined.
        case .custodian: return state.waiting.flatMap { $0.step == SecureStep.name ? $0.reason : nil } ?? "等待监管机构开立本案的监管账户。"
        case .deposits: return "等待买受人将自有资金存入监管账户\(lenders.areLending ? "；到齐后通知\(lenders.lending)放款" : "")。"
        case .loans: return "自有资金已经到齐，等待\(lenders.lending)放款到监管账户。"
        case .quotes: return "等待\(lenders.paidOff)出具当日的还款清单。"
        case .shortfall: return "监管资金不足以还清原贷款，请出卖人与\(lenders.paidOff)联系。"
        case .expired(let day): return "\(day.chinese)之前没有完成登记，监管资金将原路退回。"
        case .registration: return "资金已经全部到账，登记完成之后立即划付；登记不成的，全部原路退回。"
        case .payoffs: return "已经登簿，正在用监管资金还清原贷款。"
        case .confirmations: return "原贷款已经还清，等待\(lenders.paidOff)确认结清。"
        case .payouts: return lenders.hasCharges ? "正在支付约定的费用和出卖人余款。" : "正在向出卖人支付余款。"
        case .refunds: return "监管资金正在原路退回。"
        case .person(let why): return "\(why)。资金暂停划付，工作人员正在核对。"
        case .nothing, nil: return state.waiting?.reason ?? (state.registration == nil ? "正在办理。" : "已经登簿。")
        }
    }
}
