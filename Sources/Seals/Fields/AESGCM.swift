import COpenSSL
import Synchronization

/// AES-256-GCM (NIST SP 800-38D) under one key, whose schedule is reckoned once and not for every field.
final class AESGCM: Sendable {
    static let nonceLength = 12
    static let tagLength = 16

    private let sealing: CipherContexts
    private let opening: CipherContexts

    /// - Parameter key: 32 bytes.
    init(key: [UInt8]) {
        sealing = CipherContexts(key: key, seals: true)
        opening = CipherContexts(key: key, seals: false)
    }

    /// Header, nonce, ciphertext, tag. Header and context are authenticated.
    func seal(_ plain: UnsafeRawBufferPointer, header: [UInt8], context: String) throws -> [UInt8] {
        let length = try Self.length(plain)
        let nonce = randomBytes(Self.nonceLength)
        return try sealing.withContext { cipher in
            try check(EVP_EncryptInit_ex(cipher, nil, nil, nil, nonce), "EVP_EncryptInit_ex(AES-256-GCM)")
            var written: Int32 = 0
            try Self.associated(header, context) { bytes in
                try check(EVP_EncryptUpdate(cipher, nil, &written, bytes.baseAddress, Int32(bytes.count)), "EVP_EncryptUpdate(AES-256-GCM)")
            }
            let start = header.count + nonce.count
            let whole = start + plain.count + Self.tagLength
            return try [UInt8](unsafeUninitializedCapacity: whole) { buffer, count in
                _ = buffer.initialize(fromContentsOf: header)
                _ = buffer[header.count...].initialize(fromContentsOf: nonce)
                guard let text = buffer.baseAddress.map({ $0 + start }) else { return }
                if length > 0 {
                    let bytes = plain.bindMemory(to: UInt8.self).baseAddress
                    try check(EVP_EncryptUpdate(cipher, text, &written, bytes, length), "EVP_EncryptUpdate(AES-256-GCM)")
                }
                try check(EVP_EncryptFinal_ex(cipher, text + plain.count, &written), "EVP_EncryptFinal_ex(AES-256-GCM)")
                try check(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagLength), text + plain.count), "EVP_CTRL_AEAD_GET_TAG")
                count = whole
            }
        }
    }

    /// What was sealed under this header and context.
    /// - Throws: ``SealError/notAuthentic`` for anything else; nothing of it is given out then.
    func open(_ bytes: UnsafeRawBufferPointer, header: Int, context: String) throws -> [UInt8] {
        let start = header + Self.nonceLength
        let size = bytes.count - start - Self.tagLength
        guard size >= 0, let base = bytes.bindMemory(to: UInt8.self).baseAddress else { throw SealError.notAuthentic }
        let length = try Self.length(bytes) - Int32(bytes.count - size)
        return try opening.withContext { cipher in
            try check(EVP_DecryptInit_ex(cipher, nil, nil, nil, base + header), "EVP_DecryptInit_ex(AES-256-GCM)")
            var written: Int32 = 0
            try Self.associated(UnsafeBufferPointer(start: base, count: header), context) { bytes in
                try check(EVP_DecryptUpdate(cipher, nil, &written, bytes.baseAddress, Int32(bytes.count)), "EVP_DecryptUpdate(AES-256-GCM)")
            }
            // Room for one byte more, so that there is an address even for an empty text.
            return try [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
                if length > 0 { try check(EVP_DecryptUpdate(cipher, buffer.baseAddress, &written, base + start, length), "EVP_DecryptUpdate(AES-256-GCM)") }
                let tag = UnsafeMutablePointer(mutating: base + start + size)  // It is read only.
                try check(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagLength), tag), "EVP_CTRL_AEAD_SET_TAG")
                guard EVP_DecryptFinal_ex(cipher, buffer.baseAddress.map { $0 + size }, &written) > 0 else {
                    ERR_clear_error()
                    throw SealError.notAuthentic
                }
                count = size
            }
        }
    }

    private static func associated(_ header: some Sequence<UInt8>, _ context: String, _ add: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        _ = try header.withContiguousStorageIfAvailable(add)
        var context = context
        try context.withUTF8 { if !$0.isEmpty { try add($0) } }
    }

    /// OpenSSL counts in 32 bits.
    private static func length(_ bytes: UnsafeRawBufferPointer) throws -> Int32 {
        guard let length = Int32(exactly: bytes.count) else { throw SealError.malformed("a field of \(bytes.count) bytes") }
        return length
    }
}

/// OpenSSL's contexts that hold one key and wait for their next use: each serves one thread at a time.
private final class CipherContexts: Sendable {
    private let key: [UInt8]
    private let seals: Bool
    private let idle = Mutex<[Context]>([])

    private final class Context: @unchecked Sendable {
        let cipher: OpaquePointer

        init(_ key: [UInt8], seals: Bool) throws {
            guard let cipher = EVP_CIPHER_CTX_new() else { throw openSSLFailure("EVP_CIPHER_CTX_new") }
            self.cipher = cipher
            try check(EVP_CipherInit_ex(cipher, EVP_aes_256_gcm(), nil, key, nil, seals ? 1 : 0), "EVP_CipherInit_ex(AES-256-GCM)")
        }

        deinit { EVP_CIPHER_CTX_free(cipher) }
    }

    init(key: [UInt8], seals: Bool) {
        self.key = key
        self.seals = seals
    }

    /// One in which something failed isn't used again.
    func withContext<T>(_ work: (OpaquePointer) throws -> T) throws -> T {
        let context = try idle.withLock { $0.popLast() } ?? Context(key, seals: seals)
        let value = try work(context.cipher)
        idle.withLock { $0.append(context) }
        return value
    }
}
