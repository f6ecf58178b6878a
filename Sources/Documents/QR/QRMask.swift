/// The eight masks, and how well a masked code can be read (ISO/IEC 18004, 7.8). Whole rows are judged at once, a bit a module.
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

    /// The penalty of table 11: long runs, blocks of one colour, what looks like a finder pattern, and an uneven share of dark modules. The
    /// quiet zone around the code is light.
    static func penalty(_ rows: [QRRow]) -> Int {
        let size = rows.count
        let whole = QRRow(first: size)
        // A finder pattern with what stands behind it reaches ten modules beyond where it begins.
        let margin = [QRRow](repeating: .empty, count: 10)
        let padded = margin + rows + margin
        let light = margin + rows.map { ~$0 & whole } + margin
        var (runs, blocks, finders, dark) = (0, 0, 0, 0)
        return padded.withUnsafeBufferPointer { rows in
            light.withUnsafeBufferPointer { light in
                for y in 10..<10 + size {
                    dark += rows[y].count
                    for colour in [rows, light] {
                        runs += horizontalRuns(colour[y]) + verticalRuns(colour, y)
                        blocks += (colour[y] & colour[y] >> 1 & colour[y + 1] & colour[y + 1] >> 1).count
                    }
                    finders += horizontalFinders(rows[y]) + verticalFinders(rows, y)
                }
                let uneven = abs(20 * dark - 10 * size * size)
                return runs + 3 * blocks + 40 * finders + 10 * (uneven / (size * size))
            }
        }
    }

    /// A run of five costs 3, each further module 1.
    private static func horizontalRuns(_ row: QRRow) -> Int {
        let two = row & row >> 1
        let five = two & two >> 2 & row >> 4
        return five.count + 2 * (five & ~(five << 1)).count
    }

    private static func verticalRuns(_ rows: UnsafeBufferPointer<QRRow>, _ y: Int) -> Int {
        let five = rows[y] & rows[y + 1] & rows[y + 2] & rows[y + 3] & rows[y + 4]
        return five.count + 2 * (five & ~rows[y - 1]).count
    }

    /// Dark, light, three dark, light, dark, with four light modules before or behind.
    private static func horizontalFinders(_ row: QRRow) -> Int {
        let pattern = row & ~(row >> 1) & row >> 2 & row >> 3 & row >> 4 & ~(row >> 5) & row >> 6
        if pattern == .empty { return 0 }
        let before = pattern & ~(row << 1 | row << 2 | row << 3 | row << 4)
        let behind = pattern & ~(row >> 7 | row >> 8 | row >> 9 | row >> 10)
        return before.count + behind.count
    }

    private static func verticalFinders(_ rows: UnsafeBufferPointer<QRRow>, _ y: Int) -> Int {
        let pattern = rows[y] & ~rows[y + 1] & rows[y + 2] & rows[y + 3] & rows[y + 4] & ~rows[y + 5] & rows[y + 6]
        if pattern == .empty { return 0 }
        let before = pattern & ~(rows[y - 1] | rows[y - 2] | rows[y - 3] | rows[y - 4])
        let behind = pattern & ~(rows[y + 7] | rows[y + 8] | rows[y + 9] | rows[y + 10])
        return before.count + behind.count
    }
}
