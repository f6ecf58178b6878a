import Contracts
import Register

/// What goes wrong with a department or an institution, on demand.
struct Fault: Codable, Hashable, Sendable {
    enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// Answers late.
        case slow
        /// Answers 503.
        case down
        /// Lies about what was asked: another price, not paid, not this person; well signed.
        case wrong
        /// Answers about another person, unit or order than was asked; well signed.
        case otherSubject = "other-subject"
        /// Signs with a key that isn't its own.
        case forged
        /// Gives the answer to another question.
        case replayed
        /// Sends callbacks twice; the chain writes the same into two blocks.
        case duplicate
        /// Doesn't send callbacks.
        case lost
        /// Sends callbacks late, after later ones; the chain takes others first.
        case outOfOrder = "out-of-order"
        /// Says that there is no such record.
        case absent
        /// The chain's: a block signed by somebody else's key, which stands in it.
        case forgedBlock = "forged-block"
        /// Money: takes an order and doesn't carry it out.
        case pending
        /// Money: the receiving account is closed.
        case fails
        /// Money: pays the same order a second time.
        case twice
        /// Money: pays another amount than it was ordered, and says that it paid what was ordered.
        case otherAmount = "other-amount"
        /// Money: a payoff statement names an account of somebody else.
        case otherAccount = "other-account"
        /// Money: refuses an order that it has carried out already, when it comes again.
        case refusesKnown = "refuses-known"

        var chinese: String {
            switch self {
            case .slow: "慢"
            case .down: "停机"
            case .wrong: "错误答复"
            case .otherSubject: "答非所问"
            case .forged: "伪造签名"
            case .replayed: "重放答复"
            case .duplicate: "重复回调"
            case .lost: "回调丢失"
            case .outOfOrder: "回调乱序"
            case .absent: "查无记录"
            case .forgedBlock: "伪造区块"
            case .pending: "收单不付"
            case .fails: "付款失败"
            case .twice: "重复付款"
            case .otherAmount: "付错金额"
            case .otherAccount: "还款账户是他人的"
            case .refusesKnown: "已办指令再来时拒绝"
            }
        }
    }
    var kind: Kind
    /// For `slow` and `outOfOrder`: how long.
    var milliseconds: Int?
    /// How many more times; nil for until it is taken away.
    var times: Int?
    /// Only for messages in which this stands: a unit, an identity number, a case; nil for all.
    var about: String?
}
