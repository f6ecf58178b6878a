/// A colour in sRGB, 0 to 1.
struct Ink: Equatable {
    var red: Double
    var green: Double
    var blue: Double

    /// From a number such as 0x9E1B1B.
    init(_ rgb: UInt32) {
        red = Double(rgb >> 16 & 255) / 255
        green = Double(rgb >> 8 & 255) / 255
        blue = Double(rgb & 255) / 255
    }

    static let text = Ink(0x1B1A19)
    static let quiet = Ink(0x6B6259)
    static let crimson = Ink(0x9C1C1F)
    static let teal = Ink(0x14505A)
    static let gold = Ink(0xB08D57)
    static let seal = Ink(0xD42A24)
    static let white = Ink(0xFFFFFF)
}
