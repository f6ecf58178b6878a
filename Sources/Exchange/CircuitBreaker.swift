package import Contracts
package import Register
import Synchronization

/// Stops asking a peer that keeps failing, and tries again after a while with a single question.
package final class CircuitBreaker: Sendable {
    private struct Circuit {
        var failures = 0
        var openUntil: Moment?
        var probing = false
    }
    private let circuits = Mutex<[Peer: Circuit]>([:])
    /// Failures in a row after which a circuit opens.
    private let threshold: Int
    private let pause: Double

    package init(threshold: Int = 5, pauseSeconds: Double = 3) {
        self.threshold = threshold
        self.pause = pauseSeconds
    }

    /// - Throws: `ExchangeError.circuitOpen` while the peer is left alone.
    func enter(_ whom: Correspondent, now: Moment) throws {
        try circuits.withLock { circuits in
            guard let until = circuits[whom.peer]?.openUntil else { return }
            guard now >= until, circuits[whom.peer]?.probing == false else { throw ExchangeError.circuitOpen(whom, until: until) }
            circuits[whom.peer]?.probing = true
        }
    }

    func succeeded(_ peer: Peer) { circuits.withLock { $0[peer] = nil } }

    func failed(_ peer: Peer, now: Moment) {
        circuits.withLock { circuits in
            var circuit = circuits[peer] ?? Circuit()
            circuit.failures += 1
            circuit.probing = false
            if circuit.failures >= threshold { circuit.openUntil = now.adding(seconds: pause) }
            circuits[peer] = circuit
        }
    }

    /// Nothing is known of the peer after all: whatever was tried is given back, or a probe would shut it out for good.
    func gaveUp(_ peer: Peer) { circuits.withLock { $0[peer]?.probing = false } }

    /// Peers that are left alone now, for the status page.
    package func open(at now: Moment) -> [Peer: Moment] {
        circuits.withLock { $0.compactMapValues { circuit in circuit.openUntil.flatMap { $0 > now ? $0 : nil } } }
    }
}
