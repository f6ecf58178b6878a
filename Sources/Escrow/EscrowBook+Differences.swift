package import Register

/// One thing in which the custodian's book and the registry's differ: what a person looks at while the money is stopped.
package struct EscrowDifference: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Money left custody on no order of ours.
        case strangePayment
        /// Another amount than the order's.
        case wrongAmount
        /// Another account than the order's.
        case wrongAccount
        /// An order that was carried out by another receipt already, or is under way anew.
        case paidTwice
        /// A receipt says something else than when it was recorded.
        case changedReceipt
        /// A receipt that we hold isn't in the statement.
        case missingReceipt
        /// The statement's movements don't add up to its balance.
        case wrongBalance
    }
    package let kind: Kind
    /// The custodian's receipt; nil for the balance.
    package let receipt: String?
    package let isIncoming: Bool
    /// What the registry's book has: of the order, of the recorded movement, the sum of the movements.
    package let expected: Money?
    /// What the custodian says.
    package let stated: Money?
    /// Names of the accounts at the other end, in the two books.
    package let expectedAccount: String?
    package let statedAccount: String?
    package let order: String?
}

extension EscrowBook {
    /// All in which a statement differs from the book, what a person has cleared up left aside. What is merely new is no difference.
    package func differences(_ movements: [EscrowMovement], balance stated: Money) -> [EscrowDifference] {
        var found: [EscrowDifference] = []
        var sum: Int64 = 0
        for movement in movements {
            sum &+= movement.incoming ? movement.amount.fen : -movement.amount.fen
            guard !isLeftAside(movement) else { continue }
            if let difference = movement.incoming ? difference(inDeposit: movement) : difference(inPayment: movement) { found.append(difference) }
        }
        let seen = Set(movements.map(\.receipt))
        for receipt in recorded.keys.sorted() where !seen.contains(receipt) && !accepted.contains(receipt) {
            let deposit = deposit(receipt: receipt)?.deposit
            let payment = payment(receipt: receipt)
            found.append(
                EscrowDifference(
                    kind: .missingReceipt, receipt: receipt, isIncoming: deposit != nil, expected: deposit?.amount ?? payment?.amount, stated: nil,
                    expectedAccount: deposit?.from ?? payment?.to, statedAccount: nil, order: payment?.order))
        }
        if sum != stated.fen {
            found.append(
                EscrowDifference(
                    kind: .wrongBalance, receipt: nil, isIncoming: true, expected: Money(fen: sum), stated: stated, expectedAccount: nil, statedAccount: nil, order: nil))
        }
        return found
    }

    private func difference(inDeposit movement: EscrowMovement) -> EscrowDifference? {
        guard recorded[movement.receipt] != nil else { return nil }
        let known = deposit(receipt: movement.receipt)?.deposit
        guard known?.amount != movement.amount || known?.from != movement.other || known?.source != movement.source else { return nil }
        return difference(.changedReceipt, movement, expected: known?.amount, account: known?.from)
    }

    private func difference(inPayment movement: EscrowMovement) -> EscrowDifference? {
        guard let order = movement.order.flatMap(order)?.order, order.purpose != .disburse else {
            return difference(.strangePayment, movement, expected: nil, account: nil)
        }
        if recorded[movement.receipt] != nil {
            let known = payment(receipt: movement.receipt)
            guard known?.order != movement.order || known?.amount != movement.amount || known?.to != movement.other else { return nil }
            return difference(.changedReceipt, movement, expected: known?.amount, account: known?.to)
        }
        if movement.amount != order.amount { return difference(.wrongAmount, movement, expected: order.amount, account: order.account) }
        if movement.other != order.account { return difference(.wrongAccount, movement, expected: order.amount, account: order.account) }
        var copy = self
        let payment = EscrowPayment(receipt: movement.receipt, order: order.number, amount: movement.amount, to: movement.other, at: movement.at)
        guard (try? copy.apply(.paid(payment))) == nil else { return nil }
        return difference(.paidTwice, movement, expected: order.amount, account: order.account)
    }

    private func difference(_ kind: EscrowDifference.Kind, _ movement: EscrowMovement, expected: Money?, account: String?) -> EscrowDifference {
        EscrowDifference(
            kind: kind, receipt: movement.receipt, isIncoming: movement.incoming, expected: expected, stated: movement.amount, expectedAccount: account,
            statedAccount: movement.other, order: movement.order)
    }
}

extension EscrowBook {
    /// The name of the account that an item is paid to now; nil for a payoff, whose lender's statement says it, and for what comes in.
    package func account(of item: String) -> String? {
        if let sink = terms.sink(item) { return sink.kind == .payoff ? nil : redirections[item] ?? sink.account }
        guard let place = Self.place(ofRefund: item), deposits.indices.contains(place) else { return nil }
        return redirections[item] ?? deposits[place].deposit.from
    }

    /// Orders that came to nothing and whose items a person may send to another account of the same holder.
    package var redirectable: [EscrowOrderState] {
        var last: [String: EscrowOrderState] = [:]
        for order in orders { last[order.order.item] = order }
        return last.values.filter { state in
            guard case .failed = state.state else { return false }
            return account(of: state.order.item) != nil
        }.sorted { $0.order.item < $1.order.item }
    }
}
