/// Signs messages with one key after the other, each from its time on: peers are told of a key before the first message that it signs.
package struct ScheduledSigner: MessageSigner {
    /// By when they begin, the earliest first; there is at least one.
    private let keys: [(since: Int64, signer: any MessageSigner)]
    private let first: any MessageSigner
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - first: signs until the next one begins.
    ///   - later: each with when it begins, in microseconds since 1970.
    package init(first: any MessageSigner, later: [(since: Int64, signer: any MessageSigner)], now: @escaping @Sendable () -> Int64) {
        self.first = first
        keys = later.sorted { $0.since < $1.since }
        self.now = now
    }

    package var current: any MessageSigner {
        let at = now()
        return keys.last { $0.since <= at }?.signer ?? first
    }
    package var keyID: String { current.keyID }
    package var algorithm: String { current.algorithm }
    package func sign(_ bytes: [UInt8]) throws -> [UInt8] { try current.sign(bytes) }
}
