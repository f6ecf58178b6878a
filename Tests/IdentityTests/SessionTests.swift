import Identity
import Register
import Storage
import StorageTesting
import Testing

@Suite("Sessions")
struct SessionTests {
    private let citizen = SignedIn(party: PartyRef(id: PartyID("p1"), kind: .person), name: "张三")

    private func withStore(_ engine: Engine, _ body: (SessionStore, any Database) async throws -> Void) async throws {
        try await withIdentity(engine) { database in
            try await body(SessionStore(region: region, database: database, sealer: testSealer()), database)
        }
    }

    @Test("A session is found by its token, and the table holds neither token nor name", arguments: availableEngines)
    func found(engine: Engine) async throws {
        try await withStore(engine) { store, database in
            let (token, _) = try await store.start(citizen, at: noon)
            #expect(token.count == 43)
            let session = try #require(try await store.find(token, at: noon.adding(seconds: 5)))
            #expect(session.signedIn == citizen)
            let row = try #require(try await database.read { try $0.row("SELECT token_hash, body FROM session") })
            #expect(Base64URL.encode(try row.blob("token_hash")) != token)
            #expect(!String(decoding: try row.blob("body"), as: UTF8.self).contains("张三"))
        }
    }

    @Test(
        "Tokens that were never given out find nothing", arguments: ["", "x", String(repeating: "A", count: 43), String(repeating: "'", count: 43)])
    func strangers(token: String) async throws {
        try await withStore(.sqlite) { store, _ in
            _ = try await store.start(citizen, at: noon)
            #expect(try await store.find(token, at: noon) == nil)
        }
    }

    @Test("Half an hour without a request ends a session, a request in between does not", arguments: availableEngines)
    func idle(engine: Engine) async throws {
        try await withStore(engine) { store, _ in
            let (token, _) = try await store.start(citizen, at: noon)
            #expect(try await store.find(token, at: noon.adding(seconds: 29 * 60)) != nil)
            #expect(try await store.find(token, at: noon.adding(seconds: 58 * 60)) != nil)
            #expect(try await store.find(token, at: noon.adding(seconds: 89 * 60)) == nil)
        }
    }

    @Test("However busy, a session ends after its absolute time, for officials sooner", arguments: availableEngines)
    func absolute(engine: Engine) async throws {
        try await withStore(engine) { store, _ in
            let official = SignedIn(account: .sample(roles: [.clerk], office: nil), office: nil)
            for (signedIn, hours) in [(citizen, 12), (official, 8)] {
                let (token, _) = try await store.start(signedIn, at: noon)
                for half in 1..<(hours * 2) * 2 {
                    #expect(try await store.find(token, at: noon.adding(seconds: Double(half) * 900)) != nil)
                }
                #expect(try await store.find(token, at: noon.adding(seconds: Double(hours) * 3600)) == nil)
            }
        }
    }

    @Test("Signing in replaces the session before it, signing out ends it", arguments: availableEngines)
    func rotation(engine: Engine) async throws {
        try await withStore(engine) { store, _ in
            let (first, _) = try await store.start(citizen, at: noon)
            let (second, _) = try await store.start(citizen, replacing: first, at: noon)
            #expect(first != second)
            #expect(try await store.find(first, at: noon) == nil)
            #expect(try await store.find(second, at: noon) != nil)
            try await store.end(second)
            #expect(try await store.find(second, at: noon) == nil)
            let (third, _) = try await store.start(citizen, at: noon)
            try await store.endAll(of: citizen.subject)
            #expect(try await store.find(third, at: noon) == nil)
        }
    }

    @Test("What has ended is removed", arguments: availableEngines)
    func purge(engine: Engine) async throws {
        try await withStore(engine) { store, _ in
            _ = try await store.start(citizen, at: noon)
            let (token, _) = try await store.start(citizen, at: noon.adding(seconds: 1500))
            #expect(try await store.purge(at: noon.adding(seconds: 1801)) == 1)
            #expect(try await store.find(token, at: noon.adding(seconds: 1802)) != nil)
        }
    }

    @Test("A form's token belongs to its session, and no two are alike")
    func formTokens() async throws {
        try await withStore(.sqlite) { store, _ in
            let (_, mine) = try await store.start(citizen, at: noon)
            let (_, other) = try await store.start(citizen, at: noon)
            let token = mine.formToken()
            #expect(token != mine.formToken())
            #expect(mine.accepts(formToken: token))
            #expect(!other.accepts(formToken: token))
            #expect(!mine.accepts(formToken: String(token.dropLast())))
            #expect(!mine.accepts(formToken: ""))
        }
    }

    @Test("Base 64 for URLs reads what it wrote and nothing else")
    func base64URL() {
        for count in 0..<20 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 200) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64URL.decode("ab=") == nil)
        #expect(Base64URL.decode("a+b/") == nil)
        #expect(Base64URL.decode("a") == nil)
    }
}
