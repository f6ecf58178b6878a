package import Seals

/// Encrypts what is personal before it is stored, and makes the keyed index by which it is found again.
///
/// Ciphertexts are bound to their table, column and row, so that a database administrator can't move one person's number
/// to another's row.
package struct PartySealer: Sendable {
    private let cipher: FieldCipher
    private let index: BlindIndex

    package init(cipher: FieldCipher, index: BlindIndex) {
        self.cipher = cipher
        self.index = index
    }

    /// The installation's own keys, made at first use.
    package init(keys: KeyFolder, suite: CipherSuite = .aes256GCM) throws {
        try self.init(cipher: keys.fieldCipher("party-fields", suite: suite), index: keys.blindIndex("party-index"))
    }

    func seal(_ text: String, _ column: SealedColumn, row: String) throws -> [UInt8] {
        try cipher.seal(text, context: "\(column.rawValue):\(row)")
    }

    func open(_ bytes: [UInt8], _ column: SealedColumn, row: String) throws -> String {
        try cipher.open(bytes, context: "\(column.rawValue):\(row)")
    }

    func indexToken(_ text: String, domain: String) -> [UInt8] {
        index.token(text, domain: domain)
    }

    /// The tokens under all keys that the index has had: what is sought may have been indexed under any.
    func indexTokens(_ text: String, domain: String) -> [[UInt8]] {
        index.tokens(text, domain: domain)
    }

    /// A keyed digest of a row, by which a later change of it is noticed.
    func rowToken(_ parts: [String], domain: String) -> [UInt8] {
        index.token(Self.row(parts), domain: domain)
    }

    /// Whether a row's digest is genuine, under whichever key it was written.
    func isRowToken(_ token: [UInt8]?, of parts: [String], domain: String) -> Bool {
        token.map(index.tokens(Self.row(parts), domain: domain).contains) ?? false
    }

    /// Length-prefixed, so that text can't wander from one column to the next unnoticed.
    private static func row(_ parts: [String]) -> String { parts.map { "\($0.utf8.count):\($0)" }.joined() }

    /// The same text under the key that encrypts now; nil where it is already.
    func renewed(_ bytes: [UInt8], _ column: SealedColumn, row: String) throws -> [UInt8]? {
        try cipher.renewed(bytes, context: "\(column.rawValue):\(row)")
    }
}

/// The encrypted columns of this module.
enum SealedColumn: String {
    case partyName = "party.name"
    case partyIdentifier = "party.identifier"
    case partyPhone = "party.phone"
    case secondFactor = "account.second_factor"
    case sessionBody = "session.body"
}
