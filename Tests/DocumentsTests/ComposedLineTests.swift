import Chance
import Testing

@testable import Documents

@Suite("Composed lines") struct ComposedLineTests {
    private let typesetter = Typesetter()

    /// All that is ever composed, but for more ideographs, which are all alike.
    private static let characters: [UnicodeScalar] =
        (0x20...0x7E).compactMap { UnicodeScalar($0 as UInt32) } + Array("·×℃、。〇㎡！，－／：；？〈〉《》「」『』【】（）一国权龙".unicodeScalars)

    @Test("two characters that are composed stand as Pango sets them, whatever they are", arguments: [false, true], ["国", "H", ""])
    func pairs(bold: Bool, before: String) {
        let style = TextStyle(bold: bold, size: 10.5)
        var composed = 0
        for first in Self.characters {
            for second in Self.characters {
                var text = before
                text.unicodeScalars.append(contentsOf: [first, second])
                if let differs = difference(text, style, width: nil, &composed) { Issue.record("\(differs)") }
            }
        }
        // Not so few that the test says nothing.
        #expect(composed > 4_000)
    }

    @Test("texts of one and many lines are composed as Pango sets them: broken, centred, tracked, of any size", arguments: 0..<6 as Range<UInt64>)
    func texts(seed: UInt64) {
        var random = SeededDice(seed: seed)
        let han = Array("不动产权证书南昌市红谷滩区会展路号绿地国际博览城栋单元室李王张共有业务编号持证方式契税已缴纳登记日志序扫描二维码可核验".unicodeScalars)
        let latin = Array("ABCDEFGHJKLMNPQRTUWXYavTo".unicodeScalars)
        let marks = Array("，。、：；（）《》(),.-/:%· 0123456789012345678901234567890123456789".unicodeScalars)
        var composed = 0
        for round in 0..<800 {
            var text = ""
            for _ in 0..<Int.random(in: 1...80, using: &random) {
                let kind = Int.random(in: 0..<40, using: &random)
                let letters = round % 4 == 0 ? han : round % 4 == 1 ? latin : kind < 30 ? han : latin
                text.unicodeScalars.append(kind == 0 ? "\n" : (kind < 16 || round % 4 == 3 ? marks : letters).randomElement(using: &random) ?? "国")
            }
            let style = TextStyle(
                bold: Bool.random(using: &random), size: [6.5, 7.5, 9.25, 10, 10.5, 11.5, 12, 13.5].randomElement(using: &random) ?? 10,
                alignment: Bool.random(using: &random) ? .left : .center, lineSpacing: [1, 0.95, 1.02, 1.1].randomElement(using: &random) ?? 1,
                tracking: [0, 0, 0.5, 0.8].randomElement(using: &random) ?? 0)
            let width = [nil, 100, 327.5, 450].randomElement(using: &random) ?? nil
            if let differs = difference(text, style, width: width, &composed) { Issue.record("\(differs)") }
        }
        #expect(composed > 150)
    }

    @Test("what certificates say is composed, not shaped", arguments: [
        "赣(2026)南昌市不动产权第0000001号", "360113 001001 GB00001 F00010001", "18/33", "290.10", "128.36㎡", "电子证照标识  1.2.156.3005.2.11100000000013338W001.X",
        "房屋结构：钢筋混凝土结构\n专有建筑面积：101.25㎡，分摊建筑面积：27.11㎡", "登记日志序号：12345（扫描二维码可核验登记簿状态及存证）",
    ])
    func usual(text: String) {
        #expect(typesetter.compose(text, TextStyle(size: 10), width: 328) != nil)
    }

    @Test("what only Pango can set is left to it", arguments: ["", "\n", "a\u{301}国", "مرحبا", "👩‍👩‍👧国", "国——国", "国“某”", "国(),", "(国)A", "张\u{10FF10}明"])
    func unusual(text: String) {
        #expect(typesetter.compose(text, TextStyle(), width: nil) == nil)
    }

    /// How a text is composed otherwise than it is shaped; nil if it isn't.
    private func difference(_ text: String, _ style: TextStyle, width: Double?, _ composed: inout Int) -> String? {
        guard let lines = typesetter.compose(text, style, width: width) else { return nil }
        composed += 1
        let size = typesetter.shape(text, style, width: width)
        let (shaped, own) = (typesetter.shapedRuns(), lines.runs)
        let isSame = shaped.count == own.count && zip(shaped, own).allSatisfy { $0.face === $1.face && $0.size == $1.size && $0.marks == $1.marks }
        if isSame, size == (typesetter.points(lines.width), typesetter.points(lines.height)) { return nil }
        return "\(text), \(style), width \(width ?? 0)"
    }
}
