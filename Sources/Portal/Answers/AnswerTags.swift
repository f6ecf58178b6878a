import Casework
import HTTPTypes
import Hummingbird
import Identity
import Seals
import Storage
import Synchronization

/// Gives answers of the API a strong tag, and spares a client whose copy is still good the answer, and the registry its making.
///
/// The tag is a digest of the answer's own bytes, so that it can't be the same for two answers, whatever process, program or year they come from.
/// What the answer was made of is remembered beside it for each reader: if that is found unchanged, the answer would have the same bytes, and
/// the client is told so before a name is opened or a line written. A process that doesn't remember makes the answer and compares.
package final class AnswerTags: Sendable {
    private struct Known {
        let stamp: Stamp
        let tag: String
    }

    private let known: Mutex<Generations<String, Known>>

    /// - Parameter size: answers in a generation; each takes some 300 bytes.
    package init(size: Int = 8_192) {
        known = Mutex(Generations(size: size))
    }

    /// - Parameters:
    ///   - place: what is answered, and to whom; nobody's copy is ever held against another's.
    ///   - reading: reads what is shown, unless it is told that its stamp is familiar.
    func response<Shown: Sendable>(
        to request: Request, at place: String, reading: (@escaping Familiarity) async throws -> Glance<Shown>,
        writing: (Shown, inout JSONWriter) throws -> Void
    ) async throws -> Response {
        let held = HeldTags(request.headers)
        let last = held.isEmpty ? nil : known.withLock { $0[place] }.flatMap { held.contains($0.tag) ? $0 : nil }
        switch try await reading({ stamp in last?.stamp == stamp }) {
        case .same: return Self.unchanged(last?.tag ?? "")
        case .other(let shown, let stamp):
            var json = JSONWriter(capacity: 4_096)
            try json.object { try writing(shown, &$0) }
            let tag = keep(json, stamp, at: place)
            // It went another way and came to the same.
            return held.contains(tag) ? Self.unchanged(tag) : .json(json, headers: [.eTag: tag])
        }
    }

    /// The same for the answer to a change: whoever made it has its outcome, whatever they held before.
    func tagged(_ json: JSONWriter, _ stamp: Stamp, at place: String) -> Response {
        .json(json, headers: [.eTag: keep(json, stamp, at: place)])
    }

    private func keep(_ json: JSONWriter, _ stamp: Stamp, at place: String) -> String {
        let tag = "\"\(Base64URL.encode(Array(Digests.sha256(json.bytes).prefix(18))))\""
        known.withLock { $0.keep(Known(stamp: stamp, tag: tag), for: place) }
        return tag
    }

    /// With the headers that the answer itself would have had (RFC 9110 section 15.4.5). No cache keeps it: the copy is the client's own.
    private static func unchanged(_ tag: String) -> Response {
        Response(status: .notModified, headers: [.eTag: tag, .cacheControl: "no-store"])
    }
}
