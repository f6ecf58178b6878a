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

    @Test("what is reckoned to fit with medium correction is what the encoder fits", arguments: [30, 61, 90], [1_930, 1_980, 2_030])
    func fits(bytes: Int, around: Int) throws {
        let text = String(repeating: "a", count: bytes)
        for digits in (around - 30)...(around + 30) {
            let code = try QRCode(text, digits: String(repeating: "7", count: digits), correction: .medium)
            #expect(QRCode.fitsMedium(bytes: bytes, digits: digits) == (code.size <= 109), "\(bytes) bytes and \(digits) digits: \(code.size)")
        }
    }

    @Test("more correction makes a larger code, and too much text is an error")
    func sizes() throws {
        let text = String(repeating: "a", count: 200)
        #expect(try QRCode(text, correction: .high).size > QRCode(text, correction: .low).size)
        #expect(throws: DocumentError.qrCode(bytes: 3000)) { try QRCode(String(repeating: "a", count: 3000)) }
        #expect(throws: DocumentError.qrCode(bytes: 0)) { try QRCode("") }
    }

    @Test("the picture for the web escapes its title")
    func svg() throws {
        let svg = try QRCode("x").svg(title: "\"><script>&")
        #expect(svg.contains("aria-label=\"&quot;&gt;&lt;script&gt;&amp;\""))
        #expect(svg.hasPrefix("<svg xmlns="))
        #expect(svg.contains("viewBox=\"0 0 29 29\""))
    }
}
