import Seals

/// The sheet that both kinds of certificate share: A4 across, the attestation on the left, the fields on the right.
struct CertificateSheet {
    static let width = 841.89
    static let height = 595.28

    let design: CertificateDesign
    let title: String
    let statement: String
    let number: String
    let rows: [CertificateRow]
    let issue: CertificateIssue
    let plans: [Plan]

    /// The two halves, and where the seal is.
    static let left = Box(52, 52, 272, 492)
    static let right = Box(362, 52, 428, 492)
    private static let labelWidth = 84.0
    static let sealPlace = Box(left.right - 132, 340, SealPicture.diameter, SealPicture.diameter)

    func print(_ workshop: Workshop) throws -> PrintedDocument {
        let number = try PlainText.required(number, field: "number", limit: 60)
        let page = Canvas(width: Self.width, height: Self.height, typesetter: workshop.typesetter)
        page.use(try design.paper(workshop), x: 0, y: 0)
        let rosette = try design.rosette(workshop)
        page.use(rosette, x: Self.left.x + (Self.left.width - rosette.width) / 2, y: 184)
        page.use(try form(workshop), x: 0, y: 0)
        page.centered(
            number, x: Self.right.x + Self.right.width / 2, y: Self.right.y + 9,
            TextStyle(bold: true, size: 13.5, ink: design.accent, tracking: 0.5))
        let overflow = try fields(page)
        try attestation(page, workshop)

        var pages = [page]
        if !plans.isEmpty { pages.append(try drawings(workshop, number)) }
        if !overflow.isEmpty { pages += try ContinuationPages(sheet: self, number: number).print(overflow, workshop) }
        let place = PDFSeal.Place(
            page: 0, x: Self.sealPlace.x, y: Self.height - Self.sealPlace.bottom, width: Self.sealPlace.width,
            height: Self.sealPlace.height)
        let metadata = DocumentMetadata(
            title: "\(title) \(number)", author: try PlainText.clean(issue.authority, field: "登记机构", limit: 60), subject: title,
            createdAt: issue.issuedAt)
        return try PageBinder.bind(pages, metadata, from: workshop, seal: place, attaching: issue.attachments)
    }

    // MARK: What all certificates of a kind share

    /// Headings, statement, table and labels, drawn once.
    private func form(_ workshop: Workshop) throws -> Artwork {
        try workshop.artwork("sheet \(design.name)", width: Self.width, height: Self.height) { canvas in
            let left = Self.left
            let middle = left.x + left.width / 2
            canvas.centered(
                "中华人民共和国", x: middle, y: 82, TextStyle(bold: true, size: 19, ink: design.accent, tracking: 5))
            canvas.centered(
                title, x: middle, y: 122, TextStyle(bold: true, size: design.titleSize, ink: design.accent, tracking: 3))
            rule(canvas, middle, 156)
            canvas.paragraph(
                statement, x: left.x + 8, y: 176, width: left.width - 16,
                TextStyle(size: 12.5, justified: true, lineSpacing: 1.3, indent: 25))
            canvas.text(
                "登记机构（章）", x: Self.sealPlace.x - 34, y: Self.sealPlace.y + SealPicture.diameter / 2 - 9, TextStyle(size: 12))
            canvas.segment(343, 60, 343, Self.height - 76)
            canvas.stroke(design.guilloche.border, width: 0.6)
            table(canvas)
        }
    }

    private func rule(_ canvas: Canvas, _ middle: Double, _ y: Double) {
        canvas.segment(middle - 96, y, middle - 9, y)
        canvas.segment(middle + 9, y, middle + 96, y)
        canvas.stroke(design.accent, width: 0.7)
        canvas.polygon([(middle, y - 4.5), (middle + 4.5, y), (middle, y + 4.5), (middle - 4.5, y)])
        canvas.fill(design.accent)
    }

