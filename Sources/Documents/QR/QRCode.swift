import CQRCode

/// A QR code (GB/T 18284, ISO/IEC 18004).
package struct QRCode: Sendable, Equatable {
    /// How much of it may be damaged.
    package enum Correction: Sendable { case low, medium, quartile, high }

    /// Modules a side, without the quiet zone.
    package let size: Int
    private let dark: [Bool]

    /// Throws ``DocumentError/qrCode(bytes:)`` if the text doesn't fit the largest code, or is empty.
    package init(_ text: String, correction: Correction = .medium) throws {
        let bytes = Array(text.utf8)
        try self.init(
            bytes.isEmpty ? nil : QRcode_encodeData(Int32(bytes.count), bytes, 0, Self.level(correction)), bytes: bytes.count)
    }

    /// A text followed by many decimal digits, which are packed three into ten bits. The correction is medium, or low where the code
    /// would have more than 109 modules a side: they must not become too small to be read.
    package init(_ text: String, digits: String) throws {
        try self.init(text, digits: digits, correction: Self.fitsMedium(bytes: text.utf8.count, digits: digits.utf8.count) ? .medium : .low)
    }

    /// Whether so much fits 109 modules a side (version 23) with medium correction: 860 codewords (ISO/IEC 18004, table 7), of which each
    /// part needs a mode of four bits and a count (table 3). Reckoned, because encoding twice would take as long as drawing the page.
    static func fitsMedium(bytes: Int, digits: Int) -> Bool {
        let text = 4 + 16 + 8 * bytes
        let numbers = digits == 0 ? 0 : 4 + 12 + 10 * (digits / 3) + [0, 4, 7][digits % 3]
        return text + numbers <= 860 * 8
    }

    init(_ text: String, digits: String, correction: Correction) throws {
        let (bytes, numbers) = (Array(text.utf8), Array(digits.utf8))
        let count = bytes.count + numbers.count
        guard !bytes.isEmpty, let input = QRinput_new2(0, Self.level(correction)) else { throw DocumentError.qrCode(bytes: count) }
        defer { QRinput_free(input) }
        guard QRinput_append(input, QR_MODE_8, Int32(bytes.count), bytes) == 0,
            numbers.isEmpty || QRinput_append(input, QR_MODE_NUM, Int32(numbers.count), numbers) == 0
        else { throw DocumentError.qrCode(bytes: count) }
        try self.init(QRcode_encodeInput(input), bytes: count)
    }

    private static func level(_ correction: Correction) -> QRecLevel {
        switch correction {
        case .low: QR_ECLEVEL_L
        case .medium: QR_ECLEVEL_M
        case .quartile: QR_ECLEVEL_Q
        case .high: QR_ECLEVEL_H
        }
    }

    private init(_ code: UnsafeMutablePointer<CQRCode.QRcode>?, bytes: Int) throws {
        guard let code else { throw DocumentError.qrCode(bytes: bytes) }
        defer { QRcode_free(code) }
        size = Int(code.pointee.width)
        guard let data = code.pointee.data else { throw DocumentError.qrCode(bytes: bytes) }
        dark = UnsafeBufferPointer(start: data, count: size * size).map { $0 & 1 == 1 }
    }

    /// Whether a module is dark. False outside the code.
    package func isDark(_ column: Int, _ row: Int) -> Bool {
        (0..<size).contains(column) && (0..<size).contains(row) && dark[row * size + column]
    }

    /// Runs of dark modules in a row.
    var runs: [(column: Int, row: Int, length: Int)] {
        var runs: [(column: Int, row: Int, length: Int)] = []
        for row in 0..<size {
            var column = 0
            while column < size {
                let start = column
                while isDark(column, row) { column += 1 }
                if column > start { runs.append((start, row, column - start)) }
                column += 1
            }
        }
        return runs
    }

    /// A picture for a web page, with the quiet zone of four modules that the standard wants.
    package func svg(title: String) -> String {
        var path = ""
        for run in runs { path += "M\(run.column + 4) \(run.row + 4)h\(run.length)v1h-\(run.length)z" }
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
            + "<path d=\"\(path)\" fill=\"#000\"/></svg>"
    }
}

extension Canvas {
    /// Draws a code on white, its quiet zone included.
    func draw(_ code: QRCode, in box: Box) {
        rectangle(box.x, box.y, box.width, box.height)
        fill(.white)
        isolated {
            let module = box.width / Double(code.size + 4)
            transform(module, 0, 0, module, box.x + 2 * module, box.y + 2 * module)
            for run in code.runs {
                for value in [run.column, run.row, run.length] {
                    content.appendInteger(value)
                    content.append(0x20)
                }
                operate("1 re")
            }
            fill(Ink(0x000000))
        }
    }
}
