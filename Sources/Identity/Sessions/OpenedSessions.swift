import Storage
import Synchronization

/// What the sealed bodies of sessions say, as last opened, each beside its ciphertext: a browser asks many times a minute, and the same bytes
/// say the same again. Whether a session still runs is asked of the database with every request; what is remembered never vouches for one that
/// was ended, here or by another process.
final class OpenedSessions: Sendable {
    private struct Opened: Sendable {
        let sealed: [UInt8]
        let signedIn: SignedIn
    }

    private let bodies = Mutex(Generations<[UInt8], Opened>(size: 1024))

    func signedIn(_ token: [UInt8], sealed: [UInt8]) -> SignedIn? {
        bodies.withLock { $0[token] }.flatMap { $0.sealed == sealed ? $0.signedIn : nil }
    }

    func keep(_ signedIn: SignedIn, _ token: [UInt8], sealed: [UInt8]) {
        bodies.withLock { $0.keep(Opened(sealed: sealed, signedIn: signedIn), for: token) }
    }

    /// Somebody signed out: nothing of them stays in memory.
    func forget(_ token: [UInt8]) { bodies.withLock { $0.forget(token) } }
}
