import Identity
import Testing

@Suite("Rate limits")
struct RateLimiterTests {
    private let start = ContinuousClock.now

    @Test("A burst is allowed, then one each time the bucket fills")
    func bucket() {
        let limiter = RateLimiter()
        let limit = RateLimit(burst: 3, perMinute: 6)
        for remaining in [2, 1, 0] { #expect(limiter.take("a", limit, at: start) == .allowed(remaining: remaining)) }
        #expect(limiter.take("a", limit, at: start) == .refused(retryAfter: 10))
        #expect(limiter.take("b", limit, at: start) == .allowed(remaining: 2))
        #expect(limiter.take("a", limit, at: start + .seconds(4)) == .refused(retryAfter: 6))
        #expect(limiter.take("a", limit, at: start + .seconds(10)) == .allowed(remaining: 0))
        #expect(limiter.take("a", limit, at: start + .seconds(3600)) == .allowed(remaining: 2))
    }

    @Test("What is given back can be taken again, and never makes more than a burst")
    func givenBack() {
        let limiter = RateLimiter()
        let limit = RateLimit(burst: 2, perMinute: 1)
        limiter.giveBack("a")
        for remaining in [1, 0] { #expect(limiter.take("a", limit, at: start) == .allowed(remaining: remaining)) }
        limiter.giveBack("a")
        #expect(limiter.take("a", limit, at: start) == .allowed(remaining: 0))
        for _ in 0..<5 { limiter.giveBack("a") }
        for remaining in [1, 0] { #expect(limiter.take("a", limit, at: start) == .allowed(remaining: remaining)) }
        #expect(limiter.take("a", limit, at: start) == .refused(retryAfter: 60))
    }

    @Test("Its memory is bounded, and whoever was refused just now stays refused")
    func bounded() {
        let limiter = RateLimiter(capacity: 100)
        let limit = RateLimit(burst: 1, perMinute: 1)
        for number in 0..<5_000 {
            _ = limiter.take("attacker", limit, at: start + .milliseconds(number))
            _ = limiter.take("stranger\(number)", limit, at: start + .milliseconds(number))
            #expect(limiter.count <= 100)
        }
        guard case .refused = limiter.take("attacker", limit, at: start + .milliseconds(5_000)) else {
            Issue.record("the attacker was forgotten")
            return
        }
    }
}
