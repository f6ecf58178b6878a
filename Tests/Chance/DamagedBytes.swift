extension Array where Element == UInt8 {
    /// The same bytes with one small accident: a bit, a byte, a piece, a copy.
    package func damaged(by dice: inout SeededDice) -> [UInt8] {
        var bytes = self
        guard !bytes.isEmpty else { return [UInt8.random(in: 0...255, using: &dice)] }
        let at = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
        case 1: bytes[at] = UInt8.random(in: 0...255, using: &dice)
        case 2: bytes.remove(at: at)
        case 3: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &dice)], at: at)
        case 4: bytes.removeLast(at)
        default:
            let end = Int.random(in: at..<bytes.count, using: &dice)
            bytes.insert(contentsOf: bytes[at...end], at: Int.random(in: 0..<bytes.count, using: &dice))
        }
        return bytes
    }
}
