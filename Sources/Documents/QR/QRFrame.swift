/// What all QR codes of a version share: the patterns by which readers find their way, and the places of the codewords (ISO/IEC 18004, 6.3
/// and 7.7.3).
struct QRFrame: Sendable {
    let size: Int
    /// Finder, timing and alignment patterns and the version.
    let patterns: [QRRow]
    /// Where codewords lie: neither a pattern nor what says the format.
    let room: [QRRow]
    /// The places of `room`, in the order in which codewords are placed: where a module's word is among those of all rows, and its bit there.
    private let places: [UInt16]
    /// The places of the fifteen bits of the format, and those of their copy.
    private let format: [[(column: Int, row: Int)]]

    private static let known = Known<QRVersion, QRFrame>()

    static func of(_ version: QRVersion) -> QRFrame { known.of(version, make: QRFrame.init) }

    private init(_ version: QRVersion) {
        let size = version.size
        var (dark, taken) = ([QRRow](repeating: .empty, count: size), [QRRow](repeating: .empty, count: size))
        func set(_ column: Int, _ row: Int, _ isDark: Bool) {
            guard (0..<size).contains(column), (0..<size).contains(row) else { return }
            dark[row][column] = isDark
            taken[row][column] = true
        }
        for index in 0..<size {
            set(index, 6, index.isMultiple(of: 2))
            set(6, index, index.isMultiple(of: 2))
        }
        let centers = version.alignment
        for column in centers {
            for row in centers where !(column == 6 && row == 6 || column == 6 && row == size - 7 || column == size - 7 && row == 6) {
                for (x, y) in Self.square(2) { set(column + x, row + y, max(abs(x), abs(y)) != 1) }
            }
        }
        for (column, row) in [(3, 3), (size - 4, 3), (3, size - 4)] {
            for (x, y) in Self.square(4) { set(column + x, row + y, ![2, 4].contains(max(abs(x), abs(y)))) }
        }
        format = Self.format(size)
        for (column, row) in format.joined() { set(column, row, false) }
        // The module that is always dark.
        set(8, size - 8, true)
        if version.number >= 7 {
            let bits = Self.coded(version.number, 12, 0x1F25)
            for index in 0..<18 {
                let (far, near) = (size - 11 + index % 3, index / 3)
                set(far, near, bits >> index & 1 == 1)
                set(near, far, bits >> index & 1 == 1)
            }
        }
        self.size = size
        patterns = dark
        let all = QRRow(first: size)
        room = taken.map { ~$0 & all }
        places = Self.places(room, size)
    }

    private static func square(_ reach: Int) -> [(Int, Int)] {
        (-reach...reach).flatMap { y in (-reach...reach).map { x in (x, y) } }
    }

    /// Two columns at a time from the right, upwards and downwards in turn, leaving out the column of the timing pattern.
    private static func places(_ room: [QRRow], _ size: Int) -> [UInt16] {
        var places: [UInt16] = []
        var isUpward = true
        for right in stride(from: size - 1, through: 1, by: -2).map({ $0 <= 6 ? $0 - 1 : $0 }) {
            for step in 0..<size {
                let row = isUpward ? size - 1 - step : step
                for column in [right, right - 1] where room[row][column] { places.append(UInt16(64 * (Self.words * row) + column)) }
            }
            isUpward.toggle()
        }
        return places
    }

    /// Words of a row.
    private static let words = MemoryLayout<QRRow>.size / MemoryLayout<UInt64>.size

    /// The rows with codewords in their places, before any mask.
    func placing(_ bytes: [UInt8]) -> [QRRow] {
        var rows = [QRRow](repeating: .empty, count: size)
        rows.withUnsafeMutableBytes { rows in
            let words = rows.assumingMemoryBound(to: UInt64.self)
            places.withUnsafeBufferPointer { places in
                bytes.withUnsafeBufferPointer { bytes in
                    for index in 0..<min(places.count, 8 * bytes.count) {
                        let place = Int(places[index])
                        words[place >> 6] |= UInt64(bytes[index >> 3] >> UInt8(7 - index & 7) & 1) &<< UInt64(place & 63)
                    }
                }
            }
        }
        return rows
    }

    /// The rows of the code with a mask, and with what says so.
    func masked(_ placed: [QRRow], _ correction: QRCode.Correction, _ mask: Int) -> [QRRow] {
        let pattern = QRMask.rows(mask)
        var rows = placed.indices.map { (placed[$0] ^ pattern[$0 % pattern.count]) & room[$0] | patterns[$0] }
        writeFormat(correction, mask: mask, into: &rows)
        return rows
    }

    // MARK: What says the level of correction and the mask

    /// The places of the fifteen bits, the lowest first, and those of their copy (7.9).
    private static func format(_ size: Int) -> [[(column: Int, row: Int)]] {
        [
            (0..<6).map { (8, $0) } + [(8, 7), (8, 8), (7, 8)] + (9..<15).map { (14 - $0, 8) },
            (0..<8).map { (size - 1 - $0, 8) } + (8..<15).map { (8, size - 15 + $0) },
        ]
    }

    private func writeFormat(_ correction: QRCode.Correction, mask: Int, into rows: inout [QRRow]) {
        let level =
            switch correction {
            case .low: 1
            case .medium: 0
            case .quartile: 3
            case .high: 2
            }
        let bits = Self.coded(level << 3 | mask, 10, 0x537) ^ 0x5412
        for copy in format {
            for (index, place) in copy.enumerated() { rows[place.row][place.column] = bits >> index & 1 == 1 }
        }
    }

    /// A number followed by the remainder of its division by a polynomial (annexes C and D).
    private static func coded(_ number: Int, _ count: Int, _ polynomial: Int) -> Int {
        var remainder = number
        for _ in 0..<count { remainder = remainder << 1 ^ (remainder >> (count - 1)) * polynomial }
        return number << count | remainder
    }
}
