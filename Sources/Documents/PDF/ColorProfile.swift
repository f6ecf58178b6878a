/// The colour space that a document's colours are meant in: an ICC profile (ICC.1:2001-04) with the primaries of
/// sRGB and a gamma of 2.2. PDF/A wants it said.
enum ColorProfile {
    static let bytes: [UInt8] = build()

    private static func build() -> [UInt8] {
        let curve = type("curv") + big(1) + [0x02, 0x33, 0, 0]
        let tags: [(String, [UInt8])] = [
            ("desc", description("sRGB")),
            ("cprt", type("text") + Array("No copyright\0".utf8)),
            ("wtpt", xyz(0.9642, 1.0, 0.8249)),
            ("rXYZ", xyz(0.4361, 0.2225, 0.0139)),
            ("gXYZ", xyz(0.3851, 0.7169, 0.0971)),
            ("bXYZ", xyz(0.1431, 0.0606, 0.7141)),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ]
        var table = big(tags.count)
        var data: [UInt8] = []
        let start = 128 + 4 + 12 * tags.count
        for (name, content) in tags {
            table += Array(name.utf8) + big(start + data.count) + big(content.count)
            data += content
            while !data.count.isMultiple(of: 4) { data.append(0) }
        }
        var header = big(start + data.count) + [0, 0, 0, 0] + big(0x0210_0000)
        header += Array("mntrRGB XYZ ".utf8)
        header += [0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]
        header += Array("acsp".utf8) + [UInt8](repeating: 0, count: 28)
        header += fixed(0.9642) + fixed(1.0) + fixed(0.8249)
        header += [UInt8](repeating: 0, count: 128 - header.count)
        return header + table + data
    }

    private static func type(_ name: String) -> [UInt8] { Array(name.utf8) + [0, 0, 0, 0] }
    private static func xyz(_ x: Double, _ y: Double, _ z: Double) -> [UInt8] { type("XYZ ") + fixed(x) + fixed(y) + fixed(z) }
    private static func fixed(_ value: Double) -> [UInt8] { big(Int((value * 65536).rounded())) }
    private static func big(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }

    private static func description(_ text: String) -> [UInt8] {
        let ascii = Array(text.utf8) + [0]
        return type("desc") + big(ascii.count) + ascii + [UInt8](repeating: 0, count: 78)
    }
}
