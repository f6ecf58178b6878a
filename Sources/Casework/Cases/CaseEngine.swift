import Catalogue
import Logging
import Register
import Storage

/// Carries cases forward through their service's plan: one step after the other. What a step has done outside or keeps is stored before the
/// next begins; mere judgements, and what can be made again, are stored together with what follows from them, so that a case costs few transactions.
///
/// In one process a case is in one hand at a time (``CaseHands``). Any number of engines in any number of processes may run: a step's outcome
/// is stored only if the case still has the version that the step saw, so two that work on one case can't both be believed, and what they do outside is keyed to happen once.
package struct CaseEngine: Sendable {
    package let office: CaseOffice
    private let steps: [String: any Step]

    package init(office: CaseOffice, steps: [any Step] = CaseEngine.allSteps) {
        self.office = office
        self.steps = Dictionary(uniqueKeysWithValues: steps.map { (type(of: $0).name, $0) })
    }

    package static let allSteps: [any Step] = [
        IdentifyStep(), GatherStep(), CheckStep(), SignStep(), AcceptStep(), FeeStep(), SecureStep(), DecideStep(), NoticeStep(), RegisterStep(),
        CertifyStep(), SettleStep(), PushStep(), ArchiveStep(),
    ]

    /// A case that needs more steps than this in one go is stuck in a loop.
    private static let limit = 40

    /// Runs steps until the case is finished or waits for somebody.
    /// - Parameter asStored: for whoever has just changed it: begins with the case as this process stored it last, without reading it. If another
    ///   process has moved it on since, what follows isn't stored, and it is read after all.
    /// - Returns: the state it is left in.
    @discardableResult
    package func advance(_ id: String, asStored: Bool = false) async throws -> CaseState {
        try await office.caseHands.carryOn(id) { try await carry(id, asStored: asStored && $0 == .first, isAgain: $0 == .again) }
    }

    /// The same for whoever has news of a case and doesn't need what comes of it: somebody who has it in hand looks at it once more.
    package func wake(_ id: String) async throws {
        if !office.caseHands.tell(id) { try await advance(id, asStored: true) }
    }

    /// - Parameter isAgain: this hand has carried it on a moment ago, and stored when it is looked at next.
    private func carry(_ id: String, asStored: Bool, isAgain: Bool) async throws -> CaseState {
        var known = asStored ? office.lately(id) : nil
        for turn in 0..<Self.limit {
            let file = if let known { known } else { try await office.load(id) }
            known = nil
            do {
                guard let (name, step) = try next(of: file) else { return try await settle(file) }
                switch try await run(step, named: name, on: file, isRested: isAgain && turn == 0) {
                case .goOn(let next): known = next
                case .stop(let state): return state
                }
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
        throw CaseError.notPossible(action: "继续办理", phase: "循环", possible: [])
    }

    /// The step that a case is at; nil when nothing is to be done, or nothing by the engine.
    private func next(of file: CaseFile) throws -> (name: String, step: any Step)? {
        guard let name = try office.nextStep(of: file.state) else { return nil }
        guard let step = steps[name] else { throw CaseError.unreadableAction(name) }
        return (name, step)
    }

    /// Stores what has been decided and isn't stored yet.
    private func settle(_ file: CaseFile) async throws -> CaseState {
        guard !file.ahead.isEmpty else { return file.state }
        return try await office.store([], on: file, runAt: office.handover(office.now()))
    }

    /// How the case goes on after a step.
    private enum Course {
        /// With the file as it now stands: nobody else could change it without this engine's next outcome being refused.
        case goOn(CaseFile)
        case stop(CaseState)
    }

    /// - Parameter isRested: a wait that says the same needn't be stored again.
    private func run(_ step: any Step, named name: String, on file: CaseFile, isRested: Bool) async throws -> Course {
        let outcome = try await step.run(file, in: office)
        let now = office.now()
        switch outcome {
        case .done(let events, let keeping, let facts):
            let actions = (events + [.stepDone(StepDone(step: name))]).map { CaseAction(at: now, actor: .system, event: $0) }
            guard let keeping else { return .goOn(file.deciding(actions, on: facts)) }
            try await office.store(actions, on: file, runAt: office.handover(now), keeping: keeping)
            return .goOn(file.storing(actions))
        case .made(let events, let keeping):
            let actions = (events + [.stepDone(StepDone(step: name))]).map { CaseAction(at: now, actor: .system, event: $0) }
            return .goOn(file.deciding(actions, on: nil, keeping: keeping))
        case .waiting(let wait, let events, let retryAt, let keeping, let stored):
            if isRested, events.isEmpty, keeping == nil, file.ahead.isEmpty, file.state.waiting == wait { return .stop(file.state) }
            var all = events
            if file.state.waiting != wait { all.append(.waiting(wait)) }
            let actions = all.map { CaseAction(at: now, actor: .system, event: $0) }
            let state = try await office.store(actions, on: file, runAt: retryAt, keeping: keeping)
            stored?()
            return .stop(state)
        case .stored(let actions):
            let next = file.storing(actions)
            office.keep(next)
            return .goOn(next)
        }
    }
}
