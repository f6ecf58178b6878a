import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One official with a browser.
struct OfficialUser: Sendable {
    let name: String
    let password: String
    let address: String
    let origin: String
    let http: HTTPClient

    struct Session: Sendable {
        let cookie: String
        let token: String
    }

    private var browser: Citizen { Citizen(buyer: .init(name: "", number: "", unit: ""), address: address, origin: origin, http: http) }

    func signIn() async throws -> Session {
        let form = try await browser.get("\(origin)/sign-in/official")
        _ = try await browser.body(form)
        let entered = try await browser.post("\(origin)/sign-in/official", ["user_name": name, "password": password, "next": ""])
        guard let line = entered.headers["set-cookie"].first(where: { $0.contains("session=") }) else {
            throw Citizen.Failed(description: "the official's sign-in answered \(entered.status)")
        }
        let cookie = String(line.prefix { $0 != ";" })
        let who = try await browser.body(try await browser.get("\(origin)/api/v1/session", cookie: cookie))
        guard let token = Citizen.between("\"csrf_token\":\"", "\"", in: who) else { throw Citizen.Failed(description: "no token") }
        return Session(cookie: cookie, token: token)
    }

    /// By unit code, with a purpose: an audited look.
    func search(_ query: String, _ session: Session) async throws {
        let answer = try await browser.post(
            "\(origin)/office/register",
            ["_token": session.token, "by": "unit", "query": query, "purpose": "registerQuery", "purpose_text": "压力测试"], cookie: session.cookie)
        let page = try await browser.body(answer)
        guard answer.status == .ok, page.contains(String(query.suffix(4))) else { throw Citizen.Failed(description: "searching answered \(answer.status)") }
    }

    func queue(_ session: Session) async throws {
        let answer = try await browser.get("\(origin)/office/queue", cookie: session.cookie)
        _ = try await browser.body(answer)
        guard answer.status == .ok else { throw Citizen.Failed(description: "the queue answered \(answer.status)") }
    }
}
