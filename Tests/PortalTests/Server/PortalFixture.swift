import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Logging
import Portal
import Register
import Seals
import Storage
import StorageTesting
import Synchronization

let testRegion = "360100"
let testNoon = Moment(seconds: 1_790_000_000)
let testOrigin = "http://localhost"
let strongPassword = "Kaifeng-2049-lotus"

/// A clock that tests move.
final class TestClock: Sendable {
    private let moment = Mutex(testNoon)
    var now: Moment { moment.withLock { $0 } }
    func advance(seconds: Double) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}

func testSealer() throws -> PartySealer {
    try PartySealer(cipher: testCipher(), index: BlindIndex(key: [UInt8](repeating: 9, count: 32)))
}

func testCipher() throws -> FieldCipher { try FieldCipher(keys: [1: [UInt8](repeating: 7, count: 32)], current: 1) }

/// A portal with some feature routes, on a database of its own.
struct TestPortal: Sendable {
    let server: PortalServer
    let database: any Database
    let clock: TestClock
    let client: any TestClientProtocol

    var desk: SignInDesk { server.desk }

    /// The cookie and the form token of a new session.
    func session(_ signedIn: SignedIn) async throws -> Browser {
        let (token, session) = try await desk.sessions.start(signedIn, at: clock.now)
        return Browser(portal: self, cookie: "session=\(token)", formToken: session.formToken(), token: token)
    }

    func citizen(_ name: String = "张三") async throws -> Browser {
        try await session(SignedIn(party: PartyRef(id: PartyID("party-\(name)"), kind: .person), name: name))
    }

    /// The holder of an account.
    func official(
        _ roles: Set<Role> = [.examiner], divisions: [String] = ["360102"], organisation: PartyRef? = nil, mustChangePassword: Bool = false
    ) async throws -> Browser {
        let office = try Office(code: "360100", name: "南昌市不动产登记中心", divisions: divisions)
        let account = Account(
            id: AccountID("account-1"), userName: "liu", displayName: "刘审核", roles: roles, office: "360100", organisation: organisation,
            hasSecondFactor: false, mustChangePassword: mustChangePassword, isDisabled: false, lockedUntil: nil, createdAt: testNoon,
            signedInAt: nil)
        return try await session(SignedIn(account: account, office: office))
    }

    var anonymous: Browser { Browser(portal: self, cookie: nil, formToken: nil, token: "") }
}

/// One browser: sends its cookie, and says where its requests come from as browsers do.
struct Browser: Sendable {
    let portal: TestPortal
    var cookie: String?
    var formToken: String?
    let token: String

    func get(_ uri: String, _ headers: HTTPFields = [:]) async throws -> TestResponse { try await send(.get, uri, headers) }

    func send(_ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields = [:], body: [UInt8]? = nil) async throws -> TestResponse {
        var headers = headers
        if let cookie { headers[.cookie] = cookie }
        return try await portal.client.execute(uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }) { $0 }
    }

    /// A form of our own page: same origin, with its token.
    func post(_ uri: String, _ fields: [(String, String)], token: Bool = true, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        var fields = fields
        if token, let formToken { fields.append((FormFields.tokenName, formToken)) }
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        if headers[.origin] == nil { headers[.origin] = testOrigin }
        let body = fields.map { "\(Percent.encode($0.0))=\(Percent.encode($0.1))" }.joined(separator: "&")
        return try await send(.post, uri, headers, body: Array(body.utf8))
    }

    func postJSON(_ uri: String, _ json: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "application/json"
        headers[csrfHeader] = formToken ?? ""
        return try await send(.post, uri, headers, body: Array(json.utf8))
    }
}

func headerName(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .accept }

let csrfHeader = headerName("X-CSRF-Token")
let idempotencyHeader = headerName("Idempotency-Key")
let secFetchSite = headerName("Sec-Fetch-Site")

extension TestResponse {
    var text: String { String(buffer: body) }
    var location: String? { headers[.location] }
    var cookies: [String] { headers[values: .setCookie] }
    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body.readableBytesView))) as? [String: Any] ?? [:] }
}

