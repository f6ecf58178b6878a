/// A case that was accepted and isn't entered yet, as the registry's queue knows it. The page can't know it, so the caller tells.
package struct PendingAcceptance: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable { case application, seizure, courtTransfer }
    package var unit: UnitCode
    package var acceptedAt: Moment
    package var sequence: Int64
    package var kind: Kind
    package init(unit: UnitCode, acceptedAt: Moment, sequence: Int64, kind: Kind) {
        self.unit = unit
        self.acceptedAt = acceptedAt
        self.sequence = sequence
        self.kind = kind
    }
}

extension Filing {
    /// Order of acceptance: the time, and for the same microsecond the registry's running number (实施细则 67).
    package func precedes(_ other: PendingAcceptance) -> Bool { (acceptedAt, sequence) < (other.acceptedAt, other.sequence) }

    /// Cases that were accepted earlier on the same units and have to be entered, or end, first.
    func overtaken(_ pending: [PendingAcceptance]) -> [Refusal] {
        if pending.isEmpty { return [] }
        return acts.enumerated().compactMap { index, item in
            let blocking = pending.contains { $0.unit == item.unit && !precedes($0) && waits(item.act, for: $0.kind) }
            return blocking ? Refusal(.earlierCasePending, unit: item.unit, act: index) : nil
        }
    }

    /// An objection waits for nobody, and the end of a burden harms nobody. A court's order goes before applications, even earlier ones;
    /// but a transfer ordered earlier goes before a seizure served later (查封规定 23).
    private func waits(_ act: Act, for kind: PendingAcceptance.Kind) -> Bool {
        switch Obstacles.column(of: act, basis: basis) {
        case .objection, .endMortgage, nil: false
        case .courtTransfer, .courtCancel: kind == .courtTransfer
        case .seizure: kind == .courtTransfer || kind == .seizure
        default: true
        }
    }
}
