import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// One citizen with a browser of their own: signs in, applies, signs, pays, over HTTP, with the pages' own forms.
struct Citizen: Sendable {
    let buyer: CityFile.Buyer
    /// The client address that the proxy in front would report.
    let address: String
    let origin: String
    let http: HTTPClient

    /// Signed in, with the application filled in as far as the signature.
    struct Ready: Sendable {
        let citizen: Citizen
        let session: String
        let token: String
        let caseID: String
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Signed in through unified identity: a session's cookie, and the token that its forms and calls carry.
    struct Session: Sendable {
        let cookie: String
        let token: String
    }

    func signIn() async throws -> Session {
        let left = try await get("\(origin)/sign-in/unified")
        let ticket = try cookie(left, "sign-in")
        let place = try await location(left)
        guard let question = place.firstIndex(of: "?") else { throw Failed(description: "no query in \(place)") }
        let entered = try await post(
            String(place[..<question]), ["request": String(place[place.index(after: question)...]), "number": buyer.number, "method": "pwd", "secret": String(buyer.number.suffix(6))])
        let back = try await get(try await location(entered), cookie: ticket)
        let session = try cookie(back, "session")
        let who = try await body(try await get("\(origin)/api/v1/session", cookie: session))
        guard let token = Self.between("\"csrf_token\":\"", "\"", in: who) else { throw Failed(description: "no token: \(who.prefix(200))") }
        return Session(cookie: session, token: token)
    }

    /// The application on one's own home: all materials are fetched by the end.
    func prepare() async throws -> Ready {
        let session = try await signIn()
        let opened = try await post(
            "\(origin)/apply/transfer.presold.by-buyer", ["_token": session.token, "subject": buyer.unit, "role": "buyer"], cookie: session.cookie)
        let page = try await location(opened)
        return Ready(citizen: self, session: session.cookie, token: session.token, caseID: String(page.split(separator: "/").last ?? ""))
    }

    func request(_ url: String, _ method: HTTPMethod, cookie: String?) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "X-Forwarded-For", value: address)
        if let cookie { request.headers.add(name: "Cookie", value: cookie) }
        return request
    }

    func get(_ url: String, cookie: String? = nil) async throws -> HTTPClientResponse {
        try await http.execute(request(url, .GET, cookie: cookie), timeout: .seconds(30))
    }

    func post(_ url: String, _ fields: KeyValuePairs<String, String>, cookie: String? = nil) async throws -> HTTPClientResponse {
        var request = request(url, .POST, cookie: cookie)
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "Origin", value: origin)
        let text = fields.map { "\($0.key)=\(Self.encode($0.value))" }.joined(separator: "&")
        request.body = .bytes(ByteBuffer(string: text))
        return try await http.execute(request, timeout: .seconds(30))
    }

    func body(_ response: HTTPClientResponse) async throws -> String {
        String(buffer: try await response.body.collect(upTo: 4 << 20))
    }

    private func location(_ response: HTTPClientResponse) async throws -> String {
        guard let place = response.headers.first(name: "location") else { throw await refused("answered", response) }
        return place.hasPrefix("/") ? origin + place : place
    }

    /// What the page said instead, without its markup: a failure of one citizen among thousands must name its reason.
    func refused(_ what: String, _ response: HTTPClientResponse) async -> Failed {
        let page = (try? await body(response)) ?? ""
        let said = (Self.between("<main", "</main>", in: page) ?? page)
            .replacingOccurrences(of: "<[^>]*>", with: " ", options: .regularExpression)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return Failed(description: "\(what) \(response.status): \(said.prefix(160))")
    }

    private func cookie(_ response: HTTPClientResponse, _ what: String) throws -> String {
        for line in response.headers["set-cookie"] where !line.contains("Max-Age=0") {
            let pair = String(line.prefix { $0 != ";" })
            if pair.contains(what) || what == "sign-in" { return pair }
        }
        throw Failed(description: "answered \(response.status), no cookie for \(what)")
    }

    private static func encode(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    static func between(_ start: String, _ end: String, in text: String) -> String? {
        guard let from = text.place(of: start), let to = text.place(of: end, from: from.upperBound) else { return nil }
        return String(text[from.upperBound..<to.lowerBound])
    }
}

extension String {
    /// Where a text first stands, byte by byte: Foundation compares characters, which costs the load generator more than the request.
    func place(of sought: String, from start: Index? = nil) -> Range<Index>? {
        let rest = utf8[(start ?? startIndex)...]
        let offset = rest.withContiguousStorageIfAvailable { bytes in
            Array(sought.utf8).withUnsafeBytes { sought -> Int? in
                guard let start = bytes.baseAddress, let wanted = sought.baseAddress, let first = sought.first else { return nil }
                var position = 0
                while position + sought.count <= bytes.count {
                    guard let found = memchr(start + position, Int32(first), bytes.count - position) else { return nil }
                    position = UnsafeRawPointer(found) - UnsafeRawPointer(start)
                    if position + sought.count <= bytes.count, memcmp(found, wanted, sought.count) == 0 { return position }
                    position += 1
                }
                return nil
            }
        }
        guard let offset = offset ?? nil else { return nil }
        let place = utf8.index(rest.startIndex, offsetBy: offset)
        return place..<utf8.index(place, offsetBy: sought.utf8.count)
    }
}

extension Citizen.Ready {
    /// Signs, which hands the application in, and pays the fee: from here on everything happens by itself.
    /// - Returns: how long handing in took.
    @discardableResult
    func submitAndPay() async throws -> Duration {
        let started = ContinuousClock.now
        let page = "\(citizen.origin)/cases/\(caseID)"
        let signed = try await citizen.post(
            "\(page)/sign", ["_token": token, "name": citizen.buyer.name, "accept": "application", "accept": "inquiry"], cookie: session)
        guard signed.status == .seeOther else { throw await citizen.refused("signing answered", signed) }
        let handedIn = ContinuousClock.now - started
        let shown = try await citizen.body(try await citizen.get(page, cookie: session))
        guard let end = shown.place(of: "\">去缴费")?.lowerBound, let quote = shown[..<end].lastIndex(of: "\"") else {
            throw Citizen.Failed(description: "no link to pay on the page of \(caseID)")
        }
        let paid = try await citizen.post(String(shown[shown.index(after: quote)..<end]), ["way": "unionpay"])
        guard paid.status.code < 400 else { throw await citizen.refused("paying answered", paid) }
        _ = try await citizen.body(paid)
        return handedIn
    }

    /// - Throws: `Failed` when the law wants a person to look at it: an objection stands on the page, say.
    func isCertified() async throws -> Bool {
        let shown = try await citizen.body(try await citizen.get("\(citizen.origin)/cases/\(caseID)/progress", cookie: session))
        if shown.place(of: "已转工作人员审核") != nil { throw Citizen.Failed(description: "went to an official, as the law wants") }
        return shown.place(of: "/certificates/") != nil
    }
}