func withPortal<T: Sendable>(
    engine: Engine = .sqlite, settings change: (inout PortalSettings) -> Void = { _ in }, parts edit: (inout PortalParts) throws -> Void = { _ in },
    fetch: @escaping HTTPFetch = { _ in throw CancellationError() }, features: @escaping @Sendable (EventStreams) -> [any RouteGroup] = { _ in [] },
    _ body: @Sendable (TestPortal) async throws -> T
) async throws -> T {
    var settings = PortalSettings(publicOrigin: testOrigin)
    settings.metricsToken = "scraper"
    settings.clientRate = RateLimit(burst: 100_000, perMinute: 100_000)
    settings.signInRate = RateLimit(burst: 1000, perMinute: 1000)
    change(&settings)
    let prepared = settings
    let clock = TestClock()
    return try await withTemporaryDatabase(engine, migrations: IdentitySchema.migrations + PortalSchema.migrations, options: .refusingScans) { database in
        var parts = PortalParts(
            settings: prepared, region: testRegion, database: database, sealer: try testSealer(), cipher: try testCipher(),
            passwords: PasswordThread(cost: .cheapest), metrics: PrometheusMetrics(), fetch: fetch, now: { clock.now }, logger: quietLogger)
        try edit(&parts)
        let server = try PortalServer(parts) { streams, _ in features(streams) }
        let application = Application(router: server.router(), logger: quietLogger)
        return try await application.test(.router) { client in
            try await body(TestPortal(server: server, database: database, clock: clock, client: client))
        }
    }
}

/// Routes of every kind, as features add them.
struct SampleRoutes: RouteGroup {
    let calls = Counter()
    var blobs: (any BlobStore)?

    final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func next() -> Int {
            value.withLock {
                $0 += 1; return $0
            }
        }
    }

    func addRoutes(to table: inout RouteTable) {
        table.anyone(.page("home", .get, Paths.home.template, .viewPublicPages, "首页")) { _, context in
            .html("<p>\(context.signedIn?.name ?? "您好")</p>")
        }
        table.party(.page("property.mine", .get, Paths.sampleProperty.template, .viewOwnProperty, "我的不动产")) { _, context in
            .html("<p>\(context.party.id)</p>")
        }
        table.party(.page("apply", .post, Paths.sampleApply.template, .applyAsCitizen, "申请")) { [calls] _, context in
            var reader = FormReader(context.form)
            let unit = reader.unitCode("unit")
            let name = reader.text("name", "姓名", length: 1...20)
            try reader.finish()
            _ = calls.next()
            return .see("/done?unit=\(try reader.require(unit).text)&name=\(Percent.encode(try reader.require(name)))")
        }
        table.official(.page("unit.show", .get, Paths.sampleUnit.template, .viewFolio, "登记簿页")) { _, context in
            let unit = try context.unitCode()
            try context.requireTerritory(unit)
            return .html(unit.text)
        }
        table.party(
            .api(
                "cases.create", .post, Paths.sampleCases.template, .applyAsCitizen, "提出申请",
                request: .object("NewCase", "", [.required("unit", .unitCode, "单元"), .optional("note", .string)]),
                response: .object("CaseNumber", "", [.required("number", .integer)]), success: .created, isIdempotent: true)
        ) { [calls] request, context in
            struct NewCase: Decodable { let unit: String }
            let new = try await request.json(NewCase.self, in: context)
            _ = try UnitCode(new.unit)
            let number = calls.next()
            return .json(status: .created) { $0.field("number", number) }
        }
        table.anyone(.api("broken", .get, Paths.sampleBroken.template, .viewPublicPages, "坏的")) { _, _ in
            throw StorageError.corrupt("secret detail 360102199003071234")
        }
        table.anyone(Endpoint("slow", .get, Paths.sampleSlow.template, .viewPublicPages, .api, "慢的", timeout: .milliseconds(50))) { _, _ in
            try await Task.sleep(for: .seconds(600))
            return .text("done")
        }
        if let blobs {
            table.party(.page("upload", .post, Paths.sampleUpload.template, .applyAsCitizen, "上传", body: .upload, bodyLimit: 4 * 1024 * 1024)) {
                request, context in
                var rule = UploadRule.material
                rule.kinds = [.pdf, .png, .jpeg, .csv]
                rule.fileLimit = 2 * 1024 * 1024
                let upload = try await request.upload(rule, to: blobs, in: context)
                return .json { json in
                    json.field("note", upload.fields["note"])
                    json.array("files", upload.files) { json, file in
                        json.object { json in
                            json.field("name", file.name)
                            json.field("kind", file.kind.rawValue)
                            json.field("size", file.blob.size)
                            json.field("digest", file.blob.digest.hex)
                        }
                    }
                }
            }
        }
        table.machine(
            Endpoint("exchange.in", .post, Paths.sampleMachine.template, .receiveExchange, .machine, "部门消息"),
            verify: { head, body in
                guard head.headerFields[.authorization] == "signed" else { throw PortalError.signatureRejected("none") }
                return body.count
            }
        ) { length, _ in .text("tax:\(length)") }
    }
}

extension Paths {
    static let sampleProperty = Path("/my/property")
    static let sampleApply = Path("/apply")
    static let sampleUnit = Path1("/office/units/{unit}")
    static let sampleCases = Path("/api/v1/cases")
    static let sampleBroken = Path("/api/v1/broken")
    static let sampleSlow = Path("/api/v1/slow")
    static let sampleUpload = Path("/upload")
    static let sampleMachine = Path("/exchange/in")
}
