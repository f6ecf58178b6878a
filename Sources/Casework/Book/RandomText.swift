#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Random keys that nobody can guess, from the operating system's generator.
package enum RandomText {
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var generator = SystemRandomNumberGenerator()
            while initialized < count {
                // As many at a time as the call gives: each is a call into the kernel.
                let part = min(count - initialized, 256)
                if let base = buffer.baseAddress, getentropy(base + initialized, part) == 0 {
                    initialized += part
                } else {
                    buffer[initialized] = UInt8.random(in: .min ... .max, using: &generator)
                    initialized += 1
                }
            }
        }
    }

    package static func hex(_ count: Int) -> String { RegisterHash.hex(bytes(count)) }
}
