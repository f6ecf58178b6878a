/// How a stored field is encrypted. The number is the first byte of every ciphertext, so both may live in one table.
package enum CipherSuite: UInt8, Sendable, CaseIterable {
    /// AES-256-GCM (NIST SP 800-38D).
    case aes256GCM = 1
    /// SM4-CTR with HMAC-SM3, for deployments under GB/T 39786.
    case sm4HMACSM3 = 2
}
