/// A row of a QR code, a bit a module; the first column is the lowest bit. The largest code has 177 modules a side.
struct QRRow: Hashable, Sendable {
    /// Columns 0 to 63, 64 to 127 and 128 to 191.
    var low: UInt64 = 0
    var middle: UInt64 = 0
    var high: UInt64 = 0

    /// No dark module.
    static let empty = QRRow()

    private init(_ low: UInt64 = 0, _ middle: UInt64 = 0, _ high: UInt64 = 0) { (self.low, self.middle, self.high) = (low, middle, high) }

    /// The first `count` modules.
    init(first count: Int) {
        func ones(_ count: Int) -> UInt64 { count >= 64 ? .max : count <= 0 ? 0 : ~(.max &<< UInt64(count)) }
        self.init(ones(count), ones(count - 64), ones(count - 128))
    }

    subscript(column: Int) -> Bool {
        get {
            let word = column < 64 ? low : column < 128 ? middle : high
            return word &>> UInt64(column) & 1 == 1
        }
        set {
            let bit: UInt64 = 1 &<< UInt64(column)
            if column < 64 {
                low = newValue ? low | bit : low & ~bit
            } else if column < 128 {
                middle = newValue ? middle | bit : middle & ~bit
            } else {
                high = newValue ? high | bit : high & ~bit
            }
        }
    }

    /// The first dark module; nil if there is none.
    var first: Int? {
        low != 0 ? low.trailingZeroBitCount : middle != 0 ? 64 + middle.trailingZeroBitCount : high != 0 ? 128 + high.trailingZeroBitCount : nil
    }

    /// Bytes of the first `count` modules, the first one as the highest bit, filled up with light ones.
    func bytes(_ count: Int, into bytes: inout [UInt8]) {
        for (index, word) in [low, middle, high].enumerated() {
            // Eight modules at a time change places in their byte.
            var turned = (word & 0x5555_5555_5555_5555) << 1 | word >> 1 & 0x5555_5555_5555_5555
            turned = (turned & 0x3333_3333_3333_3333) << 2 | turned >> 2 & 0x3333_3333_3333_3333
            turned = (turned & 0x0F0F_0F0F_0F0F_0F0F) << 4 | turned >> 4 & 0x0F0F_0F0F_0F0F_0F0F
            for place in 0..<min(8, max(0, (count + 7) / 8 - 8 * index)) { bytes.append(UInt8(truncatingIfNeeded: turned >> UInt64(8 * place))) }
        }
    }

    static func & (a: QRRow, b: QRRow) -> QRRow { QRRow(a.low & b.low, a.middle & b.middle, a.high & b.high) }
    static func | (a: QRRow, b: QRRow) -> QRRow { QRRow(a.low | b.low, a.middle | b.middle, a.high | b.high) }
    static func ^ (a: QRRow, b: QRRow) -> QRRow { QRRow(a.low ^ b.low, a.middle ^ b.middle, a.high ^ b.high) }
    static prefix func ~ (a: QRRow) -> QRRow { QRRow(~a.low, ~a.middle, ~a.high) }
}
