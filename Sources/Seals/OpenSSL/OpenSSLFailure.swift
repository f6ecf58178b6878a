import COpenSSL

/// Empties this thread's error queue into an error. Call it right where the call failed: the queue belongs to the thread.
func openSSLFailure(_ call: String) -> SealError {
    var reasons: [String] = []
    while true {
        let code = ERR_get_error()
        if code == 0 { break }
        var text = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(code, &text, text.count)
        reasons.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    return .openSSL(call: call, reasons: reasons)
}

/// Throws unless an OpenSSL call answered 1 or more.
func check(_ result: Int32, _ call: String) throws {
    guard result > 0 else { throw openSSLFailure(call) }
}

/// The DER that an OpenSSL `i2d` function writes.
func encoded(_ call: String, _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32) throws -> [UInt8] {
    var pointer: UnsafeMutablePointer<UInt8>?
    let length = write(&pointer)
    guard length > 0, let pointer else { throw openSSLFailure(call) }
    defer { dengbu_free(pointer) }
    return Array(UnsafeBufferPointer(start: pointer, count: Int(length)))
}

/// The object that an OpenSSL `d2i` function reads from the whole of the bytes.
func decoded(
    _ call: String, _ bytes: [UInt8],
    _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?
) throws -> OpaquePointer {
    try bytes.withUnsafeBufferPointer { buffer in
        var cursor = buffer.baseAddress
        guard let object = read(&cursor, buffer.count) else { throw openSSLFailure(call) }
        return object
    }
}
