import Seals

/// A letter on A4 upright, set like an official document (GB/T 9704): a title, a body that flows over pages, a seal and a date.
final class LetterPaper {
    static let width = 595.28
    static let height = 841.89
    private static let margin = 79.0
    private static let top = 96.0
    private static let bottom = height - 88

    private let workshop: Workshop
    private var pages: [Canvas] = []
    private var y = 0.0
    private(set) var sealPlace: PDFSeal.Place?

    static let body = TextStyle(size: 12, justified: true, lineSpacing: 1.18)
    static let small = TextStyle(size: 9, ink: .quiet, lineSpacing: 1.05)

    init(_ workshop: Workshop) {
        self.workshop = workshop
        turnPage()
    }

    var contentWidth: Double { Self.width - 2 * Self.margin }

    func heading(authority: String, title: String, number: String) {
        canvas.centered(authority, x: Self.width / 2, y: y, TextStyle(bold: true, size: 15, ink: .crimson, tracking: 3))
        y += 20
        canvas.segment(Self.margin, y, Self.width - Self.margin, y)
        canvas.stroke(.crimson, width: 1.2)
        y += 40
        canvas.centered(title, x: Self.width / 2, y: y, TextStyle(bold: true, size: 21, tracking: 3))
        y += 30
        if !number.isEmpty {
            canvas.centered(number, x: Self.width / 2, y: y, TextStyle(size: 11, ink: .quiet))
            y += 28
        }
    }

    /// A paragraph; long ones are continued on the next page.
    func paragraph(_ text: String, _ style: TextStyle = body, indent: Double = 24, left: Double = 0, after: Double = 6) {
        var style = style
        style.indent = indent
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            // Pieces of 200 characters are at most half a page high.
            var rest = line
            repeat {
                let piece = String(rest.prefix(200))
                rest = rest.dropFirst(200)
                let width = contentWidth - left
                let height = workshop.typesetter.set(piece, style, width: width).height
                reserve(height)
                canvas.isolated {
                    canvas.clip(Box(Self.margin + left - 2, y, width + 4, height))
                    canvas.paragraph(piece, x: Self.margin + left, y: y, width: width, style)
                }
                y += height
                style.indent = 0
            } while !rest.isEmpty
            style.indent = indent
        }
        y += after
    }

    /// A two-column table of names and values.
    func facts(_ facts: [(name: String, value: String)], nameWidth: Double = 104) {
        let style = TextStyle(size: 10.5)
        for fact in facts {
            let valueWidth = contentWidth - nameWidth - 14
            let height = max(24, workshop.typesetter.set(fact.value, style, width: valueWidth).height + 10)
            if height > Self.bottom - Self.top {
                paragraph(fact.name + "：" + fact.value, style, indent: 0)
                continue
            }
            reserve(height)
            let name = Box(Self.margin, y, nameWidth, height)
            canvas.rectangle(name.x, name.y, name.width, name.height)
            canvas.fill(Ink(0xF6F3EC))
            _ = canvas.fit(fact.name, in: name.inset(6, 2), style.with { $0.ink = .quiet }, smallest: 5)
            _ = canvas.fit(fact.value, in: Box(name.right, y, contentWidth - nameWidth, height).inset(7, 2), style)
            canvas.rectangle(name.x, name.y, contentWidth, height)
            canvas.segment(name.right, y, name.right, y + height)
            canvas.stroke(Ink(0xB9B2A6), width: 0.5)
            y += height
        }
        y += 10
    }

    func section(_ title: String) {
        reserve(60)
        canvas.text(title, x: Self.margin, y: y, TextStyle(bold: true, size: 12, ink: .crimson))
        y += 22
    }

    /// The authority with its seal and the date, and the code that checks the letter, all on one page.
    func signature(authority: String, seal: SealPicture, date: String, code: QRCode?) throws {
        reserve(160)
        y += 34
        if let code { draw(code, at: y) }
        let middle = Self.width - Self.margin - 96
        canvas.centered(authority, x: middle, y: y + 20, TextStyle(size: 12))
        canvas.centered(date, x: middle, y: y + 44, TextStyle(size: 12))
        let place = Box(
            middle - SealPicture.diameter / 2, y + 26 - SealPicture.diameter / 2, SealPicture.diameter, SealPicture.diameter)
        canvas.use(try workshop.seal(seal), x: place.x, y: place.y, multiplied: true)
        sealPlace = PDFSeal.Place(
            page: pages.count - 1, x: place.x, y: Self.height - place.bottom, width: place.width, height: place.height)
        y = max(y + 64, place.bottom + 10)
    }

    private func draw(_ code: QRCode, at y: Double) {
        let box = Box(Self.margin, y - 6, 74, 74)
        canvas.draw(code, in: box)
        canvas.centered("扫码查验真伪", x: box.x + box.width / 2, y: box.bottom + 9, TextStyle(size: 8, ink: .quiet))
    }

    /// Numbers the pages and binds them.
    func finish(_ metadata: DocumentMetadata, attaching attachments: [Attachment] = []) throws -> PrintedDocument {
        for (index, page) in pages.enumerated() {
            page.centered(
                "— \(index + 1) / \(pages.count) —", x: Self.width / 2, y: Self.height - 50, TextStyle(size: 9, ink: .quiet))
        }
        return try PageBinder.bind(pages, metadata, from: workshop, seal: sealPlace, attaching: attachments)
    }

    private var canvas: Canvas { pages[pages.count - 1] }

    private func reserve(_ height: Double) {
        if y + height > Self.bottom { turnPage() }
    }

    private func turnPage() {
        pages.append(Canvas(width: Self.width, height: Self.height, typesetter: workshop.typesetter))
        y = Self.top
    }
}
