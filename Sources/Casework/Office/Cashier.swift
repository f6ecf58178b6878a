package import Contracts
package import Exchange
package import Register
package import Seals
import Storage

/// Places orders with the payment platform and believes its receipts; the platform never touches the money.
package struct Cashier: Sendable {
    private let client: DepartmentClient
    private let cipher: FieldCipher
    /// Where the payer's browser comes back to, by case.
    private let returnURL: @Sendable (_ caseID: String) -> String
    private let now: @Sendable () -> Moment

    package init(client: DepartmentClient, cipher: FieldCipher, now: @escaping @Sendable () -> Moment, returnURL: @escaping @Sendable (_ caseID: String) -> String) {
        self.client = client
        self.cipher = cipher
        self.returnURL = returnURL
        self.now = now
    }

    /// The same case always gets the same order.
    func open(caseID: String, total: Money, title: String) async throws -> Payment.Order {
        let request = Payment.CreateOrder.Request(caseID: caseID, amount: total, title: title, returnURL: returnURL(caseID))
        let answer = try await client.ask(Payment.CreateOrder.self, request, for: Errand(caseID: caseID, purpose: "缴纳不动产登记费"))
        guard let order = answer.value, order.caseID == caseID, order.amount == total else {
            throw ExchangeError.distrusted(Correspondent(.payment), .malformed("order"))
        }
        return order
    }

    /// - Returns: the payment if the platform says that this order is paid to the fen; nil while it isn't, or while nobody answers.
    func status(of number: String, caseID: String, expecting total: Money) async throws -> FeePaid? {
        do {
            let answer = try await client.ask(
                Payment.OrderStatus.self, Payment.OrderStatus.Request(number: number), for: Errand(caseID: caseID, purpose: "核对缴费结果"))
            return answer.value.flatMap { Self.payment($0, number: number, caseID: caseID, expecting: total) }
        } catch is ExchangeError {
            return nil
        }
    }

    /// A receipt counts only for its own case, order and amount: anything else is not this payment.
    package static func payment(_ order: Payment.Order, number: String, caseID: String, expecting total: Money) -> FeePaid? {
        guard order.number == number, order.caseID == caseID, order.amount == total, order.status == .paid, let receipt = order.receipt else {
            return nil
        }
        return FeePaid(order: number, amount: total, receipt: receipt)
    }

    func refund(_ payment: FeePaid, caseID: String, region: String, in database: any Database) async throws {
        let message = try OutgoingMessage(
            id: "refund-\(payment.order)", Payment.Refund.self, Payment.Refund.Request(number: payment.order), caseID: caseID, purpose: "退还不动产登记费")
        let at = now()
        let cipher = cipher
        try await database.write { try Outbox.enqueue(message, at: at, region: region, cipher: cipher, in: $0) }
    }
}

extension CaseOffice {
    /// The payment platform's callback.
    /// - Returns: whether the payment was new; a repetition changes nothing.
    /// - Throws: `CaseError.invalid` if it isn't this case's payment: another amount, another order.
    @discardableResult
    package func paymentArrived(_ order: Payment.Order) async throws -> Bool {
        for _ in 0..<8 {
            let file = try await load(order.caseID)
            guard file.state.payment == nil else { return false }
            guard let fee = file.state.fee, let number = fee.order,
                let paid = Cashier.payment(order, number: number, caseID: file.id, expecting: fee.total)
            else { throw CaseError.invalid(field: "order", message: "缴款通知与该办件的缴款单不一致。") }
            do {
                let now = now()
                try await store([CaseAction(at: now, actor: .department(Department.payment.rawValue), event: .feePaid(paid))], on: file, runAt: handover(now))
                return true
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
        throw CaseError.changedMeanwhile
    }
}
