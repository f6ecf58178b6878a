import Register
import Storage
import Synchronization

/// Pages as they were last decoded, each beside its bytes: a case reads the pages of its unit and of the land under it some ten times, and
/// only if the bytes are others is there anything new to decode.
enum DecodedFolios {
    private struct Page: Sendable {
        let body: [UInt8]
        let folio: Folio
    }

    private static let pages = Mutex(Generations<String, Page>(size: 512))

    static func folio(_ unit: String, _ body: [UInt8]) throws -> Folio {
        if let known = pages.withLock({ $0[unit] }), known.body == body { return known.folio }
        let folio = try CanonicalJSON.decode(Folio.self, from: body)
        pages.withLock { $0.keep(Page(body: body, folio: folio), for: unit) }
        return folio
    }
}
