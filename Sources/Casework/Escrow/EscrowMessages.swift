import Contracts
import Escrow
import Exchange
import Register

/// Orders as messages to whoever carries them out. A message's id is its order's number: sent again it is the same order.
enum EscrowMessages {
    /// Until when an order to open custody was given is one message of the book.
    static func openID(_ book: String) -> String { "\(book)-custody" }

    static func open(_ terms: EscrowTerms, payers: [String: String], conditions: String) throws -> OutgoingMessage {
        let expected = terms.sources.map { Custody.Open.Expected(source: $0.name, payer: payers[$0.name] ?? "credit-code:\($0.payer)", amount: $0.amount) }
        return try OutgoingMessage(
            id: openID(terms.bookID), Custody.Open.self,
            Custody.Open.Request(caseID: terms.caseID, unit: terms.unit, expected: expected, conditions: conditions, until: terms.until), at: terms.custodian,
            caseID: terms.caseID, purpose: "开立交易资金监管")
    }

    /// - Throws: `EscrowRefusal.unknown` for an account that nobody knows any more.
    static func message(_ order: EscrowOrder, of book: EscrowBook, accounts: EscrowAccounts) throws -> OutgoingMessage {
        let terms = book.terms
        guard let account = accounts.known[order.account] else { throw EscrowRefusal.unknown(order.account) }
        guard let purpose = Custody.Pay.Purpose(rawValue: order.purpose.rawValue) else {
            guard let source = terms.source(order.item), let approval = source.approval else { throw EscrowRefusal.unknown(order.item) }
            return try OutgoingMessage(
                id: order.number, Lending.Disburse.self,
                Lending.Disburse.Request(order: order.number, caseID: terms.caseID, approval: approval, amount: order.amount, to: account), at: source.payer,
                caseID: terms.caseID, purpose: "贷款划入监管账户")
        }
        return try OutgoingMessage(
            id: order.number, Custody.Pay.self,
            Custody.Pay.Request(order: order.number, caseID: terms.caseID, purpose: purpose, amount: order.amount, to: account, ground: ground(of: book)),
            at: terms.custodian, caseID: terms.caseID, purpose: "监管资金划付")
    }

    /// 领取条件的成就: what brought the payment about.
    private static func ground(of book: EscrowBook) -> String {
        if let release = book.release { return "已登簿，业务号\(release.ground)" }
        return book.returning?.ground.chinese ?? "非约定款项"
    }
}
