/// One value, or one key, of parsed JSON. The nodes of a text lie one after another as they stand in it: an object's
/// or array's children follow it, and in objects each key is followed by its value.
struct JSONNode {
    enum Kind: UInt8 { case null, `false`, `true`, number, string, array, object }

    let kind: Kind
    /// A string with escapes.
    let escaped: Bool
    /// First byte: of a string the one after the quote.
    let start: UInt32
    /// Byte after the last: of a string the closing quote.
    var end: UInt32
    /// Index of the node after this one and all its children.
    var next: UInt32
    /// Of arrays and objects the number of elements or members.
    var count: UInt32
    /// Of objects the key at which the next search begins: whoever asks for keys in order finds each at once.
    var cursor: UInt32
}

/// Parsed JSON: its bytes and its nodes. Owns both, so that a decoder that somebody keeps stays valid.
final class JSONTape {
    let bytes: UnsafeBufferPointer<UInt8>
    let nodes: UnsafeMutableBufferPointer<JSONNode>

    init(parsing source: some Collection<UInt8>, limits: JSONLimits) throws(CanonicalJSONError) {
        let count = source.count
        guard count <= limits.bytes else { throw .malformed(.tooLong(limit: limits.bytes), offset: limits.bytes) }
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
        _ = copy.initialize(from: source)
        bytes = UnsafeBufferPointer(copy)
        var scanner = JSONScanner(bytes, depth: limits.depth)
        do {
            try scanner.scan()
        } catch {
            copy.deallocate()
            throw error
        }
        nodes = scanner.takeNodes()
    }

    deinit {
        bytes.deallocate()
        nodes.deallocate()
    }

    /// What stands between a string's quotes, or the text of a number.
    @inline(__always)
    func raw(_ node: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[Int(nodes[node].start)..<Int(nodes[node].end)])
    }

    @inline(__always)
    func text(_ node: Int) -> String {
        nodes[node].escaped ? JSONEscapes.text(raw(node)) : String(decoding: raw(node), as: UTF8.self)
    }

    /// The value of a member, nil if the object has none of that name.
    @inline(__always)
    func member(_ object: Int, _ name: String) -> Int? {
        let members = nodes[object].count
        if members == 0 { return nil }
        var name = name
        return name.withUTF8 { wanted in
            let end = nodes[object].next
            var key = nodes[object].cursor
            for _ in 0..<members {
                let value = key + 1
                let following = nodes[Int(value)].next
                if isNamed(Int(key), wanted) {
                    nodes[object].cursor = following == end ? UInt32(object) + 1 : following
                    return Int(value)
                }
                key = following == end ? UInt32(object) + 1 : following
            }
            return nil
        }
    }

    @inline(__always)
    private func isNamed(_ key: Int, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
        if nodes[key].escaped { return JSONEscapes.bytes(raw(key)).elementsEqual(wanted) }
        let start = Int(nodes[key].start)
        guard Int(nodes[key].end) - start == wanted.count else { return false }
        for index in 0..<wanted.count where bytes[start + index] != wanted[index] { return false }
        return true
    }

    /// Names and numbers on the way from the whole to a node. Looked for only when there is an error to tell.
    func path(to node: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var parent = 0
        while parent < node, nodes[parent].kind == .object || nodes[parent].kind == .array {
            let isObject = nodes[parent].kind == .object
            var child = parent + 1
            var index = 0
            while child < Int(nodes[parent].next) {
                let value = isObject ? child + 1 : child
                if node < Int(nodes[value].next) {
                    path.append(isObject ? JSONKey(text(child)) : JSONKey(index))
                    parent = value
                    break
                }
                child = Int(nodes[value].next)
                index += 1
            }
        }
        return path
    }
}
