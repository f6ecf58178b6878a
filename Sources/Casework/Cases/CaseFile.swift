/// A case as loaded: its actions and what they fold to. In the engine's hands it may be ahead of what is stored. Never changed, and handed from task to
/// task many times: an object, of which that counts one reference and not each of its fields.
package final class CaseFile: Sendable {
    package let id: String
    package let actions: [CaseAction]
    package let state: CaseState
    /// The case as it is stored: `state` without what steps have decided since.
    package let stored: CaseState
    /// What the last decision rested on, for the step that acts upon it in the same go; nil otherwise.
    package let facts: CaseFacts?
    /// What is written with the decisions that aren't stored yet.
    let keeping: [Keeping]

    package convenience init(id: String, actions: [CaseAction]) {
        let state = CaseState(actions)
        self.init(id: id, actions: actions, state: state, stored: state, facts: nil, keeping: [])
    }

    private init(id: String, actions: [CaseAction], state: CaseState, stored: CaseState, facts: CaseFacts?, keeping: [Keeping]) {
        self.id = id
        self.actions = actions
        self.state = state
        self.stored = stored
        self.facts = facts
        self.keeping = keeping
    }

    /// What was last noted of one of its books of money.
    func lastMoney(round: Int?) -> MoneyMoved? {
        for action in actions.reversed() { if case .moneyMoved(let moved) = action.event, (moved.round ?? 1) == (round ?? 1) { return moved } }
        return nil
    }

    /// What has been decided and not stored yet: it is stored together with whatever comes next.
    package var ahead: [CaseAction] { Array(actions[stored.version...]) }

    /// The file with decisions that are stored later.
    func deciding(_ more: [CaseAction], on facts: CaseFacts?, keeping: Keeping? = nil) -> CaseFile {
        CaseFile(
            id: id, actions: actions + more, state: state.applying(more), stored: stored, facts: facts ?? self.facts,
            keeping: self.keeping + (keeping.map { [$0] } ?? []))
    }

    /// The file after these actions, and all that it was ahead by, have been stored.
    func storing(_ more: [CaseAction]) -> CaseFile {
        let state = state.applying(more)
        return CaseFile(id: id, actions: actions + more, state: state, stored: state, facts: nil, keeping: [])
    }
}
