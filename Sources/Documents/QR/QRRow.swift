/// A row of a QR code, a bit a module; the first column is the lowest bit. The largest code has 177 modules a side.
struct QRRow: Hashable, Sendable {
    private var low: UInt128 = 0
    private var high: UInt64 = 0

    /// No dark module.
    static let empty = QRRow()

    private init(_ low: UInt128 = 0, _ high: UInt64 = 0) { (self.low, self.high) = (low, high) }

    /// The first `count` modules.
    init(first count: Int) {
        self = count >= 128 ? QRRow(.max, ~(.max &<< UInt64(count - 128))) : QRRow(~(.max &<< UInt128(count)))
    }

    subscript(column: Int) -> Bool {
        get { column < 128 ? low &>> UInt128(column) & 1 == 1 : high &>> UInt64(column - 128) & 1 == 1 }
        set {
            if column < 128 {
                let bit: UInt128 = 1 &<< UInt128(column)
                low = newValue ? low | bit : low & ~bit
            } else {
                let bit: UInt64 = 1 &<< UInt64(column - 128)
                high = newValue ? high | bit : high & ~bit
            }
        }
    }

    var count: Int { low.nonzeroBitCount + high.nonzeroBitCount }

    /// The first dark module; nil if there is none.
    var first: Int? { low != 0 ? low.trailingZeroBitCount : high != 0 ? 128 + high.trailingZeroBitCount : nil }

    static func & (a: QRRow, b: QRRow) -> QRRow { QRRow(a.low & b.low, a.high & b.high) }
    static func | (a: QRRow, b: QRRow) -> QRRow { QRRow(a.low | b.low, a.high | b.high) }
    static func ^ (a: QRRow, b: QRRow) -> QRRow { QRRow(a.low ^ b.low, a.high ^ b.high) }
    static prefix func ~ (a: QRRow) -> QRRow { QRRow(~a.low, ~a.high) }

    /// Moved towards the first column, by 1 to 63; light modules come in.
    static func >> (a: QRRow, by: Int) -> QRRow { QRRow(a.low &>> UInt128(by) | UInt128(a.high) &<< UInt128(128 - by), a.high &>> UInt64(by)) }

    /// Moved away from the first column, by 1 to 63.
    static func << (a: QRRow, by: Int) -> QRRow {
        QRRow(a.low &<< UInt128(by), a.high &<< UInt64(by) | UInt64(truncatingIfNeeded: a.low &>> UInt128(128 - by)))
    }
}
