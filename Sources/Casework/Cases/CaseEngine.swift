import Catalogue
import Logging
import Register
import Storage

/// Carries cases forward through their service's plan: one step after the other, each outcome stored before the next begins.
///
/// Any number of engines in any number of processes may run: a step's outcome is stored only if the case still has the version that
/// the step saw, so two that work on one case can't both be believed, and what they do outside is keyed to happen once.
package struct CaseEngine: Sendable {
    package let office: CaseOffice
    private let steps: [String: any Step]

    package init(office: CaseOffice, steps: [any Step] = CaseEngine.allSteps) {
        self.office = office
        self.steps = Dictionary(uniqueKeysWithValues: steps.map { (type(of: $0).name, $0) })
    }

    package static let allSteps: [any Step] = [
        IdentifyStep(), GatherStep(), CheckStep(), SignStep(), AcceptStep(), FeeStep(), DecideStep(), NoticeStep(), RegisterStep(), CertifyStep(),
        PushStep(), ArchiveStep(),
    ]

    /// A case that needs more steps than this in one go is stuck in a loop.
    private static let limit = 40

    /// Runs steps until the case is finished or waits for somebody.
    /// - Returns: the state it is left in.
    @discardableResult
    package func advance(_ id: String) async throws -> CaseState {
        var known: CaseFile?
        for _ in 0..<Self.limit {
            let file = if let known { known } else { try await office.load(id) }
            known = nil
            let state = file.state
            guard state.phase.isOpen, state.phase != .suspended, state.phase != .waitingOfficer else { return state }
            guard state.returned == nil else { return state }
            let plan = try office.service(of: state).steps
            guard let name = plan.first(where: { !state.done.contains($0) }) else { return state }
            guard let step = steps[name] else { throw CaseError.unreadableAction(name) }
            do {
                switch try await run(step, named: name, on: file) {
                case .goOn(let next): known = next
                case .reload: continue
                case .stop(let state): return state
                }
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
        throw CaseError.notPossible(action: "继续办理", phase: "循环", possible: [])
    }

    /// How the case goes on after a step.
    private enum Course {
        /// With the file as it now stands: nobody else could change it without this engine's next outcome being refused.
        case goOn(CaseFile)
        case reload
        case stop(CaseState)
    }

    private func run(_ step: any Step, named name: String, on file: CaseFile) async throws -> Course {
        let outcome = try await step.run(file, in: office)
        let now = office.now()
        switch outcome {
        case .done(let events):
            let actions = (events + [.stepDone(StepDone(step: name))]).map { CaseAction(at: now, actor: .system, event: $0) }
            let state = try await office.store(actions, on: file, runAt: office.handover(now))
            return .goOn(CaseFile(id: file.id, actions: file.actions + actions, state: state))
        case .waiting(let wait, let events, let retryAt):
            var all = events
            if file.state.waiting != wait { all.append(.waiting(wait)) }
            let actions = all.map { CaseAction(at: now, actor: .system, event: $0) }
            return .stop(try await office.store(actions, on: file, runAt: retryAt))
        case .stored: return .reload
        }
    }
}
