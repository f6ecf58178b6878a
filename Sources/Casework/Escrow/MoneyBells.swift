import Contracts
package import Exchange
import Register
import Seals
import Storage

/// What wakes whoever carries money on, so that nothing waits for the next look at the tables.
package struct MoneyBells: Sendable {
    /// The money of a case has something to do.
    package let books = Bell()
    /// What.
    let rung = RungBooks()
    /// What is ordered, for whoever delivers it.
    private let hands: [Department: OutboxHands] = [.custodian: OutboxHands(), .lender: OutboxHands()]

    /// Those who carry orders out, each kind with a bell of its own.
    static let departments: [Department] = [.custodian, .lender]

    /// For whoever delivers to institutions of a kind.
    func orders(to department: Department) -> OutboxHands { hands[department] ?? OutboxHands() }

    /// Whether whoever delivers to institutions of a kind does so in this process.
    private func isServed(_ department: Department) -> Bool { hands[department]?.isServed ?? false }

    /// Puts orders into the outbox, in the caller's transaction: for this process, if it delivers such, and then to be told of with ``ordered(_:)``.
    func enqueue(_ orders: [OutgoingMessage], at now: Moment, region: String, cipher: FieldCipher, in connection: any Connection) throws {
        for (isHanded, orders) in Dictionary(grouping: orders, by: { isServed($0.peer.department) }) {
            try Outbox.enqueue(orders, at: now, handed: isHanded, region: region, cipher: cipher, in: connection)
        }
    }

    /// Orders were put into the outbox, and that is stored.
    func ordered(_ orders: [OutgoingMessage]) {
        for (department, orders) in Dictionary(grouping: orders, by: \.peer.department) { hands[department]?.take(orders) }
    }

    /// News of books were stored in the tables, where others leave these books alone until their lease is over.
    func rang(_ handed: [ClaimedBook]) {
        rung.hand(handed)
        books.ring()
    }

    /// News of some book were stored in the tables.
    func rang() {
        rung.look()
        books.ring()
    }

    /// Orders are told again, to institutions of whatever kind.
    func reminds() {
        for hands in hands.values { hands.ring() }
    }
}
