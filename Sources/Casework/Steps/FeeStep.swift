import Catalogue
import Contracts
import Exchange
import Levies
import Register

/// The registration fee is assessed once, an order is placed with the payment platform, and the case waits until it is paid.
package struct FeeStep: Step {
    package static let name = "fee"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        let state = file.state
        if state.payment != nil { return .done([]) }
        if let fee = state.fee {
            if fee.total == .zero { return .done([]) }
            guard let order = fee.order else { return .done([]) }
            // The callback may have been lost: ask.
            if let paid = try await office.cashier.status(of: order, caseID: file.id, expecting: fee.total) {
                return .done([.feePaid(paid)])
            }
            return wait(fee, askedFor: file.actions.last { $0.event.kind == "feeAssessed" }?.at, now: office.now())
        }
        let service = try office.service(of: state)
        let facts = try await office.facts(for: file, judging: false)
        let lines = try FeeAssessment.lines(service: service, facts: facts)
        let total = lines.reduce(Money.zero) { $0 + $1.amount }
        if total == .zero { return .done([.feeAssessed(FeeAssessed(lines: lines, total: total, order: nil, payURL: nil))]) }
        do {
            let order = try await office.cashier.open(caseID: file.id, total: total, title: service.name)
            let fee = FeeAssessed(lines: lines, total: total, order: order.number, payURL: order.payURL)
            guard case .waiting(let waiting, _, let retry, _, _) = wait(fee, askedFor: nil, now: office.now()) else { return .done([]) }
            return .waiting(waiting, [.feeAssessed(fee)], retryAt: retry)
        } catch let error as ExchangeError {
            return .waiting(
                Waiting(step: Self.name, on: .department, whom: Department.payment.rawValue, reason: error.message), [],
                retryAt: office.now().adding(seconds: 5))
        }
    }

    /// The platform tells when it is paid. Should that get lost, it is asked: soon at first, while the payer still looks at the page, then
    /// once a minute.
    private func wait(_ fee: FeeAssessed, askedFor: Moment?, now: Moment) -> StepOutcome {
        let since = askedFor.map { now.seconds(since: $0) } ?? 0
        return .waiting(
            Waiting(step: Self.name, on: .payment, whom: nil, reason: "等待缴纳登记费\(fee.total)元"), [],
            retryAt: now.adding(seconds: min(60, max(3, since / 2))))
    }
}
