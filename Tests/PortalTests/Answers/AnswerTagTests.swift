import Casework
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Portal
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

/// What a client holds of a case, its order and its payment is still good, or it isn't told so.
@Suite("Tags of answers")
struct AnswerTagTests {
    private struct Held {
        let tag: String
        let body: String
    }

    private static let paths = ["", "/order", "/payment"].map { OrderLife.path + $0 }

    @Test("change with every change of the answer, whatever happens to a case and whoever looks", arguments: availableEngines)
    func wholeLife(engine: Engine) async throws {
        var happened: Set<OrderLife.Change> = []
        var (unchanged, changed) = (0, 0)
        for seed in 1...2 as ClosedRange<UInt64> {
            let life = try await Self.live(engine, seed: seed)
            happened.formUnion(life.happened)
            unchanged += life.unchanged
            changed += life.changed
        }
        #expect(happened == Set(OrderLife.Change.allCases), "nothing is known of \(Set(OrderLife.Change.allCases).subtracting(happened))")
        #expect(unchanged > 30 && changed > 30, "\(unchanged) \(changed)")
    }

    private struct Outcome: Sendable {
        var happened: Set<OrderLife.Change> = []
        var unchanged = 0
        var changed = 0
    }

    private static func live(_ engine: Engine, seed: UInt64) async throws -> Outcome {
        let outcome = Mutex(Outcome())
        try await RealPortal.run(engine) { portal, office in
            let life = try await OrderLife(portal, office, seed: seed)
            let parties = [life.seller, life.buyer, life.lender]
            // By reader and path; and of every tag that was ever sent, what it stood for.
            var held: [String: Held] = [:]
            var stoodFor: [String: String] = [:]
            var browsers: [Browser] = []
            for wanted in life.course() {
                let change = try await life.happen(wanted)
                // A session doesn't outlive the day.
                if browsers.isEmpty || change == .day { browsers = try await parties.asyncMap { try await life.browser($0) } }
                for (party, browser) in zip(parties, browsers) {
                    for path in paths {
                        let place = "\(party.id) \(path)"
                        let fresh = try await browser.get(path)
                        guard fresh.status == .ok else {
                            #expect(fresh.headers[.eTag] == nil && held[place] == nil, "\(change.map { "\($0)" } ?? "-"): \(fresh.text)")
                            continue
                        }
                        let tag = try #require(fresh.headers[.eTag])
                        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""), "a strong one")
                        #expect(fresh.headers[.cacheControl] == "no-store")
                        if let body = stoodFor[tag] { #expect(body == fresh.text, "one tag for two answers") }
                        stoodFor[tag] = fresh.text
                        if let last = held[place] {
                            let answer = try await browser.get(path, [.ifNoneMatch: "\"elsewhere\", \(last.tag)"])
                            if last.body == fresh.text {
                                #expect(answer.status == .notModified && answer.text.isEmpty && answer.headers[.eTag] == last.tag, "after \(String(describing: change))")
                                #expect(answer.headers[.cacheControl] == "no-store")
                                outcome.withLock { $0.unchanged += 1 }
                            } else {
                                #expect(answer.status == .ok && answer.text == fresh.text && answer.headers[.eTag] == tag, "after \(String(describing: change))")
                                outcome.withLock { $0.changed += 1 }
                            }
                        }
                        // Another reader's, of whatever path, unless it says the very same.
                        for (owner, copy) in held where owner != place && copy.body != fresh.text {
                            #expect(try await browser.get(path, [.ifNoneMatch: copy.tag]).status == .ok)
                            break
                        }
                        held[place] = Held(tag: tag, body: fresh.text)
                    }
                }
            }
            let happened = life.happened
            outcome.withLock { $0.happened = happened }
        }
        return outcome.withLock { $0 }
    }

    @Test("say so before a name is opened or the case is read a second time", arguments: availableEngines)
    func cheap(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let life = try await OrderLife(portal, office, seed: 1)
            for change in [OrderLife.Change.fee, .money, .money, .registration] { _ = try await life.happen(change) }
            let browser = try await life.browser(life.buyer)
            let counted = try #require((portal.database as? SealingDatabase)?.base as? CountedDatabase)
            var tags: [String: String] = [:]
            for path in Self.paths {
                // The first look fills what is remembered of the session and the case.
                _ = try await browser.get(path)
                _ = counted.taken()
                let answer = try await browser.get(path)
                let count = counted.taken()
                tags[path] = answer.headers[.eTag]
                #expect(count.reads == 2 && count.writes == 0, "the session, and all that is shown: \(path) \(count)")
                #expect(count.statements <= 6, "\(path) \(count)")
            }
            // Names that can't be opened any more: who has the answer needn't have them opened.
            try await office.database.write { try $0.execute("UPDATE party SET name_sealed = \([UInt8](repeating: 1, count: 40)) WHERE region = \(testRegion)") }
            for path in Self.paths {
                _ = counted.taken()
                let answer = try await browser.get(path, [.ifNoneMatch: tags[path] ?? ""])
                let count = counted.taken()
                #expect(answer.status == .notModified, "\(path)")
                #expect(count.reads == 2 && count.writes == 0 && count.statements <= 5, "\(path) \(count)")
                if path != Self.paths[2] { #expect(try await browser.get(path).status == .internalServerError, "\(path)") }
            }
        }
    }

    @Test("aren't remembered for an answer that a snapshot of a moment before left incomplete", arguments: availableEngines)
    func incomplete(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let life = try await OrderLife(portal, office, seed: 1, accounts: ["buyer", "seller"])
            try await life.takeCustody()
            let buyer = try await life.browser(life.buyer)
            let without = try await buyer.get(Self.paths[1])
            #expect(without.status == .ok && !without.text.contains("\"pay_in\""), "\(without.text)")
            try await life.know(["custody"])
            let tag = try #require(without.headers[.eTag])
            let whole = try await buyer.get(Self.paths[1], [.ifNoneMatch: tag])
            #expect(whole.status == .ok && whole.text.contains("\"pay_in\""), "neither the case nor the book has changed, and the answer has: \(whole.text)")
        }
    }

    @Test("help nobody who may not look: signed out, not a party, without the right", arguments: availableEngines)
    func strangers(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            let life = try await OrderLife(portal, office, seed: 1)
            _ = try await life.happen(.fee)
            let buyer = try await life.browser(life.buyer)
            let stranger = try await life.browser(life.other)
            let examiner = try await portal.official([.examiner])
            for path in Self.paths {
                let tag = try #require(try await buyer.get(path).headers[.eTag])
                #expect(try await portal.anonymous.get(path, [.ifNoneMatch: tag]).status == .unauthorized)
                #expect(try await examiner.get(path, [.ifNoneMatch: "*"]).status == .forbidden)
                let answer = try await stranger.get(path, [.ifNoneMatch: tag])
                #expect(answer.status == .notFound && answer.headers[.eTag] == nil, "\(path)")
                #expect(try await buyer.get(path, [.ifNoneMatch: "*"]).status == .notModified)
                #expect(try await buyer.get(path, [.ifNoneMatch: "W/\(tag)"]).status == .notModified, "the comparison is weak")
                #expect(try await buyer.send(.head, path, [.ifNoneMatch: tag]).status == .notModified)
            }
            let tag = try #require(try await buyer.get(Self.paths[0]).headers[.eTag])
            try await portal.desk.sessions.end(buyer.token)
            #expect(try await buyer.get(Self.paths[0], [.ifNoneMatch: tag]).status == .unauthorized)
        }
    }

    @Test("are described where they are given")
    func described() async throws {
        try await RealPortal.run { portal, _ in
            let paths = try #require(try await portal.anonymous.get("/openapi.json").json["paths"] as? [String: [String: [String: Any]]])
            var tagged: Set<String> = []
            for (path, methods) in paths {
                for (method, operation) in methods {
                    let responses = try #require(operation["responses"] as? [String: [String: Any]])
                    let asks = (operation["parameters"] as? [[String: Any]] ?? []).contains { $0["name"] as? String == "If-None-Match" }
                    #expect(asks == (responses["304"] != nil) && asks == (responses["200"]?["headers"] != nil), "\(method) \(path)")
                    if asks { tagged.insert("\(method) \(path)") }
                }
            }
            #expect(tagged == ["get /api/v1/cases/{id}", "get /api/v1/cases/{id}/order", "get /api/v1/cases/{id}/payment"])
        }
    }

    @Test("are the same in every process, which needs to remember nothing for it")
    func processes() async throws {
        try await RealPortal.run { portal, office in
            let life = try await OrderLife(portal, office, seed: 1)
            for change in [OrderLife.Change.fee, .money] { _ = try await life.happen(change) }
            let browser = try await life.browser(life.buyer)
            let tags = try await Self.paths.asyncMap { try #require(try await browser.get($0).headers[.eTag]) }
            try await RealPortal.another(office, of: portal) { other async throws in
                let elsewhere = Browser(portal: other, cookie: browser.cookie, formToken: nil, token: browser.token)
                for (path, tag) in zip(Self.paths, tags) { #expect(try await elsewhere.get(path, [.ifNoneMatch: tag]).status == .notModified) }
            }
        }
    }
}

extension Array {
    fileprivate func asyncMap<T>(_ work: (Element) async throws -> T) async rethrows -> [T] {
        var mapped: [T] = []
        for element in self { mapped.append(try await work(element)) }
        return mapped
    }
}
