/// Correction codewords over the field of 256 elements with the modulus x⁸ + x⁴ + x³ + x² + 1 (ISO/IEC 18004, 7.5.2).
final class ReedSolomon: Sendable {
    /// Codewords of correction in a block: at most 30, which four words hold.
    private let count: Int
    /// What each value of a leading coefficient takes away from those below it: the generator's multiples, the highest coefficient first.
    private let multiples: [SIMD4<UInt64>]

    /// One for each count that the standard knows: thirteen.
    private static let known = Known<Int, ReedSolomon>()

    /// - Parameter count: correction codewords of a block.
    static func of(_ count: Int) -> ReedSolomon { known.of(count, make: ReedSolomon.init) }

    private init(_ count: Int) {
        var generator: [UInt8] = [1]
        for power in 0..<count {
            var next = generator + [0]
            for (index, value) in generator.enumerated() { next[index + 1] ^= Field.product(value, Field.exponents[power]) }
            generator = next
        }
        self.count = count
        multiples = (UInt8.min...UInt8.max).map { factor in
            var words = SIMD4<UInt64>.zero
            for (index, coefficient) in generator.dropFirst().enumerated() {
                words[index / 8] |= UInt64(Field.product(coefficient, factor)) << UInt64(56 - index % 8 * 8)
            }
            return words
        }
    }

    func remainder(of block: ArraySlice<UInt8>) -> [UInt8] {
        var (first, second, third, fourth) = (0 as UInt64, 0 as UInt64, 0 as UInt64, 0 as UInt64)
        for byte in block {
            let multiple = multiples[Int(byte ^ UInt8(truncatingIfNeeded: first >> 56))]
            first = (first << 8 | second >> 56) ^ multiple[0]
            second = (second << 8 | third >> 56) ^ multiple[1]
            third = (third << 8 | fourth >> 56) ^ multiple[2]
            fourth = fourth << 8 ^ multiple[3]
        }
        let words = [first, second, third, fourth]
        return (0..<count).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - $0 % 8 * 8)) }
    }

    private enum Field {
        /// Powers of the element 2.
        static let exponents: [UInt8] = {
            var value = 1
            return (0..<255).map { _ in
                defer { value = value & 0x80 == 0 ? value << 1 : (value << 1 ^ 0x11D) & 0xFF }
                return UInt8(value)
            }
        }()

        private static let logarithms: [Int] = {
            var logarithms = [Int](repeating: 0, count: 256)
            for power in 0..<255 { logarithms[Int(exponents[power])] = power }
            return logarithms
        }()

        static func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
            a == 0 || b == 0 ? 0 : exponents[(logarithms[Int(a)] + logarithms[Int(b)]) % 255]
        }
    }
}
