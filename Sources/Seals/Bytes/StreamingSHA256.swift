import Crypto

/// SHA-256 over bytes that come in pieces.
struct StreamingSHA256 {
    private var state = SHA256()

    mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
    }

    func digest() -> [UInt8] { Array(state.finalize()) }
}
