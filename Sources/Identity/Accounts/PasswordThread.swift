import Dispatch
package import Seals

/// Works out passwords on one thread of its own: scrypt takes a tenth of a second and 32 MiB on purpose, which must
/// neither hold a thread of the cooperative pool nor be multiplied by whoever sends many sign-ins at once.
package final class PasswordThread: Sendable {
    package let cost: PasswordCost
    private let queue = DispatchQueue(label: "identity.passwords")

    package init(cost: PasswordCost = .standard) {
        self.cost = cost
    }

    func hash(_ password: String) async throws -> String {
        try await run { [cost] in try PasswordHash.make(password, cost: cost) }
    }

    /// Against a stored password; nil for an account that doesn't exist, which costs the same time.
    func verify(_ password: String, against stored: String?) async throws -> Bool {
        try await run { [cost] in
            guard let stored else {
                try PasswordHash.spend(password, cost: cost)
                return false
            }
            return try PasswordHash.verify(password, against: stored)
        }
    }

    private func run<T: Sendable>(_ work: @Sendable @escaping () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
