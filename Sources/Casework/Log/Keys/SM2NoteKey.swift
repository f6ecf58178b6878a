package import Ledger
import Seals

/// Verifies a log's SM2 signature under a note: SM2 with SM3 (GB/T 32918.2-2016, GB/T 32905-2016) over the note's text.
///
/// C2SP signed-note has no type for it, so the type is 0xff with a longer identifier behind it, as that text recommends. The public key
/// is the uncompressed point (65 bytes), the signature DER (GB/T 35276-2017), the signer's identifier the one that GM/T 0009 fixes where
/// nothing else is agreed. Whoever doesn't know the type ignores the line.
package struct SM2NoteVerifier: NoteVerifier, Hashable {
    /// Behind the type byte, in verifier keys and under the key's ID.
    static let identifier: [UInt8] = [0xFF] + Array("sm2-sm3.gbt32918/note/v1\n".utf8)

    package let name: String
    package let keyID: UInt32
    /// 0x04 ‖ x ‖ y
    package let point: [UInt8]

    /// - Throws: `LedgerError.malformedKey` for anything but a point of the curve.
    package init(name: String, point: [UInt8]) throws {
        guard KeyName.isValid(name) else { throw LedgerError.malformedKey("not a key name: \(name)") }
        guard point.count == 65, point[0] == 4, (try? SM2Verifier(publicKey: point)) != nil else {
            throw LedgerError.malformedKey("an SM2 public key is a point of its curve in 65 bytes")
        }
        self.name = name
        self.point = point
        keyID = KeyName.id(name: name, typeAndKey: Self.identifier + point)
    }

    /// Reads a verifier key: `name+id+base64(0xff ‖ identifier ‖ point)`.
    package init(vkey: some StringProtocol) throws {
        let (name, id, key) = try NoteKey.parts(vkey)
        guard key.starts(with: Self.identifier) else { throw LedgerError.malformedKey("not an SM2 verifier key") }
        try self.init(name: name, point: Array(key.dropFirst(Self.identifier.count)))
        guard id == keyID else { throw LedgerError.malformedKey("the ID belongs to another key") }
    }

    package var vkey: String { NoteKey.text(name: name, id: keyID, typeAndKey: Self.identifier + point) }

    package func accepts(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        (try? SM2Verifier(publicKey: point))?.verify(signature, over: text) ?? false
    }
}

/// A log's private SM2 key.
package struct SM2NoteSigner: NoteSigner {
    package let verifier: SM2NoteVerifier
    private let key: SM2Signer

    package init(name: String, pkcs8: [UInt8]) throws {
        key = try SM2Signer(pkcs8: pkcs8)
        verifier = try SM2NoteVerifier(name: name, point: Array(key.publicKey.suffix(65)))
    }

    package var name: String { verifier.name }
    package var keyID: UInt32 { verifier.keyID }
    package var vkey: String { verifier.vkey }
    package func sign(_ text: [UInt8]) throws -> [UInt8] { try key.sign(text) }
}

extension NoteKey {
    /// A log's verifier key of either algorithm.
    package static func verifier(_ vkey: some StringProtocol) throws -> any NoteVerifier {
        try typeByte(vkey) == SM2NoteVerifier.identifier[0] ? SM2NoteVerifier(vkey: vkey) : Ed25519Verifier(vkey: vkey)
    }
}
