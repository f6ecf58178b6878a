package import Register

/// Why something can't happen to the money now. Nothing was changed then.
package enum EscrowRefusal: Error, Hashable, Sendable {
    case malformedTerms(String)
    case alreadyOpened
    case notOpened
    /// Not every source has come in full.
    case notSecured(missing: Money)
    /// What pays the loan off was stated for another day than today's.
    case staleQuote(sink: String)
    /// What pays the loans off and the charges are more than what comes in.
    case shortfall(Money)
    /// News of the account or of a loan came that no statement has been held against yet, or the last one is old.
    case unreconciled
    /// The last day has passed.
    case pastUntil(LegalDate)
    /// A difference between the books, or a loan that can't be paid off: a person has to look first.
    case stopped(EscrowStop.Reason)
    case alreadyReleased
    case alreadyReturning
    /// The order isn't one that may be given now.
    case notDue(String)
    case unknown(String)
    /// The same receipt, order or settlement again: it counts once.
    case repeated(String)
    /// Another amount or account than the order's.
    case differs(String)
    /// Who has proposed it can't agree to it as well.
    case samePerson

    /// Stable, for programs.
    package var code: String {
        switch self {
        case .malformedTerms: "escrow-malformed-terms"
        case .alreadyOpened: "escrow-already-opened"
        case .notOpened: "escrow-not-opened"
        case .notSecured: "escrow-not-secured"
        case .staleQuote: "escrow-stale-quote"
        case .shortfall: "escrow-shortfall"
        case .unreconciled: "escrow-unreconciled"
        case .pastUntil: "escrow-past-until"
        case .stopped: "escrow-stopped"
        case .alreadyReleased: "escrow-already-released"
        case .alreadyReturning: "escrow-already-returning"
        case .notDue: "escrow-not-due"
        case .unknown: "escrow-unknown"
        case .repeated: "escrow-repeated"
        case .differs: "escrow-differs"
        case .samePerson: "escrow-same-person"
        }
    }

    /// For whoever waits for it: every party reads it, so it names no amount.
    package var chinese: String {
        switch self {
        case .malformedTerms: "监管资金的约定不完整，须由工作人员核对买卖合同、贷款审批和每一项原贷款的还款清单。"
        case .alreadyOpened: "本件已经开立资金监管。"
        case .notOpened: "资金监管账户尚未开立。"
        case .notSecured: "监管资金尚未足额到账。"
        case .staleQuote: "还款清单不是今天的，系统正在向原贷款机构重新核对还款金额。"
        case .shortfall: "监管资金不足以还清原贷款和约定的费用，请各方协商补足或撤回申请。"
        case .unreconciled: "监管账户或者原贷款有新的情况，正在等待监管机构对账，核对后自动继续。"
        case .pastUntil(let day): "资金监管期限已于\(day.chinese)届满，款项将原路退回。"
        case .stopped(let reason): "资金划转已暂停，登记机构正在核对：\(reason.chinese)。"
        case .alreadyReleased: "已经登簿，监管资金正在划付，不能退回。"
        case .alreadyReturning: "监管资金正在原路退回。"
        case .notDue: "现在不能发出这一付款指令。"
        case .unknown: "监管资金中没有这一款项。"
        case .repeated: "这一款项已经记过账。"
        case .differs: "金额或者收款账户与付款指令不一致。"
        case .samePerson: "须由提出人以外的另一名登簿人员确认。"
        }
    }
}

/// A person has to look: no order is given until one has.
package struct EscrowStop: Codable, Hashable, Sendable {
    package enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        /// Money left custody on no order of ours.
        case strangePayment
        /// Another amount than the order's.
        case wrongAmount
        /// Another account than the order's.
        case wrongAccount
        /// An order said to have failed was paid, while its next attempt may be paid too.
        case paidTwice
        /// A receipt that we hold isn't in the custodian's statement.
        case missingReceipt
        /// A receipt now says something else than before.
        case changedReceipt
        /// The statement's own sums don't add up.
        case wrongBalance
        /// After the release a loan costs more than what is left.
        case shortfall
        /// A paid loan is said to need more than its interest of the days since.
        case disputedPayoff
        /// A lender's statement names an account of somebody else; after the release any other account.
        case changedAccount

        package var chinese: String {
            switch self {
            case .strangePayment: "监管账户有一笔没有指令的付款"
            case .wrongAmount: "付款金额与指令不一致"
            case .wrongAccount: "收款账户与指令不一致"
            case .paidTwice: "一笔款项可能重复支付"
            case .missingReceipt: "监管机构的对账单缺少一笔已经回执的款项"
            case .changedReceipt: "监管机构的回执前后不一致"
            case .wrongBalance: "监管机构的对账单余额不平"
            case .shortfall: "剩余资金不足以还清原贷款"
            case .disputedPayoff: "原贷款还款后仍被要求还款"
            case .changedAccount: "原贷款机构更换了收款账户"
            }
        }
    }
    package var reason: Reason
    /// The receipt, order or sink it is about.
    package var about: String
    /// What comes in meanwhile for nothing that was agreed waits for a person's word instead of going back by itself; nil in the oldest books, where
    /// it went back.
    package var holds: Bool?
    package init(_ reason: Reason, about: String, holds: Bool? = true) {
        self.reason = reason
        self.about = about
        self.holds = holds
    }
}
