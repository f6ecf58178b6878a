import Casework
import HTTPTypes
import Hummingbird
import Identity
import Ledger
import NIOCore
import Packing
import Storage

/// The transparency log as static resources, to the letter of C2SP tlog-tiles: whoever wants to verify needs no code of ours.
///
/// | method | path                                     | what                                                   |
/// | ------ | ---------------------------------------- | ------------------------------------------------------ |
/// | GET    | /log/checkpoint                          | the published checkpoint with its cosignatures         |
/// | GET    | /log/tile/{level}/{index}[.p/{width}]    | up to 256 hashes of every eighth level                 |
/// | GET    | /log/tile/entries/{index}[.p/{width}]    | the entries under a tile of level 0                    |
struct LogTileRoutes: RouteGroup {
    let desk: Desk
    private let bundles = PackedBundles()

    init(desk: Desk) { self.desk = desk }

    func addRoutes(to table: inout RouteTable) {
        table.anyone(Endpoint("log.checkpoint", .get, PathTemplate("/log/checkpoint"), .viewPublicPages, .file, "登记日志的检查点（C2SP tlog-checkpoint）"), checkpoint)
        // An index has a group of three digits for each factor of 1000, and a partial tile one part more: five reach 10^12 tiles.
        var path = "/log/tile/{level}"
        for depth in 1...5 {
            path += "/{part\(depth)}"
            table.anyone(
                Endpoint("log.tile\(depth)", .get, PathTemplate(path), .viewPublicPages, .file, "登记日志的散列块或条目块（C2SP tlog-tiles）"), tile)
        }
    }

    /// Third parties' pages may read the log from their own sites; it is public and the same for everybody.
    private static func answer(_ bytes: [UInt8], type: String, cache: String) -> Response { answer(ByteBuffer(bytes: bytes), type: type, cache: cache) }

    private static func answer(_ bytes: ByteBuffer, type: String, cache: String) -> Response {
        var headers: HTTPFields = [.contentType: type, .cacheControl: cache]
        headers[.accessControlAllowOrigin] = "*"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: bytes))
    }

    @Sendable func checkpoint(_ request: Request, _ context: AppContext) async throws -> Response {
        let needsWitnesses = desk.witnesses.policy.needsWitnesses
        let note = try await desk.office.database.read { connection in
            needsWitnesses ? try LogRecords.latestPublication(in: connection)?.note : try LogRecords.latestCheckpoint(in: connection)?.note
        }
        guard let note else { throw PortalError.unavailable("登记日志还没有公布检查点，请稍后再试。") }
        return Self.answer(Array(note.utf8), type: "text/plain; charset=utf-8", cache: "public, max-age=1")
    }

    /// A tile or bundle of a given width never changes, so everybody may keep it for ever.
    private static let forEver = "public, max-age=31536000, immutable"

    @Sendable func tile(_ request: Request, _ context: AppContext) async throws -> Response {
        let path = String(request.uri.path.dropFirst("/log/".count))
        if path.hasPrefix("tile/entries/") { return try await bundle(path, packed: AcceptedEncodings(request.headers).contains("gzip")) }
        guard let bytes = try await hashes(path) else { throw PortalError.notFound }
        // Hashes are as good as random: packed they only become longer.
        return Self.answer(bytes, type: "application/octet-stream", cache: Self.forEver)
    }

    /// Entry bundles should be compressed where the client accepts it (C2SP tlog-tiles). With the least effort: 0.4 ms for a full bundle of 81 kB, which
    /// becomes 23 kB; the most would take eight times as long for a tenth less. Whatever lies in front keeps either form for ever.
    private func bundle(_ path: String, packed isPacked: Bool) async throws -> Response {
        guard let place = try? EntryBundle.parse(path: path), place.index < Int(Int32.max) else { throw PortalError.notFound }
        let isFull = place.width == TileID.fullWidth
        let bytes: ByteBuffer
        if isPacked, isFull, let kept = bundles.bundle(place.index) {
            bytes = kept
        } else {
            guard let bundle = try await entries(place.index, place.width) else { throw PortalError.notFound }
            bytes = ByteBuffer(bytes: isPacked ? try Packing.gzip.pack(bundle, .some) : bundle)
            if isPacked, isFull { bundles.keep(bytes, place.index) }
        }
        var response = Self.answer(bytes, type: "application/octet-stream", cache: Self.forEver)
        if isPacked { response.headers[.contentEncoding] = "gzip" }
        response.headers[.vary] = "Accept-Encoding"
        return response
    }

    /// - Returns: nil for what the log doesn't have.
    private func hashes(_ path: String) async throws -> [UInt8]? {
        guard let id = try? TileID(path: path) else { return nil }
        let stored = try await desk.office.database.read { try LogRecords.tile(level: id.level, index: Int64(id.index), in: $0) }
        let needed = id.width * Digest32.byteCount
        guard let stored, stored.count >= needed else { return nil }
        return Array(stored.prefix(needed))
    }

    private func entries(_ index: Int, _ width: Int) async throws -> [UInt8]? {
        let first = Int64(index * TileID.fullWidth)
        let found = try await desk.office.database.read { try LogRecords.entries(from: first, to: first + Int64(width), in: $0) }
        guard found.count == width else { return nil }
        var bytes: [UInt8] = []
        for entry in found { try EntryBundle.append(entry, to: &bytes) }
        return bytes
    }
}
