package import Ledger
import Register
package import Seals
import Storage
import Synchronization

/// By what the log's checkpoints may be signed.
package enum LogAlgorithm: String, Hashable, Sendable, CaseIterable {
    case ed25519 = "log"
    /// Beside the default, where national algorithms have to be used (GB/T 32918.2, GB/T 32905).
    case sm2 = "log-sm2"

    /// The name of its keys in the key folder.
    package var keyName: String { rawValue }

    init(_ verifier: any NoteVerifier) { self = verifier is SM2NoteVerifier ? .sm2 : .ed25519 }
}

/// The private keys of a log that this machine holds.
package struct LogSigning: Sendable {
    package let origin: String
    /// By which every checkpoint is signed, in this order.
    package let algorithms: [LogAlgorithm]
    /// All keys of an algorithm, the oldest first.
    package let held: @Sendable (LogAlgorithm) throws -> [any NoteSigner]
    /// Makes one more.
    let make: @Sendable (LogAlgorithm) throws -> any NoteSigner

    /// The keys of an installation. Its first key is made at once.
    /// - Parameter national: whether SM2 signs beside Ed25519.
    package init(keys: KeyFolder, origin: String, national: Bool) throws {
        self.origin = origin
        algorithms = national ? [.ed25519, .sm2] : [.ed25519]
        @Sendable func open(_ label: KeyLabel, _ algorithm: LogAlgorithm) throws -> any NoteSigner {
            switch algorithm {
            case .ed25519: try Ledger.Ed25519Signer(name: origin, seed: keys.secret(label, .ed25519))
            case .sm2: try SM2NoteSigner(name: origin, pkcs8: keys.secret(label, .sm2))
            }
        }
        held = { algorithm in
            try keys.labels(of: algorithm.keyName).map { try open($0, algorithm) }
        }
        make = { algorithm in
            let hasNone = try keys.labels(of: algorithm.keyName).isEmpty
            return try open(
                hasNone ? KeyLabel(algorithm.keyName) : keys.rotate(algorithm.keyName, algorithm == .sm2 ? .sm2 : .ed25519), algorithm)
        }
        if try held(.ed25519).isEmpty { _ = try make(.ed25519) }
    }

    /// Given keys and no more: for whoever has no key folder.
    package init(_ signers: [any NoteSigner]) {
        origin = signers.first?.name ?? ""
        let byAlgorithm = Dictionary(grouping: signers) { $0.vkeyAlgorithm }
        algorithms = LogAlgorithm.allCases.filter { byAlgorithm[$0] != nil }
        held = { byAlgorithm[$0] ?? [] }
        make = { throw LogKeyError.noKey($0.keyName) }
    }

    /// All public halves, whenever they signed: what a verification of the database trusts.
    package func verifiers() throws -> LogKeys {
        try LogKeys(LogAlgorithm.allCases.flatMap { try held($0) }.map { LogKey(try NoteKey.verifier($0.vkey)) })
    }
}

/// Why the log's keys are not what they must be. Nothing is signed then.
package enum LogKeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The table names a key whose private half isn't in this machine's key folder.
    case notHeld(String)
    case noKey(String)

    package var description: String {
        switch self {
        case .notHeld(let vkey):
            "the log is signed by \(vkey), whose private key isn't in this machine's key folder: bring it there by `dengbu key export` and `dengbu key import`"
        case .noKey(let name): "there is no key \(name)"
        }
    }
}

extension NoteSigner {
    fileprivate var vkeyAlgorithm: LogAlgorithm { self is SM2NoteSigner ? .sm2 : .ed25519 }
}

/// What the log's keys are now, for whoever verifies in this process. It follows the table as the sequencer reads it.
package final class LogKeyBook: LogAuthority {
    package let name: String
    private let current: Mutex<LogKeys>

    package init(_ keys: LogKeys) {
        name = keys.name
        current = Mutex(keys)
    }

    package var list: LogKeys { current.withLock { $0 } }
    package var keys: [LogKey] { list.keys }

    /// The key that was taken into use last, and signs for the longest time.
    package var newest: LogKey? { keys.last { $0.until == nil && $0.verifier is Ledger.Ed25519Verifier } }

    /// The list without what browsers can't verify.
    package var browserText: String {
        keys.filter { $0.verifier is Ledger.Ed25519Verifier }.map(\.line).joined(separator: "\n")
    }

    func set(_ keys: LogKeys) { current.withLock { $0 = keys } }
}
