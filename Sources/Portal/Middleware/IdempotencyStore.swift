import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Register
package import Seals
package import Storage

/// Remembers answers under the client's `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): who asks again gets the
/// first answer, and nothing happens twice.
///
/// The same key with another request is refused (422), a second one while the first is at work as well (409). Answers are
/// encrypted, since they may hold personal data, and kept for a day.
package struct IdempotencyStore: Sendable {
    let region: String
    let database: any Database
    let cipher: FieldCipher

    package init(region: String, database: any Database, cipher: FieldCipher) {
        self.region = region
        self.database = database
        self.cipher = cipher
    }

    /// Answers of more bytes than this are not kept; endpoints with this promise have small ones.
    static let bodyLimit = 256 * 1024
    static let lifetime = 86_400.0
    /// After this a request that never ended, because its server died, may be tried again.
    static let lease = 60.0

    func respond(
        to request: Request, key: String, context: AppContext, respond: @Sendable (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard (8...128).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw PortalError.idempotencyKeyMalformed
        }
        let endpoint = context.visit.endpoint
        let body = try await request.wholeBody(limit: endpoint?.bodyLimit ?? Self.bodyLimit)
        var request = request
        request.body = .init(buffer: ByteBuffer(bytes: body))
        let subject = context.visit.session.map { "\($0.signedIn.subject)" } ?? "public:\(context.visit.client)"
        let hash = Digests.sha256("\(subject)\n\(endpoint?.id ?? "")\n\(key)")
        let digest = Digests.sha256(Array("\(request.method.rawValue) \(request.head.path ?? "")\n\(request.mediaType)\n".utf8) + body)
        if let kept = try await begin(hash, digest, at: context.now) { return try restored(kept, hash) }
        let response: Response
        do {
            response = try await respond(request, context)
        } catch {
            // Nothing was done, or what was done says so itself: the client may try again with the same key.
            try? await forget(hash)
            throw error
        }
        return try await keep(response, hash)
    }

    func purge(at now: Moment) async throws {
        try await database.write { [region] connection in
            try connection.execute("DELETE FROM idempotency WHERE region = \(region) AND expires_at <= \(now.microseconds)")
        }
    }

    // MARK: Rows

    private struct Kept: Sendable {
        let status: Int64
        let sealed: [UInt8]
    }

    /// Takes the key for this request, or returns the answer that it already has.
    private func begin(_ hash: [UInt8], _ digest: [UInt8], at now: Moment) async throws -> Kept? {
        try await database.write { [region] connection -> Kept? in
            let row = try connection.row(
                "SELECT digest, status, answer, lease_until, expires_at FROM idempotency WHERE region = \(region) AND key_hash = \(hash)")
            if let row, try row.int("expires_at") > now.microseconds {
                guard try row.blob("digest") == digest else { throw PortalError.idempotencyKeyReused }
                if let status = try row.intIfPresent("status") { return Kept(status: status, sealed: try row.blob("answer")) }
                guard try row.int("lease_until") <= now.microseconds else { throw PortalError.idempotencyKeyBusy }
            }
            try connection.execute(
                """
                INSERT INTO idempotency (region, key_hash, digest, lease_until, expires_at)
                VALUES (\(region), \(hash), \(digest), \(now.adding(seconds: Self.lease).microseconds), \(now.adding(seconds: Self.lifetime).microseconds))
                ON CONFLICT (region, key_hash) DO UPDATE SET digest = excluded.digest, status = NULL, answer = NULL,
                lease_until = excluded.lease_until, expires_at = excluded.expires_at
                """)
            return nil
        }
    }

    private func keep(_ response: Response, _ hash: [UInt8]) async throws -> Response {
        let collector = BodyCollector(limit: Self.bodyLimit)
        try await response.body.write(collector)
        let bytes = collector.bytes
        var whole = Response(status: response.status, headers: response.headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        whole.headers[.contentLength] = String(bytes.count)
        guard !collector.isOverflown, response.status.code < 500 else {
            try await forget(hash)
            if collector.isOverflown { throw Problem.internalError }
            return whole
        }
        // Type and location make the answer; cookies and the rest belong to the first exchange.
        let head = [response.headers[.contentType] ?? "", response.headers[.location] ?? "", response.headers[.eTag] ?? ""].joined(separator: "\n")
        let sealed = try cipher.seal("\(head)\n\(Base64URL.encode(bytes))", context: "idempotency:\(Hex.encode(hash))")
        let status = response.status.code
        try await database.write { [region] connection in
            try connection.execute("UPDATE idempotency SET status = \(status), answer = \(sealed) WHERE region = \(region) AND key_hash = \(hash)")
        }
        return whole
    }

    private func restored(_ kept: Kept, _ hash: [UInt8]) throws -> Response {
        let lines = try cipher.open(kept.sealed, context: "idempotency:\(Hex.encode(hash))")
            .split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4, let bytes = Base64URL.decode(String(lines[3])) else { throw SealError.malformed("idempotent answer") }
        var headers: HTTPFields = [.idempotentReplayed: "true", .cacheControl: "no-store"]
        for (name, value) in zip([HTTPField.Name.contentType, .location, .eTag], lines) where !value.isEmpty { headers[name] = String(value) }
        return Response(status: .init(code: Int(kept.status)), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func forget(_ hash: [UInt8]) async throws {
        try await database.write { [region] connection in
            try connection.execute("DELETE FROM idempotency WHERE region = \(region) AND key_hash = \(hash)")
        }
    }
}
