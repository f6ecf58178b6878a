/// A receipt without what its reader can work out: small enough for the QR code on a certificate.
///
/// Left out are the log's name (the key has it), the root (the path leads to it) and the names of the witnesses (their keys have them).
/// The entry itself is the application's own short form of it.
///
///     version (2) ‖ root of the map (32 bytes) ‖ index ‖ size ‖ length of entry ‖ entry ‖ number of hashes (1 byte) ‖ hashes
///     ‖ signature (64 bytes) ‖ number of cosignatures (1 byte) ‖ for each: key ID (4 bytes) ‖ time (8 bytes) ‖ signature (64 bytes)
///
/// The map's root can't be worked out, and what the log signed can't be rebuilt without it. Version 1 has none: its checkpoint is of before
/// there was a map.
/// Numbers are unsigned LEB128.
package struct CompactProof: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package let keyID: UInt32
        /// Time and Ed25519 signature: 72 bytes.
        package let signature: [UInt8]
    }

    private static let version: UInt8 = 2
    private static let versionWithoutMap: UInt8 = 1
    static let longestEntry = 2_048

    /// In the application's short form.
    package let entry: [UInt8]
    package let index: Int
    /// Of the tree that the log signed.
    package let size: Int
    /// The root of the map to which the checkpoint commits too; nil for one of before there was a map.
    package let mapRoot: Digest32?
    package let hashes: [Digest32]
    /// The log's Ed25519 signature.
    package let signature: [UInt8]
    package let cosignatures: [Line]

    /// The essence of a receipt.
    /// - Parameters:
    ///   - entry: The short form of the receipt's entry.
    ///   - origin: The log's name. Where several of its keys signed, the first Ed25519 signature goes along: that of the older key, which
    ///     most people hold.
    ///   - witnesses: Whose cosignatures go along, if they are Ed25519: the others are too long.
    /// - Throws: `malformedCheckpoint` for a checkpoint with other further lines than the map's root, `noTrustedSignature` without the log's signature.
    package init(
        of receipt: Receipt, entry: [UInt8], origin: String, witnesses: [CosignatureVerifier] = []
    ) throws(LedgerError) {
        let note = receipt.proof.checkpoint
        let checkpoint = try Checkpoint(text: note.text)
        mapRoot = try checkpoint.mapRoot
        guard checkpoint.extensions.count == (mapRoot == nil ? 0 : 1) else { throw .malformedCheckpoint("further lines don't fit a compact proof") }
        guard let own = note.signatures.first(where: { $0.name.isSame(as: origin) && $0.signature.count == 64 }) else {
            throw .noTrustedSignature
        }
        guard entry.count <= CompactProof.longestEntry else { throw .entryTooLong(entry.count) }
        self.entry = entry
        index = receipt.index
        size = checkpoint.size
        hashes = receipt.proof.hashes
        signature = own.signature
        cosignatures = witnesses.compactMap { key in
            note.signatures.first { $0.isBy(key.name, key.keyID) && $0.signature.count == CosignatureAlgorithm.ed25519.signatureBytes }
                .map { Line(keyID: $0.keyID, signature: $0.signature) }
        }
    }

    /// Reads the bytes. Nothing is verified yet.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        var reader = ByteReader(bytes)
        switch try reader.take(1).first {
        case CompactProof.version: mapRoot = Digest32(try reader.take(Digest32.byteCount))
        case CompactProof.versionWithoutMap: mapRoot = nil
        default: throw .malformedProof("another version of the compact form")
        }
        index = try reader.number()
        size = try reader.number()
        let length = try reader.number()
        guard length <= CompactProof.longestEntry else { throw .entryTooLong(length) }
        entry = try reader.take(length)
        let path = Int(try reader.take(1)[0])
        guard path <= TransparencyProof.longestPath else { throw .malformedProof("too many hashes") }
        var hashes: [Digest32] = []
        for _ in 0..<path {
            guard let hash = Digest32(try reader.take(32)) else { throw .malformedProof("not a hash") }
            hashes.append(hash)
        }
        self.hashes = hashes
        signature = try reader.take(64)
        var lines: [Line] = []
        for _ in 0..<Int(try reader.take(1)[0]) {
            let id = try reader.take(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            lines.append(Line(keyID: id, signature: try reader.take(CosignatureAlgorithm.ed25519.signatureBytes)))
        }
        cosignatures = lines
        guard reader.isAtEnd else { throw .malformedProof("bytes behind the compact form") }
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = mapRoot.map { [CompactProof.version] + $0.bytes } ?? [CompactProof.versionWithoutMap]
        CompactProof.append(index, to: &bytes)
        CompactProof.append(size, to: &bytes)
        CompactProof.append(entry.count, to: &bytes)
        bytes += entry
        bytes.append(UInt8(hashes.count))
        for hash in hashes { bytes += hash.bytes }
        bytes += signature
        bytes.append(UInt8(cosignatures.count))
        for line in cosignatures { bytes += KeyName.bigEndian(line.keyID) + line.signature }
        return bytes
    }

    /// The receipt again: verifying it verifies everything that the compact form says.
    /// - Parameter entry: the entry whose short form this has.
    package func receipt(
        entry full: [UInt8], log: any LogAuthority, witnesses: [CosignatureVerifier] = []
    ) throws(LedgerError) -> Receipt {
        let root = try MerkleProof.root(leaf: MerkleHash.leaf(full), index: index, size: size, proof: hashes)
        let checkpoint =
            if let mapRoot { try Checkpoint(origin: log.name, size: size, root: root, mapRoot: mapRoot) } else {
                try Checkpoint(origin: log.name, size: size, root: root)
            }
        var note = try SignedNote(text: checkpoint.text)
        // The compact form doesn't say which of the log's keys signed.
        let text = Array(note.text.utf8)
        guard let key = log.keys.first(where: { $0.verifier.accepts(signature, of: text) }) ?? log.keys.first else { throw .noTrustedSignature }
        note = try note.adding(NoteSignature(name: log.name, keyID: key.verifier.keyID, signature: signature))
        for line in cosignatures {
            guard let key = witnesses.first(where: { $0.keyID == line.keyID }) else { continue }
            note = try note.adding(NoteSignature(name: key.name, keyID: key.keyID, signature: line.signature))
        }
        return try Receipt(entry: full, index: index, hashes: hashes, checkpoint: note)
    }

    /// Unsigned LEB128.
    package static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = UInt64(max(0, number))
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Takes bytes from the front, and says so when there are not enough.
package struct ByteReader: Sendable {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func take(_ count: Int) throws(LedgerError) -> [UInt8] {
        guard count >= 0, count <= bytes.count - position else { throw .malformedProof("it breaks off") }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// Unsigned LEB128 in its shortest form, below 2^53: what browsers count with.
    package mutating func number() throws(LedgerError) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 56, by: 7) {
            let byte = try take(1)[0]
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 {
                guard value < 1 << 53, shift == 0 || byte != 0 else { break }
                return Int(value)
            }
        }
        throw .malformedProof("not a number")
    }
}
