/// Canonical JSON (RFC 8785): of each value exactly one sequence of bytes, so that it can be hashed and signed.
///
/// Keys are sorted by UTF-16 code units, nothing is escaped that needn't be, numbers are written as ECMAScript does.
/// Members that are nil are left out, as `Encodable` synthesises it.
package enum CanonicalJSON {
    /// - Throws: `CanonicalJSONError` for numbers that JSON readers don't keep; whatever the value's own `encode(to:)` throws.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let sink = EncodingSink()
        try sink.encode(value)
        return sink.state.pointee.out.array()
    }

    /// Reads any strict JSON, canonical or not. Unknown members are ignored, repeated ones refused.
    /// - Throws: `CanonicalJSONError` if the bytes aren't JSON, `DecodingError` if they don't fit the type.
    package static func decode<T: Decodable>(
        _ type: T.Type, from bytes: some Collection<UInt8>, limits: JSONLimits = .standard
    ) throws -> T {
        let tape = try JSONTape(parsing: bytes, limits: limits)
        return try tape.decode(type, at: 0)
    }

    /// The canonical form of any strict JSON.
    package static func canonicalize(
        _ bytes: some Collection<UInt8>, limits: JSONLimits = .standard
    ) throws(CanonicalJSONError) -> [UInt8] {
        try JSONValue(parsing: bytes, limits: limits).canonicalBytes
    }
}

/// How much JSON is read from strangers.
package struct JSONLimits: Hashable, Sendable {
    package var bytes: Int
    /// Nested objects and arrays; at most 512.
    package var depth: Int

    package init(bytes: Int, depth: Int) {
        self.bytes = min(max(bytes, 0), Int(Int32.max))
        self.depth = min(max(depth, 0), 512)
    }

    /// 8 MiB, 64 levels.
    package static let standard = JSONLimits(bytes: 8 << 20, depth: 64)
}
