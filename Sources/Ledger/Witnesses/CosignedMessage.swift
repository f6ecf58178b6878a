/// What a witness signs of a checkpoint (C2SP tlog-cosignature).
enum CosignedMessage {
    /// - Throws: `malformedCheckpoint` for a text that isn't a checkpoint, or one whose origin `subtree/v1` has no room for.
    static func bytes(_ text: [UInt8], by name: String, _ algorithm: CosignatureAlgorithm, at seconds: Int64) throws(LedgerError) -> [UInt8] {
        switch algorithm {
        // Two lines, then the whole text.
        case .ed25519: return Array("cosignature/v1\ntime \(seconds)\n".utf8) + text
        // The structure `cosigned_message`: the tree as a subtree that begins at 0. The name is in it, so that no key serves two witnesses.
        case .mldsa44:
            guard let text = String(validating: text, as: UTF8.self) else { throw .malformedCheckpoint("not UTF-8") }
            let checkpoint = try Checkpoint(text: text)
            return Array("subtree/v1\n\0".utf8) + (try short(name)) + BigEndian.bytes(UInt64(seconds)) + (try short(checkpoint.origin))
                + BigEndian.bytes(0) + BigEndian.bytes(UInt64(checkpoint.size)) + checkpoint.root.bytes
        }
    }

    /// `opaque text<1..2^8-1>` of RFC 8446 §3.4.
    private static func short(_ text: String) throws(LedgerError) -> [UInt8] {
        guard (1...255).contains(text.utf8.count) else { throw .malformedCheckpoint("a name of more than 255 bytes") }
        return [UInt8(text.utf8.count)] + Array(text.utf8)
    }
}

enum BigEndian {
    static func bytes(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}
