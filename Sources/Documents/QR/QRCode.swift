/// A QR code (GB/T 18284, ISO/IEC 18004).
package struct QRCode: Sendable, Equatable {
    /// How much of it may be damaged.
    package enum Correction: Sendable, CaseIterable { case low, medium, quartile, high }

    /// Modules a side, without the quiet zone.
    package var size: Int { rows.count }
    private let rows: [QRRow]

    /// Throws ``DocumentError/qrCode(bytes:)`` if the text doesn't fit the largest code, or is empty.
    package init(_ text: String, correction: Correction = .medium) throws { try self.init(text, digits: "", correction: correction) }

    /// A text followed by many decimal digits, which are packed three into ten bits. The correction is medium, or low where the code
    /// would have more than 109 modules a side: they must not become too small to be read.
    package init(_ text: String, digits: String) throws {
        let medium = QRCodewords.version(text: text.utf8.count, digits: digits.utf8.count, .medium)
        try self.init(text, digits: digits, correction: medium.map { $0.size <= 109 } ?? false ? .medium : .low)
    }

    init(_ text: String, digits: String, correction: Correction) throws {
        try self.init(Array(text.utf8), digits: Array(digits.utf8), correction) { QRMask.best(for: $1, $0, correction) }
    }

    /// - Parameter mask: which of the eight masks it has, however well it can be read with it.
    init(_ text: String, digits: String, correction: Correction, mask: Int) throws {
        try self.init(Array(text.utf8), digits: Array(digits.utf8), correction) { _, _ in mask }
    }

    private init(_ text: [UInt8], digits: [UInt8], _ correction: Correction, mask: (QRFrame, [QRRow]) -> Int) throws {
        guard !text.isEmpty, let codewords = QRCodewords(text, digits: digits, correction) else {
            throw DocumentError.qrCode(bytes: text.count + digits.count)
        }
        let frame = QRFrame.of(codewords.version)
        let placed = frame.placing(codewords.bytes)
        rows = frame.masked(placed, correction, mask(frame, placed))
    }

    /// Whether a module is dark. False outside the code.
    package func isDark(_ column: Int, _ row: Int) -> Bool {
        (0..<size).contains(column) && (0..<size).contains(row) && rows[row][column]
    }

    /// Runs of dark modules in a row.
    var runs: [(column: Int, row: Int, length: Int)] {
        var runs: [(column: Int, row: Int, length: Int)] = []
        for (row, modules) in rows.enumerated() {
            var rest = modules
            while let column = rest.first {
                let end = (~rest & ~QRRow(first: column)).first ?? size
                runs.append((column, row, end - column))
                rest = rest & ~QRRow(first: end)
            }
        }
        return runs
    }

    /// The rows, a bit a module and the first module as the highest bit, each filled up with light ones to whole bytes.
    var bitmap: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity((size + 7) / 8 * size)
        for row in rows { row.bytes(size, into: &bytes) }
        return bytes
    }

    /// A picture for a web page, with the quiet zone of four modules that the standard wants.
    package func svg(title: String) -> String {
        var path: [UInt8] = []
        for run in runs {
            for (letter, value) in [("M", run.column + 4), (" ", run.row + 4), ("h", run.length), ("v1h-", run.length)] {
                path.append(letter)
                path.appendInteger(value)
            }
            path.append("z")
        }
        var label = ""
        for scalar in PlainText.clean(title).unicodeScalars {
            switch scalar {
            case "&": label += "&amp;"
            case "<": label += "&lt;"
            case ">": label += "&gt;"
            case "\"": label += "&quot;"
            default: label.unicodeScalars.append(scalar)
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size + 8) \(size + 8)\" role=\"img\""
            + " aria-label=\"\(label)\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
            + "<path d=\"\(String(decoding: path, as: UTF8.self))\" fill=\"#000\"/></svg>"
    }
}

extension Canvas {
    /// Draws a code on white, its quiet zone included: a picture of a bit a module, which no reader smoothes unless it is told to
    /// (ISO 32000-1, 8.9.5.3). As rectangles it would be twice as long as the rest of the page.
    func draw(_ code: QRCode, in box: Box) {
        rectangle(box.x, box.y, box.width, box.height)
        fill(.white)
        isolated {
            let module = box.width / Double(code.size + 4)
            let side = module * Double(code.size)
            setFill(Ink(0x000000))
            // A picture's own rows go upwards.
            transform(side, 0, 0, -side, box.x + 2 * module, box.y + 2 * module + side)
            paint(Stencil(width: code.size, height: code.size, bits: code.bitmap))
        }
    }
}
