/// What somebody has news of: whom it is worth asking because of it.
enum EscrowTidings: Sendable {
    /// Nobody: what came lies in the outbox or in the case.
    case heard
    /// A custodian says that something moved.
    case moved
    /// A lender says that it has paid out: its money is on its way to the custodian.
    case onItsWay
    /// A lender says that something else about its loans changed, such as what pays one off.
    case restated

    /// What is added to a book's `rung`, which counts each kind apart.
    var weight: Int64 {
        switch self {
        case .heard: 0
        case .moved: 1
        case .onItsWay: 1 << 20
        case .restated: 1 << 40
        }
    }
}

/// The tidings of a book since its custodian's last statement.
struct EscrowRung: Equatable, Sendable {
    let stored: Int64

    var isSilent: Bool { stored == 0 }
    private static let kind: Int64 = 1 << 20 - 1
    /// Money may have come or gone: the custodian is asked.
    var hasMoved: Bool { stored & Self.kind > 0 }
    var isOnItsWay: Bool { stored >> 20 & Self.kind > 0 }
    /// A loan may cost something else than was stated today: lenders are asked anew.
    var isRestated: Bool { stored >> 40 > 0 }

    /// What is left of them once something was heard: a custodian's statement answers its bell, and a lender's word stays news until it has said what its
    /// loan costs now.
    func left(after news: EscrowNews) -> EscrowRung {
        guard news.reconciled else { return self }
        return EscrowRung(stored: isRestated && news.lacksQuote ? EscrowTidings.restated.weight : 0)
    }
}
