package import Contracts
package import Register
import Synchronization

/// Stops asking a department that keeps failing, and tries again after a while with a single question.
package final class CircuitBreaker: Sendable {
    private struct Circuit {
        var failures = 0
        var openUntil: Moment?
        var probing = false
    }
    private let circuits = Mutex<[Department: Circuit]>([:])
    /// Failures in a row after which a circuit opens.
    private let threshold: Int
    private let pause: Double

    package init(threshold: Int = 5, pauseSeconds: Double = 3) {
        self.threshold = threshold
        self.pause = pauseSeconds
    }

    /// - Throws: `ExchangeError.circuitOpen` while the department is left alone.
    func enter(_ department: Department, now: Moment) throws {
        try circuits.withLock { circuits in
            guard let until = circuits[department]?.openUntil else { return }
            guard now >= until, circuits[department]?.probing == false else { throw ExchangeError.circuitOpen(department, until: until) }
            circuits[department]?.probing = true
        }
    }

    func succeeded(_ department: Department) { circuits.withLock { $0[department] = nil } }

    func failed(_ department: Department, now: Moment) {
        circuits.withLock { circuits in
            var circuit = circuits[department] ?? Circuit()
            circuit.failures += 1
            circuit.probing = false
            if circuit.failures >= threshold { circuit.openUntil = now.adding(seconds: pause) }
            circuits[department] = circuit
        }
    }

    /// Departments that are left alone now, for the status page.
    package func open(at now: Moment) -> [Department: Moment] {
        circuits.withLock { $0.compactMapValues { circuit in circuit.openUntil.flatMap { $0 > now ? $0 : nil } } }
    }
}
