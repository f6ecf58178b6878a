import Testing

@testable import Documents

@Suite("Embedded fonts") struct CompactFontTests {
    @Test("charstring numbers are those of Adobe Technical Note 5177", arguments: [
        (0, [139]), (107, [246]), (-107, [32]), (108, [247, 0]), (1131, [250, 255]), (-108, [251, 0]), (-1131, [254, 255]),
        (1132, [28, 4, 108]), (-1132, [28, 251, 148]),
    ] as [(Int, [UInt8])])
    func numbers(value: Int, encoded: [UInt8]) {
        var bytes: [UInt8] = []
        GlyphProgram.append(value, to: &bytes)
        #expect(bytes == encoded)
    }

    @Test("a square becomes one move and one operator of alternating lines")
    func square() {
        var program = GlyphProgram(width: 500)
        program.move(0, 0)
        program.line(100, 0)
        program.line(100, 100)
        program.line(0, 100)
        program.finish()
        #expect(program.bytes == [248, 136, 139, 139, 21, 239, 239, 39, 6, 14])
    }

    @Test("an empty glyph has its width")
    func blank() {
        var program = GlyphProgram(width: 100)
        program.finish()
        #expect(program.bytes == [239, 14])
    }

    @Test("numbers in a page are decimal and never have an exponent", arguments: [
        (0, "0 "), (1.005, "1 "), (-0.004, "0 "), (12.5, "12.5 "), (-3.07, "-3.07 "), (1e300, "10000000 "), (.infinity, "10000000 "),
    ] as [(Double, String)])
    func pageNumbers(value: Double, text: String) {
        var bytes: [UInt8] = []
        bytes.append(value)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test("texts lose what can't be printed and nothing else", arguments: [
        ("张三", "张三"), ("a\tb", "a b"), ("a\r\nb", "a\nb"), ("\u{202E}abc", "abc"), ("\u{0}x\u{7F}", "x"), ("", ""),
        ("👩‍👩‍👧", "👩‍👩‍👧"), ("e\u{0301}", "e\u{0301}"),
    ])
    func plain(dirty: String, clean: String) {
        #expect(PlainText.clean(dirty) == clean)
    }
}
