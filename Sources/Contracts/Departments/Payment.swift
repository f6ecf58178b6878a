package import Register

/// 非税收入缴款: the registration fee. The platform places orders and believes receipts; it never touches the money.
package enum Payment {
    package enum Status: String, Codable, Hashable, Sendable, CaseIterable { case open, paid, refunded }

    package struct Order: Codable, Hashable, Sendable {
        package var number: String
        package var caseID: String
        package var amount: Money
        package var status: Status
        package var payURL: String
        package var receipt: String?
        package init(number: String, caseID: String, amount: Money, status: Status, payURL: String, receipt: String?) {
            self.number = number
            self.caseID = caseID
            self.amount = amount
            self.status = status
            self.payURL = payURL
            self.receipt = receipt
        }
    }

    /// Placing an order twice for one case and amount gives the same order.
    package enum CreateOrder: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var caseID: String
            package var amount: Money
            package var title: String
            /// Where the payer's browser goes afterwards.
            package var returnURL: String
            package init(caseID: String, amount: Money, title: String, returnURL: String) {
                self.caseID = caseID
                self.amount = amount
                self.title = title
                self.returnURL = returnURL
            }
        }
        package typealias Answer = Order
        package static let name = "payment.create-order"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.caseID == request.caseID && answer.amount == request.amount }
        package static let department = Department.payment
        package static let legalBasis = "《民法典》第二百二十三条"
    }

    package enum OrderStatus: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var number: String
            package init(number: String) { self.number = number }
        }
        package typealias Answer = Order
        package static let name = "payment.order-status"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.number == request.number }
        package static let department = Department.payment
    }

    package enum Refund: Contract {
        package typealias Request = OrderStatus.Request
        package typealias Answer = Order
        package static let name = "payment.refund"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.number == request.number }
        package static let department = Department.payment
    }

    /// The callback: the payment platform tells the registry. The order in it is as `OrderStatus` would answer.
    package enum Paid: Contract {
        package typealias Request = Order
        package typealias Answer = Acknowledged
        package static let name = "payment.paid"
        package static let department = Department.payment
    }
}
