package import Register

/// One step of a service's plan. A step may be run again after a crash at any point: its outside effects carry keys made from the
/// case and the step, so that the other side does them once.
package protocol Step: Sendable {
    static var name: String { get }
    func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome
}

/// How a step ended this time.
package enum StepOutcome: Sendable {
    /// Finished; the engine stores the events and goes on.
    case done([CaseEvent])
    /// Not finished; the engine stores the events and the wait, and looks again at `retryAt` or when something arrives.
    case waiting(Waiting, [CaseEvent], retryAt: Moment?)
    /// The step stored everything itself, in a transaction of its own with other things that must commit with it.
    case stored
}
