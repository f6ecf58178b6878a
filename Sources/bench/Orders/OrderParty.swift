import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// One party of an order, who works over the JSON API: a person, or an institution whose systems do.
struct OrderParty: Sendable {
    let citizen: Citizen
    let session: Citizen.Session

    init(_ who: CityFile.Buyer, address: String, origin: String, http: HTTPClient) async throws {
        citizen = Citizen(buyer: who, address: address, origin: origin, http: http)
        session = try await citizen.signIn()
    }

    /// The same institution at work from another place: what is limited by address must not be what is measured.
    private init(_ citizen: Citizen, _ session: Citizen.Session) {
        self.citizen = citizen
        self.session = session
    }

    func from(_ address: String) -> OrderParty {
        OrderParty(Citizen(buyer: citizen.buyer, address: address, origin: citizen.origin, http: citizen.http), session)
    }

    func get(_ path: String) async throws -> String {
        try await answer(try await citizen.get("\(citizen.origin)/api/v1\(path)", cookie: session.cookie), path)
    }

    @discardableResult
    func post(_ path: String, _ body: [String: Any]) async throws -> String {
        var request = citizen.request("\(citizen.origin)/api/v1\(path)", .POST, cookie: session.cookie)
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "X-CSRF-Token", value: session.token)
        request.body = .bytes(ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: body)))
        return try await answer(try await citizen.http.execute(request, timeout: .seconds(30)), path)
    }

    private func answer(_ response: HTTPClientResponse, _ path: String) async throws -> String {
        let text = try await citizen.body(response)
        guard response.status.code < 300 else { throw Citizen.Failed(description: "\(path) answered \(response.status): \(text.prefix(200))") }
        return text
    }

    func open(_ service: String, as role: String, on unit: String) async throws -> String {
        let opened = try await post("/cases", ["service": service, "role": role, "subject": unit])
        guard let id = Citizen.between("\"id\":\"", "\"", in: opened) else { throw Citizen.Failed(description: "no case in \(opened.prefix(200))") }
        return id
    }

    /// Reads what is to be signed and signs it.
    func sign(_ order: String) async throws {
        let shown = try await get("/cases/\(order)/application")
        let application = try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any]
        let declarations = (application?["declarations"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
        guard let digest = application?["digest"] as? String else { throw Citizen.Failed(description: "nothing to sign: \(shown.prefix(200))") }
        try await post("/cases/\(order)/sign", ["name": citizen.buyer.name, "accept": declarations, "digest": digest])
    }

    /// Asks until the answer has `word`.
    func wait(for words: [String], at path: String, every pause: Duration, atMost limit: Duration = .seconds(60)) async throws -> String {
        let end = ContinuousClock.now + limit
        var shown = ""
        while ContinuousClock.now < end {
            shown = try await get(path)
            if words.allSatisfy({ shown.place(of: $0) != nil }) { return shown }
            if shown.place(of: "\"code\":\"waitingOfficer\"") != nil { throw Citizen.Failed(description: "went to an official: \(shown.prefix(400))") }
            try await Task.sleep(for: pause)
        }
        throw Citizen.Failed(description: "\(words) did not come: \(shown.prefix(400))")
    }
}
