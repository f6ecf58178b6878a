package import Register
package import Storage

/// One step of a service's plan. A step may be run again after a crash at any point: its outside effects carry keys made from the
/// case and the step, so that the other side does them once.
package protocol Step: Sendable {
    static var name: String { get }
    func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome
}

/// Further writes that are stored in the same transaction as a step's outcome; may be run again, so without other effects.
package typealias Keeping = @Sendable (any Connection) throws -> Void

/// How a step ended this time.
package enum StepOutcome: Sendable {
    /// Finished. With something to keep it is stored at once; a mere judgement is stored together with whatever comes next, for after
    /// a crash it would be made again and come out the same.
    /// - `facts`: what a decision rested on, for the step that carries it out.
    case done([CaseEvent], keeping: Keeping? = nil, facts: CaseFacts? = nil)
    /// Finished, with what can be made again and comes out the same: it is stored together with whatever comes next as well.
    case made([CaseEvent], keeping: Keeping)
    /// Not finished; the engine stores the events and the wait, and looks again at `retryAt` or when something arrives.
    /// - `stored`: called once all of it is, to wake whoever has work because of it.
    case waiting(Waiting, [CaseEvent], retryAt: Moment?, keeping: Keeping? = nil, stored: (@Sendable () -> Void)? = nil)
    /// The step stored these actions itself, in a transaction of its own with other things that must commit with them.
    case stored([CaseAction])
}
