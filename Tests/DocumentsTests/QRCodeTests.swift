import Seals
import Testing

@testable import Documents

@Suite("QR codes") struct QRCodeTests {
    @Test("a code has the three finder patterns of its standard")
    func finders() throws {
        let code = try QRCode("https://dengbu.nc.gov.cn/check/5fK2nq8PzT1vGxJ0cR4mWA")
        #expect((code.size - 17).isMultiple(of: 4))
        for (x, y) in [(0, 0), (code.size - 7, 0), (0, code.size - 7)] {
            for offset in 0..<7 {
                #expect(code.isDark(x + offset, y))
                #expect(code.isDark(x + offset, y + 6))
            }
            #expect(!code.isDark(x + 1, y + 1))
            #expect(code.isDark(x + 3, y + 3))
        }
        #expect(!code.isDark(-1, 0))
    }

    @Test("the runs cover exactly the dark modules")
    func runs() throws {
        let code = try QRCode("登簿")
        var covered = 0
        for run in code.runs {
            for column in run.column..<run.column + run.length { #expect(code.isDark(column, run.row)) }
            covered += run.length
        }
        let dark = (0..<code.size).reduce(0) { sum, row in sum + (0..<code.size).count { code.isDark($0, row) } }
        #expect(covered == dark)
    }

    @Test("medium correction is given up only where the code would have more than 109 modules a side", arguments: [30, 61, 90], [1_930, 1_980, 2_030])
    func fits(bytes: Int, around: Int) throws {
        let text = String(repeating: "a", count: bytes)
        for count in (around - 30)...(around + 30) {
            let digits = String(repeating: "7", count: count)
            let medium = try QRCode(text, digits: digits, correction: .medium)
            #expect(try QRCode(text, digits: digits) == (medium.size <= 109 ? medium : QRCode(text, digits: digits, correction: .low)))
        }
    }

    @Test("more correction makes a larger code, and too much text is an error")
    func sizes() throws {
        let text = String(repeating: "a", count: 200)
        #expect(try QRCode(text, correction: .high).size > QRCode(text, correction: .low).size)
        #expect(throws: DocumentError.qrCode(bytes: 3000)) { try QRCode(String(repeating: "a", count: 3000)) }
        #expect(throws: DocumentError.qrCode(bytes: 0)) { try QRCode("") }
    }

    @Test("of the eight masks it has the one with the smallest penalty")
    func mask() throws {
        for count in [0, 40, 700, 1_890] {
            let digits = String(repeating: "8", count: count)
            let masked = try QRMask.all.map { try QRCode("https://dengbu.nc.gov.cn/c/5fK2nq8PzT1vGxJ0cR4mWA", digits: digits, correction: .medium, mask: $0) }
            let best = try QRCode("https://dengbu.nc.gov.cn/c/5fK2nq8PzT1vGxJ0cR4mWA", digits: digits, correction: .medium)
            let penalties = masked.map { Self.penalty($0) }
            #expect(masked.firstIndex(of: best) == penalties.firstIndex(of: try #require(penalties.min())))
        }
    }

    /// ISO/IEC 18004, table 11, module by module; the quiet zone is light.
    private static func penalty(_ code: QRCode) -> Int {
        var (total, dark) = (0, 0)
        for isUpright in [false, true] {
            for line in 0..<code.size {
                let modules = (-4..<code.size + 4).map { isUpright ? code.isDark(line, $0) : code.isDark($0, line) }
                var run = 1
                for index in 5...code.size + 4 {
                    if index < code.size + 4, modules[index] == modules[index - 1] { run += 1; continue }
                    if run >= 5 { total += run - 2 }
                    run = 1
                }
                for start in 4...code.size - 3 {
                    guard modules[start..<start + 7].elementsEqual([true, false, true, true, true, false, true]) else { continue }
                    let behind = (start + 7..<start + 11).map { $0 < modules.count && modules[$0] }
                    total += 40 * ([Array(modules[start - 4..<start]), behind].count { !$0.contains(true) })
                }
            }
        }
        for row in 0..<code.size {
            for column in 0..<code.size {
                if code.isDark(column, row) { dark += 1 }
                guard row + 1 < code.size, column + 1 < code.size else { continue }
                let block = [code.isDark(column, row), code.isDark(column + 1, row), code.isDark(column, row + 1), code.isDark(column + 1, row + 1)]
                if Set(block).count == 1 { total += 3 }
            }
        }
        return total + 10 * (abs(20 * dark - 10 * code.size * code.size) / (code.size * code.size))
    }

    struct Vector: Sendable {
        let bytes: Int, digits: Int, correction: QRCode.Correction, mask: Int, size: Int, digest: String
        init(_ bytes: Int, _ digits: Int, _ correction: QRCode.Correction, mask: Int, size: Int, _ digest: String) {
            (self.bytes, self.digits, self.correction, self.mask, self.size, self.digest) = (bytes, digits, correction, mask, size, digest)
        }
    }

    /// What libqrencode 4.1.1 writes for the same parts, row by row as `1` and `0`: the first half of the SHA-256 in hexadecimal. It weighs
    /// masks in its own way, so its mask is given.
    static let vectors = [
        Vector(1, 0, .high, mask: 3, size: 21, "e3f4c655e0c2f47dbac1b82f8a7ef37b"),
        Vector(14, 0, .medium, mask: 4, size: 21, "829215b301f20627ae097566f5724190"),
        Vector(26, 3, .quartile, mask: 7, size: 29, "1d5074f304b9ba1dfbdfb432e2ed43e8"),
        Vector(49, 0, .medium, mask: 7, size: 33, "ca4f54ea0702f5ff1bfb43b480376dc6"),
        Vector(49, 40, .low, mask: 7, size: 33, "9f2b2cdda62b2a6b2b93f875a957387a"),
        Vector(70, 0, .high, mask: 7, size: 49, "595091b08dc93b65711658f9c018789b"),
        Vector(84, 100, .medium, mask: 5, size: 49, "b80af2ad9ea0557e11879e29a054cab3"),
        Vector(120, 1, .quartile, mask: 3, size: 53, "5dd838e34c087e590431a7ce652df3cc"),
        Vector(150, 0, .medium, mask: 2, size: 49, "0c02dc3013f3d927c22b8391713decb4"),
        Vector(180, 0, .high, mask: 2, size: 73, "f597c1d8204cd8e0b832e0713d391b0a"),
        Vector(230, 2, .low, mask: 2, size: 57, "3ddce0bd237df2c7af8de51b60c5933f"),
        Vector(50, 700, .medium, mask: 2, size: 73, "3f16ff61644ad68c0e330ac9fd7456ce"),
        Vector(250, 0, .quartile, mask: 2, size: 73, "dffb9ecfa2d2070dd3481cceb0bf02ca"),
        Vector(49, 1000, .high, mask: 4, size: 113, "998e05884530a4c65e0493a200147edd"),
        Vector(49, 1500, .medium, mask: 4, size: 101, "a0c7abe94e2d3a2c45c2af667ac5539e"),
        Vector(50, 1890, .medium, mask: 4, size: 109, "5ca03f511d728cdebcade0c53992bd67"),
        Vector(49, 2400, .low, mask: 2, size: 109, "6d45ec25376a8bf57a7222665b0473b6"),
        Vector(500, 500, .quartile, mask: 4, size: 117, "c3fe9ae34af3d565d6a5800b48ecfb6b"),
        Vector(49, 3000, .medium, mask: 4, size: 137, "26141f37fa62508a877cf9167ad66fa2"),
        Vector(700, 200, .high, mask: 2, size: 141, "52d2f8b24563b4d81ad7b51261a24aea"),
        Vector(49, 4000, .low, mask: 4, size: 137, "a54d887ad93bd630bf5d3300e665d835"),
        Vector(1000, 1000, .quartile, mask: 4, size: 165, "f1135e454a226026dbf5e2a1c0e43614"),
        Vector(1200, 0, .high, mask: 2, size: 173, "0420219f4b0c94e18c769a55bbbcce61"),
        Vector(2000, 300, .medium, mask: 2, size: 173, "152a34b4da12d83f6448cd7d1a783db9"),
        Vector(2900, 0, .low, mask: 4, size: 177, "14a84983966bf992652d6b63567b8fa1"),
    ]

    @Test("a code is module by module the one of libqrencode", arguments: vectors)
    func reference(vector: Vector) throws {
        let alphabet = Array("https://dengbu.nc.gov.cn/c/5fK2nq8PzT1vGxJ0cR4mWA".utf8)
        let text = String(decoding: (0..<vector.bytes).map { alphabet[$0 % alphabet.count] }, as: UTF8.self)
        let digits = String(decoding: (0..<vector.digits).map { UInt8(0x30 + $0 * 7 % 10) }, as: UTF8.self)
        let code = try QRCode(text, digits: digits, correction: vector.correction, mask: vector.mask)
        #expect(code.size == vector.size)
        let modules = (0..<code.size).flatMap { row in (0..<code.size).map { code.isDark($0, row) ? UInt8(ascii: "1") : UInt8(ascii: "0") } }
        #expect(Hex.encode(Digests.sha256(modules).prefix(16)) == vector.digest)
    }

    @Test("the picture for the web escapes its title")
    func svg() throws {
        let svg = try QRCode("x").svg(title: "\"><script>&")
        #expect(svg.contains("aria-label=\"&quot;&gt;&lt;script&gt;&amp;\""))
        #expect(svg.hasPrefix("<svg xmlns="))
        #expect(svg.contains("viewBox=\"0 0 29 29\""))
    }
}
