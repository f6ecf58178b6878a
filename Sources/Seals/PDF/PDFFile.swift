/// A finished PDF: where its objects stand, through all its revisions.
///
/// It reads cross-reference tables (ISO 32000-1 section 7.5.4), which is what our own documents have. Files with
/// cross-reference streams or encryption are refused by name.
struct PDFFile {
    let bytes: [UInt8]
    /// The newest trailer.
    let trailer: PDFDictionary
    /// Where the newest cross-reference table stands.
    let tableOffset: Int
    private var offsets: [Int: Int] = [:]
    /// Read once: whoever seals asks for it again and again.
    private var root: Result<(number: Int, dictionary: PDFDictionary), any Error>?

    init(_ bytes: [UInt8]) throws {
        guard bytes.starts(with: "%PDF-".utf8) else { throw SealError.pdf("it does not begin with %PDF-") }
        self.bytes = bytes
        tableOffset = try Self.lastTable(bytes)
        var next: Int? = tableOffset
        var newest: PDFDictionary?
        var seen = Set<Int>()
        while let offset = next {
            guard seen.insert(offset).inserted, seen.count < 256 else { throw SealError.pdf("its revisions form a circle") }
            var scanner = PDFScanner(bytes, at: offset)
            try Self.readTable(&scanner, into: &offsets)
            let trailer = try scanner.dictionary()
            newest = newest ?? trailer
            next = try trailer.integer("Prev")
        }
        guard let newest else { throw SealError.pdf("it has no trailer") }
        guard newest.range(of: "Encrypt") == nil else { throw SealError.pdf("it is encrypted") }
        trailer = newest
        root = Result { try readCatalog() }
    }

    /// One more than the largest object number.
    func size() throws -> Int {
        guard let size = try trailer.integer("Size"), size > 0 else { throw SealError.pdf("its trailer has no Size") }
        return size
    }

    /// The dictionary of an object.
    func dictionary(_ number: Int) throws -> PDFDictionary {
        var scanner = try scanner(object: number)
        return try scanner.dictionary()
    }

    /// Where the value of an object begins.
    func scanner(object number: Int) throws -> PDFScanner {
        guard let offset = offsets[number] else { throw SealError.pdf("object \(number) is missing") }
        var scanner = PDFScanner(bytes, at: offset)
        guard try scanner.integer() == number else { throw SealError.pdf("object \(number) is not where its table says") }
        _ = try scanner.integer()
        try scanner.expect("obj")
        try scanner.skipSpace()
        return scanner
    }

    /// The number of the catalog object and the catalog.
    func catalog() throws -> (number: Int, dictionary: PDFDictionary) { try root?.get() ?? readCatalog() }

    private func readCatalog() throws -> (number: Int, dictionary: PDFDictionary) {
        guard let root = trailer.reference("Root") else { throw SealError.pdf("its trailer has no Root") }
        return (root, try dictionary(root))
    }

    /// The object number of a page, counted from 0.
    func page(_ index: Int) throws -> Int {
        guard let pages = try catalog().dictionary.reference("Pages") else { throw SealError.pdf("it has no pages") }
        var left = index
        guard let page = try find(&left, in: pages, depth: 0) else { throw SealError.pdf("it has no page \(index + 1)") }
        return page
    }

    /// The elements of an array that stands in a dictionary, direct or by reference.
    func array(_ key: String, in dictionary: PDFDictionary) throws -> [Range<Int>] {
        guard let range = dictionary.range(of: key) else { return [] }
        var scanner = try dictionary.reference(key).map(scanner(object:)) ?? PDFScanner(bytes, at: range.lowerBound)
        guard try scanner.byte() == UInt8(ascii: "[") else { throw SealError.pdf("\(key) is not an array") }
        scanner.position += 1
        var elements: [Range<Int>] = []
        try scanner.skipSpace()
        while try scanner.byte() != UInt8(ascii: "]") {
            elements.append(try scanner.value())
            try scanner.skipSpace()
        }
        return elements
    }

    private func find(_ left: inout Int, in node: Int, depth: Int) throws -> Int? {
        guard depth < 32 else { throw SealError.pdf("its page tree is too deep") }
        let dictionary = try dictionary(node)
        if dictionary.source("Type") == "/Page" {
            if left == 0 { return node }
            left -= 1
            return nil
        }
        for kid in try array("Kids", in: dictionary) {
            guard let number = PDFDictionary.reference(bytes[kid]) else { throw SealError.pdf("a page is not an object") }
            if let page = try find(&left, in: number, depth: depth + 1) { return page }
        }
        return nil
    }

    private static func lastTable(_ bytes: [UInt8]) throws -> Int {
        let keyword = Array("startxref".utf8)
        var index = bytes.count - keyword.count
        let limit = max(0, bytes.count - 2048)
        while index >= limit {
            if bytes[index..<index + keyword.count].elementsEqual(keyword) {
                var scanner = PDFScanner(bytes, at: index + keyword.count)
                return try scanner.integer()
            }
            index -= 1
        }
        throw SealError.pdf("it has no startxref")
    }

    /// Older tables don't override newer ones: a number that is known stays.
    private static func readTable(_ scanner: inout PDFScanner, into offsets: inout [Int: Int]) throws {
        try scanner.skipSpace()
        guard try scanner.word().elementsEqual("xref".utf8) else {
            throw SealError.pdf("its cross-references are a stream; a table is wanted")
        }
        while true {
            try scanner.skipSpace()
            if try scanner.byte() == UInt8(ascii: "t") {
                try scanner.expect("trailer")
                return
            }
            let first = try scanner.integer()
            let count = try scanner.integer()
            guard first >= 0, (0...(scanner.bytes.count / 20)).contains(count) else { throw SealError.pdf("its table is damaged") }
            for number in first..<first + count {
                let offset = try scanner.integer()
                _ = try scanner.integer()
                try scanner.skipSpace()
                if try scanner.word().elementsEqual("n".utf8), offsets[number] == nil { offsets[number] = offset }
            }
        }
    }
}
