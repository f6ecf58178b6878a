/// An incremental update of a PDF (ISO 32000-1 section 7.5.6): new and changed objects behind the old bytes.
struct PDFUpdate {
    private let file: PDFFile
    private var output: [UInt8]
    private var offsets: [Int: Int] = [:]
    private var nextNumber: Int
    private var catalogChanges: [(key: String, value: String)] = []

    init(_ file: PDFFile) throws {
        self.file = file
        nextNumber = try file.size()
        output = []
        output.reserveCapacity(file.bytes.count + 12000)
        output.append(contentsOf: file.bytes)
        if output.last != 0x0A { output.append(0x0A) }
    }

    var position: Int { output.count }

    mutating func reserveNumber() -> Int {
        defer { nextNumber += 1 }
        return nextNumber
    }

    mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }

    mutating func append(_ byte: UInt8, times count: Int) { output.append(contentsOf: repeatElement(byte, count: count)) }

    mutating func begin(_ number: Int) {
        offsets[number] = position
        append("\(number) 0 obj\n")
    }

    mutating func end() { append("\nendobj\n") }

    mutating func object(_ number: Int, _ source: String) {
        begin(number)
        append(source)
        end()
    }

    mutating func changeCatalog(_ key: String, _ value: String) {
        catalogChanges.append((key, value))
    }

    /// Adds a signature field with its widget (ISO 32000-1 sections 12.7.4.5 and 12.5.6.19).
    mutating func addField(_ name: String, value: Int, place: PDFSeal.Place?) throws {
        let widget = reserveNumber()
        let page = try file.page(place?.page ?? 0)
        let appearance = reserveNumber()
        let (width, height) = (place?.width ?? 0, place?.height ?? 0)
        object(
            appearance,
            "<< /Type /XObject /Subtype /Form /BBox [0 0 \(number(width)) \(number(height))] /Resources << >> /Length 0 >>\nstream\n\nendstream")
        let rectangle = place.map { "\(number($0.x)) \(number($0.y)) \(number($0.x + $0.width)) \(number($0.y + $0.height))" }
        // Flags: print and locked.
        object(
            widget,
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T \(PDFText.hex(name)) /V \(value) 0 R /P \(page) 0 R /F 132"
                + " /Rect [\(rectangle ?? "0 0 0 0")] /AP << /N \(appearance) 0 R >> >>")
        let pageDictionary = try file.dictionary(page)
        object(page, pageDictionary.replacing([("Annots", try array("Annots", in: pageDictionary, with: widget))]))
        try addToForm(widget, name: name)
    }

    private mutating func addToForm(_ widget: Int, name: String) throws {
        let catalog = try file.catalog().dictionary
        guard let range = catalog.range(of: "AcroForm") else {
            let form = reserveNumber()
            object(form, "<< /Fields [\(widget) 0 R] /SigFlags 3 >>")
            changeCatalog("AcroForm", "\(form) 0 R")
            return
        }
        let form = try catalog.reference("AcroForm").map(file.dictionary) ?? {
            var scanner = PDFScanner(file.bytes, at: range.lowerBound)
            return try scanner.dictionary()
        }()
        for field in try file.array("Fields", in: form) {
            guard let number = PDFDictionary.reference(file.bytes[field]) else { continue }
            if try file.dictionary(number).source("T").flatMap(PDFText.decode) == name {
                throw SealError.pdf("it already has a field \(name)")
            }
        }
        let source = form.replacing([("Fields", try array("Fields", in: form, with: widget)), ("SigFlags", "3")])
        if let number = catalog.reference("AcroForm") {
            object(number, source)
        } else {
            changeCatalog("AcroForm", source)
        }
    }

    private func array(_ key: String, in dictionary: PDFDictionary, with added: Int) throws -> String {
        let old = try file.array(key, in: dictionary).map { String(decoding: file.bytes[$0], as: UTF8.self) }
        return "[\((old + ["\(added) 0 R"]).joined(separator: " "))]"
    }

    /// Writes the changed catalog, the cross-reference table and the trailer, and hands over the bytes.
    mutating func finish() throws -> [UInt8] {
        if !catalogChanges.isEmpty {
            let catalog = try file.catalog()
            object(catalog.number, catalog.dictionary.replacing(catalogChanges))
        }
        let table = position
        append("xref\n")
        var numbers = offsets.keys.sorted()[...]
        while let first = numbers.first {
            let run = numbers.enumerated().prefix { $0.element == first + $0.offset }.count
            append("\(first) \(run)\n")
            for number in numbers.prefix(run) {
                let digits = String(offsets[number] ?? 0)
                append(String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n")
            }
            numbers = numbers.dropFirst(run)
        }
        let trailer = file.trailer.replacing([("Size", String(nextNumber)), ("Prev", String(file.tableOffset))])
        append("trailer\n\(trailer)\nstartxref\n\(table)\n%%EOF\n")
        return output
    }

    /// A number without exponent, to a hundredth of a point.
    private func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let sign = hundredths < 0 ? "-" : ""
        let rest = abs(hundredths) % 100
        return "\(sign)\(abs(hundredths) / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
