import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// One party of an order, who works over the JSON API: a person who has signed in, or an institution's own system.
struct OrderParty: Sendable {
    private enum Credential: Sendable {
        case person(Citizen.Session)
        case system(InstitutionSystem)
    }

    let citizen: Citizen
    private let credential: Credential

    init(_ who: CityFile.Buyer, address: String, origin: String, http: HTTPClient) async throws {
        citizen = Citizen(buyer: who, address: address, origin: origin, http: http)
        credential = .person(try await citizen.signIn())
    }

    /// An institution's system calls from the same place for all its branches.
    init(_ institution: InstitutionSystem.Institution, keys: String, address: String, origin: String, http: HTTPClient) throws {
        citizen = Citizen(buyer: .init(name: institution.name, number: institution.creditCode, unit: ""), address: address, origin: origin, http: http)
        credential = .system(try InstitutionSystem(institution, folder: keys, origin: origin, http: http))
    }

    func get(_ path: String) async throws -> String { try await answer(.GET, path).text }

    @discardableResult
    func post(_ path: String, _ body: [String: Any]) async throws -> String {
        try await answer(.POST, path, ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: body))).text
    }

    private struct Answer {
        /// Nothing where it is what the caller holds.
        let text: String
        let tag: String?
        let isUnchanged: Bool
    }

    /// - Parameter tag: of the answer that the caller holds already.
    private func answer(_ method: HTTPMethod, _ path: String, _ body: ByteBuffer? = nil, unless tag: String? = nil) async throws -> Answer {
        let url = "\(citizen.origin)/api/v1\(path)"
        var request: HTTPClientRequest
        switch credential {
        case .person(let session):
            request = citizen.request(url, method, cookie: session.cookie)
            if method != .GET { request.headers.add(name: "X-CSRF-Token", value: session.token) }
        case .system(let system):
            request = citizen.request(url, method, cookie: nil)
            request.headers.add(name: "Authorization", value: "Bearer \(try await system.token())")
        }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        }
        if let tag { request.headers.add(name: "If-None-Match", value: tag) }
        let response = try await citizen.http.execute(request, timeout: .seconds(30))
        let text = try await citizen.body(response)
        let isUnchanged = tag != nil && response.status == .notModified
        guard response.status.code < 300 || isUnchanged else { throw Citizen.Failed(description: "\(path) answered \(response.status): \(text.prefix(200))") }
        return Answer(text: text, tag: response.headers.first(name: "ETag"), isUnchanged: isUnchanged)
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

    /// Asks until the answer has these words; whoever asks again says what it has already.
    func wait(for words: [String], at path: String, every pause: Duration, atMost limit: Duration = .seconds(60)) async throws -> String {
        let end = ContinuousClock.now + limit
        var (shown, tag): (String, String?) = ("", nil)
        while ContinuousClock.now < end {
            let answer = try await answer(.GET, path, unless: tag)
            if !answer.isUnchanged {
                (shown, tag) = (answer.text, answer.tag)
                if words.allSatisfy({ shown.place(of: $0) != nil }) { return shown }
                if shown.place(of: "\"code\":\"waitingOfficer\"") != nil { throw Citizen.Failed(description: "went to an official: \(shown.prefix(400))") }
            }
            try await Task.sleep(for: pause)
        }
        throw Citizen.Failed(description: "\(words) did not come: \(shown.prefix(400))")
    }
}
