import Synchronization

/// How often something may be done: `burst` at once, then `perMinute` on average.
package struct RateLimit: Hashable, Sendable {
    package let burst: Int
    package let perMinute: Double

    package init(burst: Int, perMinute: Double) {
        self.burst = max(1, burst)
        self.perMinute = max(0.01, perMinute)
    }

    var perSecond: Double { perMinute / 60 }
}

package enum RateDecision: Hashable, Sendable {
    case allowed(remaining: Int)
    /// Whole seconds, at least one.
    case refused(retryAfter: Int)
}

/// Token buckets in memory, one for each key (client, session, action). Its memory is bounded: the buckets that are full
/// again say nothing and are forgotten first.
package final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
        let limit: RateLimit

        func tokens(at now: ContinuousClock.Instant) -> Double {
            let passed = now - at
            let seconds = Double(passed.components.seconds) + Double(passed.components.attoseconds) / 1e18
            return min(Double(limit.burst), tokens + max(0, seconds) * limit.perSecond)
        }
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let capacity: Int

    /// - Parameter capacity: how many keys are remembered at most. A bucket takes about 150 bytes.
    package init(capacity: Int = 100_000) {
        self.capacity = max(16, capacity)
    }

    /// Takes one token from the key's bucket. Use one limit for one key.
    package func take(_ key: String, _ limit: RateLimit, at now: ContinuousClock.Instant = .now) -> RateDecision {
        buckets.withLock { buckets in
            if buckets[key] == nil, buckets.count >= capacity { Self.makeRoom(&buckets, capacity: capacity, at: now) }
            var bucket = buckets[key] ?? Bucket(tokens: Double(limit.burst), at: now, limit: limit)
            bucket.tokens = bucket.tokens(at: now)
            bucket.at = now
            defer { buckets[key] = bucket }
            guard bucket.tokens >= 1 else {
                return .refused(retryAfter: max(1, Int(((1 - bucket.tokens) / limit.perSecond).rounded(.up))))
            }
            bucket.tokens -= 1
            return .allowed(remaining: Int(bucket.tokens))
        }
    }

    /// Gives a token back to whoever turned out not to be meant.
    package func giveBack(_ key: String) {
        buckets.withLock { buckets in
            guard let bucket = buckets[key] else { return }
            buckets[key]?.tokens = min(Double(bucket.limit.burst), bucket.tokens + 1)
        }
    }

    package var count: Int { buckets.withLock { $0.count } }

    /// Drops the full buckets; if that isn't enough, the quarter that was used longest ago.
    private static func makeRoom(_ buckets: inout [String: Bucket], capacity: Int, at now: ContinuousClock.Instant) {
        buckets = buckets.filter { $0.value.tokens(at: now) < Double($0.value.limit.burst) }
        guard buckets.count >= capacity * 3 / 4 else { return }
        let oldest = buckets.sorted { $0.value.at < $1.value.at }.prefix(max(1, capacity / 4))
        for (key, _) in oldest { buckets[key] = nil }
    }
}
