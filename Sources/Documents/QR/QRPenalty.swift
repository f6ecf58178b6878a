/// How badly codes can be read under two masks, by table 11 of ISO/IEC 18004: long runs, blocks of one colour, what looks like a finder
/// pattern, and an uneven share of dark modules. The quiet zone around the code is light. Whole rows are judged at once, a bit a module.
struct QRPenalty {
    /// Rows that may be looked at before the first and behind the last one: a finder pattern with what stands behind it reaches ten rows.
    static let margin = 10

    private let size: Int
    /// Places where a module and its right neighbour are both in the code.
    private let neighbours: QRPair

    /// - Parameter size: modules a side.
    init(_ size: Int) {
        self.size = size
        let row = QRRow(first: size - 1)
        neighbours = QRPair(row, row)
    }

    /// - Parameter rows: those of the codes, between margins that are light.
    func of(_ rows: UnsafeBufferPointer<QRPair>) -> SIMD2<Int64> {
        var (points, finders, dark) = (SIMD2<UInt64>.zero, SIMD2<UInt64>.zero, SIMD2<UInt64>.zero)
        let row = QRRow(first: size)
        var down = Downwards(QRPair(row, row))
        // Modules of the row before that are as their right neighbours are.
        var above = QRPair.empty
        for y in Self.margin..<Self.margin + size {
            let row = rows[y]
            dark &+= row.count

            let other = row ^ row >> 1
            let same = ~other & neighbours
            let three = same & same >> 1
            let behind = three >> 2
            // Where five modules of one colour begin, and where a run of five or more does.
            let across = three & behind
            let acrossStart = across & ~(across << 1)
            if y > Self.margin { down.step(rows[y - 1], row) }
            let block = same & above & down.same
            above = same
            // A run of five costs 3, each further module 1; a block costs 3.
            let (ones, carried) = QRPair.sum(across, down.run, block)
            let (twos, fours) = QRPair.sum(acrossStart, down.start, block)
            points &+= ones.count &+ (carried.count &+ twos.count) &<< SIMD2(repeating: 1) &+ fours.count &<< SIMD2(repeating: 2)

            let ends = other & other >> 1
            let found = row & ends & behind & ends >> 4
            if found != .empty {
                let before = row << 1 | row << 2
                let after = row >> 7 | row >> 8
                finders &+= Self.count(found & ~(before | before << 2)) &+ Self.count(found & ~(after | after >> 2))
            }
            finders &+= Self.uprightFinders(rows, y)
        }
        return total(points, finders, dark)
    }

    /// Dark, light, three dark, light, dark, with four light modules before or behind.
    private static func uprightFinders(_ rows: UnsafeBufferPointer<QRPair>, _ y: Int) -> SIMD2<UInt64> {
        let found = rows[y] & ~rows[y + 1] & rows[y + 2] & rows[y + 3] & rows[y + 4] & ~rows[y + 5] & rows[y + 6]
        if found == .empty { return .zero }
        return count(found & ~(rows[y - 1] | rows[y - 2] | rows[y - 3] | rows[y - 4]))
            &+ count(found & ~(rows[y + 7] | rows[y + 8] | rows[y + 9] | rows[y + 10]))
    }

    /// The same count for what is mostly nothing.
    private static func count(_ places: QRPair) -> SIMD2<UInt64> { places == .empty ? .zero : places.count }

    private func total(_ points: SIMD2<UInt64>, _ finders: SIMD2<UInt64>, _ dark: SIMD2<UInt64>) -> SIMD2<Int64> {
        var total = SIMD2<Int64>.zero
        for lane in 0..<2 {
            let uneven = abs(20 * Int64(dark[lane]) - 10 * Int64(size * size))
            total[lane] = Int64(points[lane] + 40 * finders[lane]) + 10 * (uneven / Int64(size * size))
        }
        return total
    }

    /// What a row and those above it have in common, column by column.
    private struct Downwards {
        /// Modules that are as those above them are, in the newest row and the three before it.
        private(set) var same = QRPair.empty
        private var older = (QRPair.empty, QRPair.empty, QRPair.empty)
        /// Where five modules of one colour end, and where the fifth module of a run does.
        private(set) var run = QRPair.empty
        private(set) var start = QRPair.empty

        private let whole: QRPair

        /// - Parameter whole: every module of a row.
        init(_ whole: QRPair) { self.whole = whole }

        mutating func step(_ above: QRPair, _ row: QRPair) {
            older = (same, older.0, older.1)
            same = ~(above ^ row) & whole
            let before = run
            run = same & older.0 & older.1 & older.2
            start = run & ~before
        }
    }
}
