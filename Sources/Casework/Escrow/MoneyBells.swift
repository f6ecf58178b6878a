import Contracts
package import Exchange
import Register

/// What wakes whoever carries money on, so that nothing waits for the next look at the tables.
package struct MoneyBells: Sendable {
    /// The money of a case has something to do.
    package let books = Bell()
    /// What.
    let rung = RungBooks()
    /// An order waits in the outbox.
    private let orders: [Department: Bell] = [.custodian: Bell(), .lender: Bell()]

    /// Those who carry orders out, each kind with a bell of its own.
    static let departments: [Department] = [.custodian, .lender]

    /// Wakes whoever delivers to institutions of a kind.
    func orders(to department: Department) -> Bell { orders[department] ?? Bell() }

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

    /// Orders were stored in the outbox, to institutions of these kinds.
    func ordered(to departments: some Sequence<Department>) {
        for department in departments { orders[department]?.ring() }
    }
}
