/// The same row of a QR code under two masks, side by side, so that one instruction judges both.
struct QRPair: Equatable {
    var low: SIMD2<UInt64>
    var middle: SIMD2<UInt64>
    var high: SIMD2<UInt64>

    static let empty = QRPair(.zero, .zero, .zero)

    private init(_ low: SIMD2<UInt64>, _ middle: SIMD2<UInt64>, _ high: SIMD2<UInt64>) { (self.low, self.middle, self.high) = (low, middle, high) }

    init(_ first: QRRow, _ second: QRRow) {
        low = SIMD2(first.low, second.low)
        middle = SIMD2(first.middle, second.middle)
        high = SIMD2(first.high, second.high)
    }

    static func & (a: QRPair, b: QRPair) -> QRPair { QRPair(a.low & b.low, a.middle & b.middle, a.high & b.high) }
    static func | (a: QRPair, b: QRPair) -> QRPair { QRPair(a.low | b.low, a.middle | b.middle, a.high | b.high) }
    static func ^ (a: QRPair, b: QRPair) -> QRPair { QRPair(a.low ^ b.low, a.middle ^ b.middle, a.high ^ b.high) }
    static prefix func ~ (a: QRPair) -> QRPair { QRPair(~a.low, ~a.middle, ~a.high) }

    /// Moved towards the first column, by 1 to 63; light modules come in.
    static func >> (a: QRPair, by: UInt64) -> QRPair {
        let (down, up) = (SIMD2(repeating: by), SIMD2(repeating: 64 - by))
        return QRPair(a.low &>> down | a.middle &<< up, a.middle &>> down | a.high &<< up, a.high &>> down)
    }

    /// Moved away from the first column, by 1 to 63.
    static func << (a: QRPair, by: UInt64) -> QRPair {
        let (up, down) = (SIMD2(repeating: by), SIMD2(repeating: 64 - by))
        return QRPair(a.low &<< up, a.middle &<< up | a.low &>> down, a.high &<< up | a.middle &>> down)
    }

    /// Of three modules in the same place: whether one or three are dark, and whether two or three are.
    static func sum(_ a: QRPair, _ b: QRPair, _ c: QRPair) -> (ones: QRPair, twos: QRPair) {
        let odd = a ^ b
        return (odd ^ c, a & b | odd & c)
    }

    /// How many modules are dark under each mask.
    var count: SIMD2<UInt64> {
        let (ones, twos) = Self.sum(low, middle, high)
        return Self.count(ones) &+ Self.count(twos) &<< SIMD2(repeating: 1)
    }

    private static func sum(_ a: SIMD2<UInt64>, _ b: SIMD2<UInt64>, _ c: SIMD2<UInt64>) -> (SIMD2<UInt64>, SIMD2<UInt64>) {
        let odd = a ^ b
        return (odd ^ c, a & b | odd & c)
    }

    /// Bits of each word, counted in fields of two, four and eight bits, which then lie one upon another.
    private static func count(_ word: SIMD2<UInt64>) -> SIMD2<UInt64> {
        let (fives, threes, nibbles) = (
            SIMD2(repeating: 0x5555_5555_5555_5555 as UInt64), SIMD2(repeating: 0x3333_3333_3333_3333 as UInt64),
            SIMD2(repeating: 0x0F0F_0F0F_0F0F_0F0F as UInt64)
        )
        var sum = word &- (word &>> SIMD2(repeating: 1) & fives)
        sum = (sum & threes) &+ (sum &>> SIMD2(repeating: 2) & threes)
        sum = (sum &+ sum &>> SIMD2(repeating: 4)) & nibbles
        sum = sum &+ sum &>> SIMD2(repeating: 8)
        sum = sum &+ sum &>> SIMD2(repeating: 16)
        sum = sum &+ sum &>> SIMD2(repeating: 32)
        return sum & SIMD2(repeating: 0x7F)
    }
}
