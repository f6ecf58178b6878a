/// Writes an outline as a Type 2 charstring (Adobe Technical Note 5177), in units of a thousandth of the font size.
///
/// Hints are left out: they serve coarse screens only, and leaving them out makes every glyph independent of its font.
struct GlyphProgram {
    private(set) var bytes: [UInt8] = []
    private var width: Int?
    private var x = 0
    private var y = 0
    private var pending: [Int] = []
    private var pendingOperator: UInt8 = 0

    private enum Operator {
        static let lines: UInt8 = 5
        static let horizontalLine: UInt8 = 6
        static let verticalLine: UInt8 = 7
        static let curves: UInt8 = 8
        static let end: UInt8 = 14
        static let move: UInt8 = 21
        static let verticalCurve: UInt8 = 30
        static let horizontalCurve: UInt8 = 31
    }

    /// - Parameter width: the advance.
    init(width: Int) {
        self.width = width
    }

    mutating func move(_ toX: Int, _ toY: Int) {
        flush()
        emit((width.map { [$0] } ?? []) + [toX - x, toY - y], Operator.move)
        width = nil
        (x, y) = (toX, toY)
    }

    mutating func line(_ toX: Int, _ toY: Int) {
        let (dx, dy) = (toX - x, toY - y)
        (x, y) = (toX, toY)
        if dx == 0 && dy == 0 { return }
        if dy == 0 {
            queueAlternating(dx, horizontal: true)
        } else if dx == 0 {
            queueAlternating(dy, horizontal: false)
        } else {
            queue([dx, dy], Operator.lines)
        }
    }

    mutating func curve(_ x1: Int, _ y1: Int, _ x2: Int, _ y2: Int, _ x3: Int, _ y3: Int) {
        let (a, b, c, d, e, f) = (x1 - x, y1 - y, x2 - x1, y2 - y1, x3 - x2, y3 - y2)
        (x, y) = (x3, y3)
        if b == 0 && e == 0 {
            flush()
            emit([a, c, d, f], Operator.horizontalCurve)
        } else if a == 0 && f == 0 {
            flush()
            emit([b, c, d, e], Operator.verticalCurve)
        } else {
            queue([a, b, c, d, e, f], Operator.curves)
        }
    }

    mutating func finish() {
        flush()
        emit(width.map { [$0] } ?? [], Operator.end)
        width = nil
    }

    /// Operands of equal operators share one operator, up to the 48 that an interpreter's stack holds.
    private mutating func queue(_ operands: [Int], _ code: UInt8) {
        if pendingOperator != code || pending.count + operands.count > 48 { flush() }
        pendingOperator = code
        pending.append(contentsOf: operands)
    }

    /// Horizontal and vertical lines alternate under the operator of the first one.
    private mutating func queueAlternating(_ distance: Int, horizontal: Bool) {
        let code = horizontal ? Operator.horizontalLine : Operator.verticalLine
        let expected = pending.count.isMultiple(of: 2) ? pendingOperator : pendingOperator ^ 1
        if !(6...7).contains(pendingOperator) || expected != code || pending.count >= 48 {
            flush()
            pendingOperator = code
        }
        pending.append(distance)
    }

    private mutating func flush() {
        if !pending.isEmpty { emit(pending, pendingOperator) }
        pending.removeAll(keepingCapacity: true)
        pendingOperator = 0
    }

    private mutating func emit(_ operands: [Int], _ code: UInt8) {
        for operand in operands { Self.append(operand, to: &bytes) }
        bytes.append(code)
    }

    static func append(_ number: Int, to bytes: inout [UInt8]) {
        switch number {
        case -107...107:
            bytes.append(UInt8(number + 139))
        case 108...1131:
            bytes.append(UInt8((number - 108) >> 8 + 247))
            bytes.append(UInt8((number - 108) & 0xFF))
        case -1131 ... -108:
            bytes.append(UInt8((-number - 108) >> 8 + 251))
            bytes.append(UInt8((-number - 108) & 0xFF))
        default:
            let clamped = UInt16(bitPattern: Int16(clamping: number))
            bytes.append(contentsOf: [28, UInt8(clamped >> 8), UInt8(clamped & 0xFF)])
        }
    }
}
