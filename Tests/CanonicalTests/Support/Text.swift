import Register

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

func canonical(_ json: String) throws -> String { text(try CanonicalJSON.canonicalize(Array(json.utf8))) }

func encoded(_ value: some Encodable) throws -> String { text(try CanonicalJSON.encode(value)) }

func decoded<T: Decodable>(_ type: T.Type, _ json: String) throws -> T {
    try CanonicalJSON.decode(type, from: Array(json.utf8))
}
