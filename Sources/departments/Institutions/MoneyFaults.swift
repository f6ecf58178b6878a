import Contracts

/// What goes wrong with one payment, taken before it is made: a fault with a count is used up by it.
struct MoneyFaults {
    var isPending = false
    var hasFailed = false
    var isTwice = false
    var isOtherAmount = false

    init() {}

    init(_ town: Town, _ peer: Peer, in text: String) {
        isPending = town.takeFault(peer, [.pending], in: text) != nil
        guard !isPending else { return }
        hasFailed = town.takeFault(peer, [.fails], in: text) != nil
        isTwice = town.takeFault(peer, [.twice], in: text) != nil
        isOtherAmount = town.takeFault(peer, [.otherAmount], in: text) != nil
    }
}
