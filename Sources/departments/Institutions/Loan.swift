import Contracts
import Register

/// One loan behind a mortgage, as its lender's book has it: repaid in equal parts of principal each month (等额本金), with the interest of
/// the days since the last instalment by 1/360 of the yearly rate (人民币存贷款计结息问题的通知, 银发〔2005〕129号).
struct Loan: Codable, Hashable {
    struct Settled: Codable, Hashable {
        var number: String
        var on: LegalDate
    }

    /// 五年期以上LPR, 3.50 % (全国银行间同业拆借中心, 2025-05-20); 首套个人住房公积金贷款五年以上, 2.60 % (中国人民银行, 2025-05-08). In hundredths of a percent.
    static func rate(provident: Bool) -> Int64 { provident ? 260 : 350 }

    /// Where it is paid back: the loan's number too.
    let account: String
    let lender: String
    let unit: UnitCode
    /// nil until the registry has told by a question under which number the mortgage stands.
    var proof: String?
    var borrowers: [String]
    let amount: Money
    let from: LegalDate
    let months: Int
    let rate: Int64
    /// 罚息、违约金.
    var penalty = Money.zero
    /// What has come to pay it off and wasn't enough yet.
    var received = Money.zero
    var settled: Settled?
    /// What it was approved as; nil for loans from before.
    var approval: String?
    /// The money went back to the lender: it was never needed.
    var isReturned = false

    struct Due: Hashable {
        var principal: Money
        var interest: Money
        var penalty: Money
        var perDay: Money
        var total: Money { principal + interest + penalty }
    }

    /// What pays it off on a day, without what was received already.
    func owed(on day: LegalDate) -> Due {
        guard settled == nil, !isReturned else { return Due(principal: .zero, interest: .zero, penalty: .zero, perDay: .zero) }
        let (instalments, last) = instalments(until: day)
        let principal = Money(fen: amount.fen - amount.fen * Int64(instalments) / Int64(max(1, months)))
        let perDay = Money(fen: (principal.fen * rate + 1_800_000) / 3_600_000)
        let days = max(0, Int64(day.dayNumber) - Int64(last.dayNumber))
        return Due(principal: principal, interest: perDay * days, penalty: penalty, perDay: perDay)
    }

    /// The same, less what was received: first for the penalty, then the interest, then the principal (民法典 561).
    func due(on day: LegalDate) -> Due {
        var due = owed(on: day)
        var rest = received
        func less(_ part: inout Money) {
            let taken = min(part, rest)
            part -= taken
            rest -= taken
        }
        less(&due.penalty)
        less(&due.interest)
        less(&due.principal)
        return due
    }

    /// Instalments paid until a day, and when the last was; the first is a month after the loan.
    private func instalments(until day: LegalDate) -> (Int, LegalDate) {
        let (start, now) = (from.parts, day.parts)
        let dueDay = min(start.day, 28)
        let count = min(max(0, (now.year - start.year) * 12 + now.month - start.month - (now.day < dueDay ? 1 : 0)), months)
        guard count > 0 else { return (0, from) }
        let month = start.month - 1 + count
        return (count, LegalDate(year: start.year + month / 12, month: month % 12 + 1, day: dueDay) ?? from)
    }
}
