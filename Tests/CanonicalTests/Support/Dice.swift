/// Random numbers that are the same in every run.
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

extension Array where Element == UInt8 {
    /// The same bytes with one small accident: a bit, a byte, a piece, a copy.
    func damaged(by dice: inout Dice) -> [UInt8] {
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
