/// Checks one key's signatures. Ed25519 is `Ed25519Verifier`; further signature types conform in the same way.
package protocol NoteVerifier: LogAuthority {
    var name: String { get }
    /// Distinguishes keys, and algorithms, of one name.
    var keyID: UInt32 { get }
    /// `name+id+base64(type ‖ public key)`
    var vkey: String { get }
    /// Whether this key signed the text of a note (final newline included, blank line not).
    func accepts(_ signature: [UInt8], of text: [UInt8]) -> Bool
}

/// Signs notes with one key.
package protocol NoteSigner: Sendable {
    var name: String { get }
    var keyID: UInt32 { get }
    /// Of the public half.
    var vkey: String { get }
    func sign(_ text: [UInt8]) throws -> [UInt8]
}
