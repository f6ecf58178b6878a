/// Everything that can go wrong with keys, seals and sealed documents.
package enum SealError: Error, Equatable, Sendable {
    /// A key, seed, token or signature has the wrong length or form. The text says which.
    case malformed(String)
    /// Authenticated decryption failed: wrong key, wrong context, or altered bytes.
    case notAuthentic
    /// A ciphertext names a key version or suite that this process doesn't hold.
    case unknownKey(String)
    /// The passphrase or machine key doesn't open the key folder.
    case wrongPassphrase(folder: String)
    /// The key folder can't be used as it is. The text tells an operator what to mend.
    case keyFolder(path: String, reason: String)
    /// A call of the operating system failed.
    case system(call: String, path: String, errno: Int32)
    /// A call of OpenSSL failed; `reasons` is its error queue, oldest first.
    case openSSL(call: String, reasons: [String])
    /// The bytes aren't a PDF that can be sealed or read.
    case pdf(String)
    /// The seal is not valid. The text says in which respect.
    case invalidSeal(String)
}

extension SealError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let what): "malformed \(what)"
        case .notAuthentic: "the bytes do not authenticate under this key and context"
        case .unknownKey(let key): "unknown key \(key)"
        case .wrongPassphrase(let folder): "the key folder \(folder) does not open with this passphrase or machine key"
        case .keyFolder(let path, let reason): "key folder \(path): \(reason)"
        case .system(let call, let path, let errno): "\(call) \(path) failed with errno \(errno)"
        case .openSSL(let call, let reasons): "\(call) failed: \(reasons.joined(separator: "; "))"
        case .pdf(let what): "PDF: \(what)"
        case .invalidSeal(let what): "invalid seal: \(what)"
        }
    }
}
