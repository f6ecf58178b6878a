/// Pages for fields that are too long for their box on the sheet: nothing that was registered is left out of a certificate.
struct ContinuationPages {
    let sheet: CertificateSheet
    let number: String

    private static let area = Box(60, 92, CertificateSheet.width - 120, 440)
    private static let style = TextStyle(size: 10.5, lineSpacing: 1.1)

    func print(_ fields: [(label: String, text: String)], _ workshop: Workshop) throws -> [Canvas] {
        var pages: [Canvas] = []
        var y = Double.infinity
        for field in fields {
            for (index, part) in parts(field.text, workshop.typesetter).enumerated() {
                let height = workshop.typesetter.set(part, Self.style, width: Self.area.width).height
                let heading = index == 0 ? 22.0 : 0
                if y + heading + height > Self.area.bottom {
                    pages.append(try page(workshop))
                    y = Self.area.y
                }
                guard let page = pages.last else { continue }
                if index == 0 {
                    page.text(field.label, x: Self.area.x, y: y, TextStyle(bold: true, size: 11, ink: sheet.design.accent))
                    y += heading
                }
                _ = page.fit(part, in: Box(Self.area.x, y, Self.area.width, height + 0.1), Self.style, vertical: .top)
                y += height
            }
            y += 12
        }
        return pages
    }

    private func page(_ workshop: Workshop) throws -> Canvas {
        let page = Canvas(
            width: CertificateSheet.width, height: CertificateSheet.height, typesetter: workshop.typesetter)
        page.use(try sheet.design.paper(workshop), x: 0, y: 0)
        page.centered(
            "续页", x: CertificateSheet.width / 2, y: 64, TextStyle(bold: true, size: 18, ink: sheet.design.accent, tracking: 8))
        page.text(number, x: 56, y: 56, TextStyle(size: 8.5, ink: .quiet))
        return page
    }

    /// Pieces of at most a quarter of a page: whole lines where they are short enough, else runs of characters.
    private func parts(_ text: String, _ typesetter: Typesetter) -> [String] {
        var parts: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var rest = line
            repeat {
                let piece = rest.prefix(400)
                rest = rest.dropFirst(400)
                parts.append(piece.isEmpty ? " " : String(piece))
            } while !rest.isEmpty
        }
        return parts
    }
}
