/// A size of QR code, 1 to 40, and how its codewords are divided (ISO/IEC 18004, tables 1, 7 and 9).
struct QRVersion: Hashable, Sendable {
    let number: Int

    static let all = (1...40).map(QRVersion.init(number:))

    /// Modules a side.
    var size: Int { 17 + 4 * number }

    /// Data and correction together, without what is left over of the last one.
    var codewords: Int {
        var modules = (16 * number + 128) * number + 64
        if number >= 2 {
            let patterns = number / 7 + 2
            modules -= (25 * patterns - 10) * patterns - 55
            if number >= 7 { modules -= 36 }
        }
        return modules / 8
    }

    /// Rows and columns in which alignment patterns have their middle (annex E).
    var alignment: [Int] {
        guard number >= 2 else { return [] }
        let patterns = number / 7 + 2
        let step = (number * 8 + patterns * 3 + 5) / (patterns * 4 - 4) * 2
        return [6] + (0..<patterns - 1).reversed().map { size - 7 - $0 * step }
    }

    /// Correction codewords in each block.
    func correctionCodewords(_ correction: QRCode.Correction) -> Int {
        switch correction {
        case .low: Self.low.words[number - 1]
        case .medium: Self.medium.words[number - 1]
        case .quartile: Self.quartile.words[number - 1]
        case .high: Self.high.words[number - 1]
        }
    }

    func blocks(_ correction: QRCode.Correction) -> Int {
        switch correction {
        case .low: Self.low.blocks[number - 1]
        case .medium: Self.medium.blocks[number - 1]
        case .quartile: Self.quartile.blocks[number - 1]
        case .high: Self.high.blocks[number - 1]
        }
    }

    func dataCodewords(_ correction: QRCode.Correction) -> Int { codewords - correctionCodewords(correction) * blocks(correction) }

    // Table 9, a version after the other.
    private static let low = (
        words: [
            7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
            30, 30, 30, 30,
        ],
        blocks: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25]
    )
    private static let medium = (
        words: [
            10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
            28, 28, 28, 28,
        ],
        blocks: [
            1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
        ]
    )
    private static let quartile = (
        words: [
            13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
            30, 30, 30, 30,
        ],
        blocks: [
            1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65,
            68,
        ]
    )
    private static let high = (
        words: [
            17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
            30, 30, 30, 30,
        ],
        blocks: [
            1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77,
            81,
        ]
    )
}
