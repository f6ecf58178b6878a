import HTTPTypes

/// What a client can unpack, as its `Accept-Encoding` says (RFC 9110 12.5.3). A client that says nothing gets what isn't packed.
struct AcceptedEncodings {
    private var allowed: Set<String> = []
    private var refused: Set<String> = []

    init(_ headers: HTTPFields) {
        for part in headers[values: .acceptEncoding].flatMap({ $0.split(separator: ",") }) {
            let pieces = part.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let name = pieces.first, !name.isEmpty else { continue }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if weight > 0 { allowed.insert(name) } else { refused.insert(name) }
        }
    }

    func contains(_ name: String) -> Bool {
        allowed.contains(name) || allowed.contains("x-\(name)") || (allowed.contains("*") && !refused.contains(name))
    }
}
