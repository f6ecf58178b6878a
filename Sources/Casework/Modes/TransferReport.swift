package import Register

/// What the reform reports of mortgaged transfers over some months (案例二、三、十六): in all, by kind, by month and by mode; and of courts' sales (案例十二),
/// which are counted by themselves.
package struct TransferReport: Sendable {
    /// Whole months, both ends included.
    package struct Period: Hashable, Sendable {
        package let first: LegalDate
        package let last: LegalDate
        /// More can't be shown on one page.
        package static let mostMonths = 60

        package enum Fault: Error, Hashable, Sendable {
            case notAMonth
            case backwards
            case tooLong

            package var message: String {
                switch self {
                case .notAMonth: "请填写年月，例如 2026-01。"
                case .backwards: "起始月份不能晚于截止月份。"
                case .tooLong: "一次最多统计\(Period.mostMonths)个月。"
                }
            }
        }

        /// - Parameters: months as `2026-01`.
        package init(from first: String, until last: String) throws(Fault) {
            guard let first = LegalDate("\(first)-01"), let last = LegalDate("\(last)-01") else { throw .notAMonth }
            guard first <= last else { throw .backwards }
            guard Self.count(last) - Self.count(first) < Self.mostMonths else { throw .tooLong }
            self.first = first
            self.last = last
        }

        /// So many months, the last one that of the day.
        package init(months: Int, until day: LegalDate) {
            let last = Self.count(day)
            self.first = Self.month(last - months + 1)
            self.last = Self.month(last)
        }

        private static func count(_ day: LegalDate) -> Int { day.parts.year * 12 + day.parts.month - 1 }
        private static func month(_ count: Int) -> LegalDate { LegalDate(year: count / 12, month: count % 12 + 1, day: 1) ?? LegalDate(dayNumber: 0) }

        /// `202601`, in their order.
        package var months: [Int] {
            (Self.count(first)...Self.count(last)).map { $0 / 12 * 100 + $0 % 12 + 1 }
        }
        /// `2026-01`
        package var from: String { String(first.description.prefix(7)) }
        package var until: String { String(last.description.prefix(7)) }
    }

    /// One line of it.
    package struct Sum: Sendable {
        package private(set) var number = 0
        package private(set) var betweenEnterprises = 0
        package private(set) var price = Money.zero
        package private(set) var lent = Money.zero
        package private(set) var bridge = Money.zero
        package private(set) var arrears = Money.zero
        package private(set) var taxed = 0
        package private(set) var withinHour = 0
        package private(set) var longestSeconds: Double?
        private var seconds = 0.0

        init() {}

        /// From the tax receipt to the registration; nil where none needed a receipt.
        package var meanSeconds: Double? { taxed == 0 ? nil : seconds / Double(taxed) }

        mutating func add(_ count: TransferCount) {
            number += count.number
            if count.traits.betweenEnterprises { betweenEnterprises += count.number }
            price = price + count.price
            lent = lent + count.lent
            bridge = bridge + count.bridge
            arrears = arrears + count.arrears
            taxed += count.taxed
            withinHour += count.withinHour
            seconds += count.seconds
            if let longest = count.longestSeconds { longestSeconds = max(longestSeconds ?? 0, longest) }
        }
    }

    package let period: Period
    /// All mortgaged transfers.
    package private(set) var total = Sum()
    /// Those of them between enterprises, with another lender than before, and with the provident fund: one may be all three.
    package private(set) var enterprises = Sum()
    package private(set) var acrossLenders = Sum()
    package private(set) var providentFund = Sum()
    /// What courts sold: not among the others.
    package private(set) var auctions = Sum()
    /// Every month of the period, also those in which nothing was registered.
    package private(set) var months: [(month: Int, sum: Sum)]
    /// By service, the most frequent first.
    package private(set) var modes: [(service: String, sum: Sum)] = []

    package init(_ counts: [TransferCount], over period: Period) {
        self.period = period
        var byMonth: [Int: Sum] = [:]
        var byMode: [String: Sum] = [:]
        for count in counts {
            if count.traits.auction {
                auctions.add(count)
                continue
            }
            total.add(count)
            if count.traits.betweenEnterprises { enterprises.add(count) }
            if count.traits.acrossLenders { acrossLenders.add(count) }
            if count.traits.providentFund { providentFund.add(count) }
            byMonth[count.month, default: Sum()].add(count)
            byMode[count.mode, default: Sum()].add(count)
        }
        months = period.months.map { ($0, byMonth[$0] ?? Sum()) }
        modes = byMode.map { ($0.key, $0.value) }.sorted { ($1.1.number, $0.0) < ($0.1.number, $1.0) }
    }
}

extension CaseOffice {
    package func transferReport(over period: TransferReport.Period) async throws -> TransferReport {
        TransferReport(try await countedTransfers(from: period.first, until: period.last), over: period)
    }
}
