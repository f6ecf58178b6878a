/// The eight masks (ISO/IEC 18004, 7.8).
enum QRMask {
    static let all = 0..<8

    /// A mask's rows. Every mask repeats itself after twelve rows.
    static func rows(_ mask: Int) -> [QRRow] { patterns[mask] }

    private static let patterns: [[QRRow]] = all.map { mask in
        (0..<12).map { row in
            var pattern = QRRow.empty
            for column in 0..<177 where inverts(mask, column, row) { pattern[column] = true }
            return pattern
        }
    }

    /// Table 10.
    private static func inverts(_ mask: Int, _ column: Int, _ row: Int) -> Bool {
        switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: row * column % 2 + row * column % 3 == 0
        case 6: (row * column % 2 + row * column % 3) % 2 == 0
        default: ((row + column) % 2 + row * column % 3) % 2 == 0
        }
    }

    /// The mask with the smallest penalty, the first one of several.
    static func best(for placed: [QRRow], _ frame: QRFrame, _ correction: QRCode.Correction) -> Int {
        let penalty = QRPenalty(frame.size)
        let margin = QRPenalty.margin
        var pairs = [QRPair](repeating: .empty, count: frame.size + 2 * margin)
        var best = (mask: 0, penalty: Int64.max)
        for mask in stride(from: all.lowerBound, to: all.upperBound, by: 2) {
            let (first, second) = (frame.masked(placed, correction, mask), frame.masked(placed, correction, mask + 1))
            for row in 0..<frame.size { pairs[margin + row] = QRPair(first[row], second[row]) }
            let both = pairs.withUnsafeBufferPointer { penalty.of($0) }
            for lane in 0..<2 where both[lane] < best.penalty { best = (mask + lane, both[lane]) }
        }
        return best.mask
    }
}
