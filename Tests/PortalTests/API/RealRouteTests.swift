import Casework
import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import Portal
import Register
import Storage
import StorageTesting
import Testing

/// The running server's own table: pages and API alike.
@Suite("Every real route")
struct RealRouteTests {
    /// Parts of paths that could mean something.
    private func path(_ endpoint: Endpoint) -> String {
        endpoint.path.filled(
            endpoint.path.parts.map { part in
                switch part {
                case "unit": RealPortal.unit.text
                case "id" where endpoint.path.text.contains("/cases/"): RealPortal.caseID
                case "id" where endpoint.path.text.contains("service") || endpoint.path.text.contains("apply"): RealPortal.ownTransfer
                case "token": String(repeating: "a", count: 32)
                default: "1"
                }
            })
    }

    @Test("is closed to every role that its permission doesn't name, open to the others, and never breaks", arguments: Role.allCases)
    func everyRouteAsEveryRole(role: Role) async throws {
        guard role != .department else { return }
        try await RealPortal.run { portal, _ in
            var walked = 0
            for endpoint in portal.server.table.all where endpoint.kind != .machine && endpoint.kind != .stream {
                // A session for each: signing out is one of the routes.
                let browser = try await portal.browser(role)
                let path = path(endpoint)
                let response: TestResponse =
                    switch (endpoint.method, endpoint.body) {
                    case (.get, _): try await browser.get(path)
                    case (let method, .json):
                        try await browser.send(method, path, [.contentType: "application/json", csrfHeader: browser.formToken ?? ""], body: Array("{}".utf8))
                    case (_, .upload):
                        try await browser.send(
                            .post, path, [.contentType: "multipart/form-data; boundary=b", csrfHeader: browser.formToken ?? ""], body: Array("--b--\r\n".utf8))
                    case (let method, .none): try await browser.send(method, path, [csrfHeader: browser.formToken ?? ""])
                    default: try await browser.post(path, [])
                    }
                let name = "\(endpoint.id) as \(role): \(response.status)"
                walked += 1
                // Departments aren't connected here: that may be said, nothing else may break.
                #expect(response.status.code < 500 || response.status == .serviceUnavailable, "\(name) \(response.text.prefix(300))")
                if PermissionTable.allows(role, endpoint.permission) {
                    #expect(response.status != .unauthorized || endpoint.path == Paths.apiToken.template, "\(name) \(response.text.prefix(300))")
                    // A route may be for parties or for an office of its own beyond the permission; it says so with a code.
                    if response.status == .forbidden { #expect(endpoint.permission != .viewPublicPages, "\(name)") }
                } else if role == .public {
                    let isAskedToSignIn = response.status == .unauthorized || response.location?.hasPrefix("/sign-in?next=") == true
                    #expect(isAskedToSignIn, "\(name)")
                } else {
                    #expect(response.status == .forbidden, "\(name)")
                }
            }
            #expect(walked > 60, "the real table has pages and API")
        }
    }

    @Test("describes each named object of its requests and answers in one way")
    func oneShapeForEachName() async throws {
        try await RealPortal.run { portal, _ in
            var shapes: [String: Set<Schema>] = [:]
            for endpoint in portal.server.table.all {
                for schema in [endpoint.request, endpoint.response].compactMap({ $0 }) {
                    for (name, shape) in schema.shapes { shapes[name, default: []].insert(shape) }
                }
            }
            #expect(shapes.count > 80)
            for (name, described) in shapes { #expect(described.count == 1, "\(name) means \(described.count) things") }
        }
    }

    @Test("answers hostile values in every declared parameter with a refusal that tells nothing of the inside", arguments: [1, 2, 3])
    func hostileValues(round: Int) async throws {
        try await RealPortal.run { portal, office in
            while try await office.sequencer.sequence() > 0 {}
            var dice = SystemRandomNumberGenerator()
            let browsers = [
                try await portal.citizen(), try await portal.browser(.bank), try await portal.official([.clerk, .examiner, .registrar]), portal.anonymous,
            ]
            for endpoint in portal.server.table.all where endpoint.isAPI && endpoint.kind != .stream {
                for browser in browsers {
                    var target = endpoint.path.parts.isEmpty ? endpoint.path.text : endpoint.path.filled(endpoint.path.parts.map { _ in Hostile.text(&dice, inPath: true) })
                    if Bool.random(), !endpoint.path.parts.isEmpty { target = path(endpoint) }
                    if !endpoint.query.isEmpty {
                        target = Percent.link(target, endpoint.query.filter { _ in Bool.random() }.map { ($0.name, Hostile.text(&dice, inPath: true)) })
                    }
                    var headers: HTTPFields = [csrfHeader: browser.formToken ?? ""]
                    var body: [UInt8]?
                    if let schema = endpoint.request {
                        headers[.contentType] = endpoint.body == .form ? "application/x-www-form-urlencoded" : "application/json"
                        let json = Hostile.json(for: schema, &dice)
                        body = Array(json.prefix(endpoint.bodyLimit))
                        if endpoint.isConditional, Bool.random() { headers[.ifMatch] = ["\"4\"", "*", "W/\"4\"", "\"99999999999999999999\"", "x"].randomElement() }
                    }
                    let response = try await browser.send(endpoint.method, target, headers, body: body)
                    let context = "\(endpoint.id) \(target.prefix(200)) \(String(decoding: body ?? [], as: UTF8.self).prefix(300)) -> \(response.status) \(response.text.prefix(300))"
                    let isUnconnected = response.json["code"] as? String == "department-unavailable"
                    #expect(response.status.code < 500 || isUnconnected, "\(context)")
                    for word in ["SELECT ", "sqlite", "SQLite", "Swift.", "StorageError", "DecodingError", ".swift", "Optional("] {
                        #expect(!response.text.contains(word), "\(context)")
                    }
                    if response.status.code >= 400, endpoint.kind == .api {
                        #expect(response.headers[.contentType]?.hasPrefix("application/problem+json") == true, "\(context)")
                    }
                }
            }
        }
    }
}

/// Values that nobody should send.
enum Hostile {
    private static let texts = [
        "", " ", "'", "' OR 1=1 --", "\"; DROP TABLE case_file; --", "<script>alert(1)</script>", "${7*7}", "{{7*7}}", "../../etc/passwd", "%00", "\u{0}", "\u{202E}abc",
        "\u{FEFF}", "\r\nSet-Cookie: x=y", "NaN", "-1", "0", "9223372036854775808", "1e309", "null", "[]", "{}", String(repeating: "长", count: 300),
        String(repeating: "a", count: 5_000), "😀👨‍👩‍👧‍👦", "360102001001GB00001F00010101", "36010020260921000001", "\u{FFFF}", "İ", "ﬁ", "2026-02-30",
        "mortgage.first", "transfer.presold.by-buyer", "buyer", "mortgagee", "eA", "AAAA", "MQ", "Cg", "赣(2026)南昌市不动产权第0000001号",
    ]

    static func text(_ dice: inout SystemRandomNumberGenerator, inPath: Bool = false) -> String {
        let text = texts.randomElement(using: &dice) ?? ""
        // A path can't be empty, and the server's own guard refuses control characters before any handler.
        if inPath { return String((text.isEmpty ? "x" : text).prefix(400)) }
        return text
    }

    /// Sometimes right, mostly wrong, always JSON or nearly so.
    static func json(for schema: Schema, _ dice: inout SystemRandomNumberGenerator) -> [UInt8] {
        if Int.random(in: 0..<12, using: &dice) == 0 { return Array(["", "{", "[]", "null", "\"x\"", "{\"a\":1,\"a\":2}", String(repeating: "[", count: 100)].randomElement(using: &dice)!.utf8) }
        return Array(value(schema, &dice).utf8)
    }

    private static func value(_ schema: Schema, _ dice: inout SystemRandomNumberGenerator) -> String {
        if Int.random(in: 0..<8, using: &dice) == 0 { return ["null", "true", "-1", "1.5", "1e300", "[]", "{}", "[[[[[[[[[[]]]]]]]]]]"].randomElement(using: &dice)! }
        switch schema {
        case .object(_, _, let properties):
            var members = properties.filter { $0.isRequired || Bool.random(using: &dice) }.map { "\(quoted($0.name)):\(value($0.schema, &dice))" }
            if Int.random(in: 0..<10, using: &dice) == 0 { members.append("\(quoted(text(&dice))):1") }
            return "{\(members.joined(separator: ","))}"
        case .oneOf(let values): return quoted(Bool.random(using: &dice) ? values.randomElement(using: &dice) ?? "" : text(&dice))
        case .list(let item, _), .array(let item): return "[\((0..<Int.random(in: 0...3, using: &dice)).map { _ in value(item, &dice) }.joined(separator: ","))]"
        case .map(let item): return "{\(quoted(text(&dice))):\(value(item, &dice))}"
        case .whole, .integer, .money: return ["0", "1", "4", "-5", "99999999999999999999", "1.0", "\"4\""].randomElement(using: &dice)!
        case .boolean: return ["true", "false", "\"true\""].randomElement(using: &dice)!
        default: return quoted(text(&dice))
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: result += "\\\""
            case 0x5C: result += "\\\\"
            case 0..<0x20: result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
