import Chance
import HTTPTypes
import HummingbirdTesting
import Identity
import Portal
import Storage
import StorageTesting
import Testing

@Suite("Idempotency keys")
struct IdempotencyTests {
    private let body = #"{"unit":"360102001002GB00003F00010203"}"#

    @Test("The same request with the same key happens once, and gets the same answer", arguments: availableEngines)
    func once(engine: Engine) async throws {
        let routes = SampleRoutes()
        try await withPortal(engine: engine, features: { _ in [routes] }) { portal async throws in
            let citizen = try await portal.citizen()
            let key: HTTPFields = [idempotencyHeader: "key-00000001"]
            let first = try await citizen.postJSON("/api/v1/cases", body, key)
            let second = try await citizen.postJSON("/api/v1/cases", body, key)
            #expect(first.status == .created && second.status == .created)
            #expect(first.text == second.text)
            #expect(second.headers[.contentType] == first.headers[.contentType])
            #expect(second.headers[HTTPField.Name("Idempotent-Replayed")!] == "true")
            #expect(routes.calls.count == 1)
            let other = try await citizen.postJSON("/api/v1/cases", body, [idempotencyHeader: "key-00000002"])
            #expect(other.text != first.text)
            let stranger = try await portal.citizen("李四").postJSON("/api/v1/cases", body, key)
            #expect(stranger.text != first.text, "another person's key is another key")
            portal.clock.advance(seconds: 86_401)
            let citizenLater = try await portal.citizen()
            #expect(try await citizenLater.postJSON("/api/v1/cases", body, key).text != first.text, "a day later it is forgotten")
        }
    }

    @Test("The same key with another request is refused")
    func reused() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let citizen = try await portal.citizen()
            let key: HTTPFields = [idempotencyHeader: "key-00000001"]
            _ = try await citizen.postJSON("/api/v1/cases", body, key)
            let other = try await citizen.postJSON("/api/v1/cases", body + " ", key)
            #expect(other.status == .unprocessableContent)
            #expect(other.json["code"] as? String == "idempotency-key-reused")
        }
    }

    @Test("A refused request may be sent again, mended, under a new key; the same one is tried again")
    func refused() async throws {
        let routes = SampleRoutes()
        try await withPortal(features: { _ in [routes] }) { portal async throws in
            let citizen = try await portal.citizen()
            let key: HTTPFields = [idempotencyHeader: "key-00000001"]
            for _ in 0..<2 { #expect(try await citizen.postJSON("/api/v1/cases", #"{"unit":"1"}"#, key).status == .unprocessableContent) }
            #expect(try await citizen.postJSON("/api/v1/cases", body, key).status == .created)
            #expect(routes.calls.count == 1)
        }
    }

    @Test("Of many at once one works, and the others are told to wait or get its answer", arguments: availableEngines)
    func concurrent(engine: Engine) async throws {
        let routes = SampleRoutes()
        try await withPortal(engine: engine, features: { _ in [routes] }) { portal async throws in
            let citizen = try await portal.citizen()
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<8 { group.addTask { try await citizen.postJSON("/api/v1/cases", body, [idempotencyHeader: "key-00000001"]) } }
                return try await group.reduce(into: [TestResponse]()) { $0.append($1) }
            }
            #expect(routes.calls.count == 1)
            #expect(answers.contains { $0.status == .created })
            #expect(answers.allSatisfy { $0.status == .created || $0.status == .conflict })
        }
    }

    @Test("Keys that are no keys are refused", arguments: ["short", String(repeating: "k", count: 129), "with blank inside"])
    func malformed(key: String) async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            let response = try await portal.citizen().postJSON("/api/v1/cases", body, [idempotencyHeader: key])
            #expect(response.status == .badRequest)
        }
    }

    @Test("Kept answers are encrypted")
    func encrypted() async throws {
        try await withPortal(features: { _ in [SampleRoutes()] }) { portal async throws in
            _ = try await portal.citizen().postJSON("/api/v1/cases", body, [idempotencyHeader: "key-00000001"])
            let row = try #require(try await portal.database.read { try $0.row("SELECT answer FROM idempotency") })
            #expect(!String(decoding: try row.blob("answer"), as: UTF8.self).contains("json"))
        }
    }

    @Test("A byte of a kept answer that somebody altered is found", arguments: availableEngines)
    func altered(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, _ in
            let database = try #require(portal.database as? SealingDatabase)
            try await database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO idempotency (region, key_hash, digest, status, answer, lease_until, expires_at)
                    VALUES (\(testRegion), \([1, 2] as [UInt8]), \([3, 4] as [UInt8]), 201, \([5, 6] as [UInt8]), 7, 8)
                    """)
            }
            try await database.adopt()
            let table = try #require(PortalSchema.sealedTables.first)
            let audit = { try await database.sealer.audit(table, region: testRegion, enough: 1, in: database.base) { _ in } }
            let clean = try await audit()
            #expect(clean.rows == 1 && clean.defects.isEmpty)
            let seed = UInt64.random(in: 0...UInt64.max)
            var dice = SeededDice(seed: seed)
            let stored = try await StoredColumns(of: database.base)
            let key = try #require(stored.keys[table.name])
            for column in stored.columns(of: table.name) {
                guard let altered = try await ByteFlip.alter(column, key: key, in: database.base, using: &dice) else {
                    Issue.record("no row has a value in \(column.label)")
                    continue
                }
                #expect(try await !audit().defects.isEmpty, "\(altered.what) unseen (seed \(seed))")
                try await database.base.write { try $0.execute(altered.back) }
            }
            #expect(try await audit().defects.isEmpty)
        }
    }
}
