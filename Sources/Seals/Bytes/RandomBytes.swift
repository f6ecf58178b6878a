#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Bytes from the operating system's cryptographic generator.
package func randomBytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
            // So many it gives at a time.
            let part = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<min(count, filled + 256)])
            precondition(part.baseAddress.map { getentropy($0, part.count) } == 0, "the system has no random bytes")
            filled += part.count
        }
    }
}
