import Contracts
import Register
import Seals

/// The accounts of all played banks, in fen. Money only moves between two of them: what all have together never changes.
struct MoneyLedger {
    struct Account: Codable {
        var account: MoneyAccount
        /// What was there before this program began.
        var opening: Money
        var moved = Money.zero
        var balance: Money { opening + moved }
    }

    /// One movement: the same amount leaves one account and comes to another.
    struct Posting: Codable {
        var receipt: String
        var from: String
        var to: String
        var amount: Money
        var at: Moment
        var memo: String
    }

    private(set) var accounts: [String: Account] = [:]
    private(set) var postings: [Posting] = []

    /// An account that is there keeps what it has.
    mutating func open(_ account: Account) { if accounts[account.account.number] == nil { accounts[account.account.number] = account } }

    /// Does nothing unless both accounts are there, they are two, something moves, and the one has it.
    mutating func post(_ posting: Posting) {
        guard canPost(posting) else { return }
        accounts[posting.from]?.moved -= posting.amount
        accounts[posting.to]?.moved += posting.amount
        postings.append(posting)
    }

    func canPost(_ posting: Posting) -> Bool {
        guard posting.from != posting.to, posting.amount > .zero, accounts[posting.to] != nil, let from = accounts[posting.from] else { return false }
        return from.balance >= posting.amount
    }

    func balance(_ number: String) -> Money { accounts[number]?.balance ?? .zero }

    /// What has come to all accounts together since the start: nothing, always.
    var drift: Money { accounts.values.reduce(.zero) { $0 + $1.moved } }

    /// An account number made of what the account is for: the same each time.
    static func number(_ prefix: String, _ purpose: String) -> String {
        let digits = Digests.sha256(Array(purpose.utf8)).prefix(13).map { String($0 % 10) }.joined()
        return prefix + digits
    }
}