    private func table(_ canvas: Canvas) {
        let top = Self.right.y + 28
        let bottom = top + rows.reduce(0) { $0 + $1.height }
        let (x, right) = (Self.right.x, Self.right.right)
        canvas.rectangle(x, top, Self.labelWidth, bottom - top)
        canvas.fill(design.guilloche.wave)
        var y = top
        for row in rows.dropLast() {
            y += row.height
            canvas.segment(x, y, right, y)
        }
        canvas.segment(x + Self.labelWidth, top, x + Self.labelWidth, bottom)
        canvas.stroke(design.guilloche.border, width: 0.55)
        canvas.rectangle(x, top, right - x, bottom - top)
        canvas.stroke(design.accent, width: 1.1)
        y = top
        for row in rows {
            // The labels are ours and fit.
            _ = canvas.fit(
                row.label, in: Box(x, y, Self.labelWidth, row.height).inset(4, 2),
                TextStyle(size: 10.5, ink: design.accent, alignment: .center))
            y += row.height
        }
    }

    // MARK: What this certificate says

    /// Writes the fields, and answers those that go on a continuation page.
    private func fields(_ page: Canvas) throws -> [(label: String, text: String)] {
        var overflow: [(label: String, text: String)] = []
        var y = Self.right.y + 28
        for row in rows {
            let cell = Box(
                Self.right.x + Self.labelWidth, y, Self.right.width - Self.labelWidth, row.height)
            y += row.height
            let text = try row.cleanText()
            if text.isEmpty { continue }
            let style = TextStyle(bold: row.bold, size: row.isLong ? 10 : 10.5, lineSpacing: row.isLong ? 1.02 : 0.95)
            if page.fit(text, in: cell.inset(8, row.isLong ? 5 : 2), style, vertical: row.isLong ? .top : .middle) { continue }
            overflow.append((row.label, text))
            _ = page.fit("详见续页", in: cell.inset(8, 2), style.with { $0.ink = .quiet })
        }
        return overflow
    }

    private func attestation(_ page: Canvas, _ workshop: Workshop) throws {
        let left = Self.left
        let seal = SealPicture(
            authority: try PlainText.required(issue.sealName, field: "印章名称", limit: 24),
            use: try PlainText.clean(issue.sealUse, field: "印章用途", limit: 16))
        page.use(try workshop.seal(seal), x: Self.sealPlace.x, y: Self.sealPlace.y, multiplied: true)
        let authority = try PlainText.required(issue.authority, field: "登记机构", limit: 60)
        let column = Box(left.x + 118, 468, left.width - 118, 22)
        _ = page.fit(authority, in: column, TextStyle(size: 11.5, alignment: .center))
        _ = page.fit(
            try PlainText.required(issue.registeredOn, field: "登记日期", limit: 40), in: Box(column.x, 490, column.width, 22),
            TextStyle(size: 12, alignment: .center, tracking: 0.8))

        // 36.7 mm: with the proof of a log of millions of entries a module is still 0.3 mm wide, which phones read from paper.
        let code = Box(left.x + 4, 412, 104, 104)
        page.draw(try issue.proofDigits.map { try QRCode("\(issue.checkURL)#", digits: $0) } ?? QRCode(issue.checkURL), in: code)
        page.rectangle(code.x, code.y, code.width, code.height)
        page.stroke(design.guilloche.border, width: 0.5)
        page.centered("扫码查验证书状态", x: code.x + code.width / 2, y: code.bottom + 9, TextStyle(size: 7.5, ink: .quiet))
        if let licence = issue.licence {
            page.text("电子证照标识  \(licence)", x: left.x + 4, y: 541, TextStyle(size: 6.6, ink: .quiet))
        }
    }

    private func drawings(_ workshop: Workshop, _ number: String) throws -> Canvas {
        let page = Canvas(width: Self.width, height: Self.height, typesetter: workshop.typesetter)
        page.use(try design.paper(workshop), x: 0, y: 0)
        page.centered("附图页", x: Self.width / 2, y: 64, TextStyle(bold: true, size: 18, ink: design.accent, tracking: 8))
        page.text(number, x: 56, y: 56, TextStyle(size: 8.5, ink: .quiet))
        let painter = PlanPainter(canvas: page, accent: design.accent)
        let area = Box(56, 84, Self.width - 112, 456)
        let gap = 26.0
        let width = (area.width - gap * Double(plans.count - 1)) / Double(plans.count)
        for (index, plan) in plans.enumerated() {
            try painter.draw(plan, in: Box(area.x + Double(index) * (width + gap), area.y, width, area.height))
        }
        return page
    }
}
