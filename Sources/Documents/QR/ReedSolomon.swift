/// Correction codewords over the field of 256 elements with the modulus x⁸ + x⁴ + x³ + x² + 1 (ISO/IEC 18004, 7.5.2).
struct ReedSolomon {
    /// Logarithms of the generator's coefficients below the highest one, which is 1; the highest first.
    private let generator: [Int]

    /// - Parameter count: correction codewords of a block.
    init(_ count: Int) {
        var product: [UInt8] = [1]
        for power in 0..<count {
            var next = product + [0]
            for (index, value) in product.enumerated() where value != 0 { next[index + 1] ^= Field.exponents[Field.logarithms[Int(value)] + power] }
            product = next
        }
        // No coefficient of these generators is zero.
        generator = product.dropFirst().map { Field.logarithms[Int($0)] }
    }

    func remainder(of block: ArraySlice<UInt8>) -> [UInt8] {
        var work = Array(block) + [UInt8](repeating: 0, count: generator.count)
        let length = block.count
        work.withUnsafeMutableBufferPointer { work in
            Field.exponents.withUnsafeBufferPointer { exponents in
                generator.withUnsafeBufferPointer { generator in
                    for index in 0..<length where work[index] != 0 {
                        let factor = Field.logarithms[Int(work[index])]
                        for (offset, logarithm) in generator.enumerated() { work[index + 1 + offset] ^= exponents[factor + logarithm] }
                    }
                }
            }
        }
        return Array(work[length...])
    }

    private enum Field {
        /// Powers of the element 2, twice around, so that sums of two logarithms need no remainder.
        static let exponents: [UInt8] = {
            var value = 1
            return (0..<510).map { _ in
                defer { value = value & 0x80 == 0 ? value << 1 : (value << 1 ^ 0x11D) & 0xFF }
                return UInt8(value)
            }
        }()

        static let logarithms: [Int] = {
            var logarithms = [Int](repeating: 0, count: 256)
            for power in 0..<255 { logarithms[Int(exponents[power])] = power }
            return logarithms
        }()
    }
}
