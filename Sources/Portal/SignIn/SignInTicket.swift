import Foundation
import Hummingbird
import HTTPTypes
import Identity
import Register
import Seals

/// What must be remembered between sending somebody to unified identity and their coming back. It travels in an encrypted
/// cookie, so that strangers who never come back cost no row.
struct SignInTicket: Codable, Hashable, Sendable {
    /// Comes back in the answer, and proves that this browser asked.
    let state: String
    /// Comes back inside the signed token, and proves that the token was made for this.
    let nonce: String
    /// The secret whose digest went along (PKCE, RFC 7636).
    let verifier: String
    let next: String
    let expiresAt: Moment

    init(next: String, at now: Moment) {
        state = Base64URL.encode(randomBytes(24))
        nonce = Base64URL.encode(randomBytes(24))
        verifier = Base64URL.encode(randomBytes(32))
        self.next = next
        expiresAt = now.adding(seconds: Self.lifetime)
    }

    static let lifetime = 600.0

    var challenge: String { Base64URL.encode(Digests.sha256(verifier)) }
}

/// The ticket's cookie.
struct TicketCookie: Sendable {
    private let name: String
    private let isSecure: Bool
    private let cipher: FieldCipher

    init(isHTTPS: Bool, cipher: FieldCipher) {
        name = isHTTPS ? "__Host-signin" : "signin"
        isSecure = isHTTPS
        self.cipher = cipher
    }

    func set(_ ticket: SignInTicket, on response: inout Response) throws {
        let sealed = try cipher.seal(String(decoding: JSONEncoder().encode(ticket), as: UTF8.self), context: "portal.signin")
        append("\(name)=\(Base64URL.encode(sealed)); Max-Age=\(Int(SignInTicket.lifetime))", to: &response)
    }

    func clear(on response: inout Response) { append("\(name)=; Max-Age=0", to: &response) }

    /// Nil if there is none, if it is too old, or if it isn't ours.
    func ticket(in request: Request, at now: Moment) -> SignInTicket? {
        guard let value = request.cookies[name]?.value, let sealed = Base64URL.decode(value),
            let text = try? cipher.open(sealed, context: "portal.signin"),
            let ticket = try? JSONDecoder().decode(SignInTicket.self, from: Data(text.utf8)), ticket.expiresAt > now
        else { return nil }
        return ticket
    }

    private func append(_ cookie: String, to response: inout Response) {
        response.headers[values: .setCookie].append("\(cookie); Path=/; HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")")
    }
}
