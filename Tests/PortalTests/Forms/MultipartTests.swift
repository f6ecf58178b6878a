import Portal
import Testing

@Suite("Multipart bodies")
struct MultipartTests {
    private static let boundary = "----XyZ"

    private static func body(_ parts: [(head: String, content: [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts { bytes += Array("--\(boundary)\r\n\(part.head)\r\n\r\n".utf8) + part.content + [0x0D, 0x0A] }
        return bytes + Array("--\(boundary)--\r\n".utf8)
    }

    /// Name, file name and content of every part, read in pieces of the given size.
    private static func parse(_ bytes: [UInt8], piece: Int) throws -> [(PartHeaders, [UInt8])] {
        var parser = try MultipartParser(boundary: boundary)
        var parts: [(PartHeaders, [UInt8])] = []
        var index = 0
        while index < bytes.count {
            for event in try parser.feed(bytes[index..<min(index + piece, bytes.count)]) {
                switch event {
                case .part(let headers): parts.append((headers, []))
                case .data(let data): parts[parts.count - 1].1 += data
                case .partEnd, .end: break
                }
            }
            index += piece
        }
        try parser.finish()
        return parts
    }

    private static let tricky: [(head: String, content: [UInt8])] = [
        ("Content-Disposition: form-data; name=\"note\"", Array("一段说明".utf8)),
        ("Content-Disposition: form-data; name=\"empty\"", []),
        (
            "content-disposition: form-data; name=\"file\"; filename=\"a b.pdf\"\r\nContent-Type: application/pdf",
            Array("%PDF-1.7\r\n--not\r\n----Xy".utf8)
        ),
        ("Content-Disposition: form-data; name=\"f2\"; filename=\"x.png\"", [0, 13, 10, 45, 45, 45, 45, 45, 45, 88, 121, 90 + 1, 13, 13, 10]),
    ]

    @Test("A body reads the same in pieces of any size", arguments: [1, 2, 3, 5, 7, 11, 64, 100_000])
    func pieces(size: Int) throws {
        let parts = try Self.parse(Self.body(Self.tricky), piece: size)
        #expect(parts.map(\.0.name) == ["note", "empty", "file", "f2"])
        #expect(parts.map(\.1) == Self.tricky.map(\.content))
        #expect(parts[2].0.fileName == "a b.pdf")
        #expect(parts[2].0.contentType == "application/pdf")
        #expect(parts[0].0.fileName == nil)
    }

    @Test("Random contents, full of beginnings of boundaries, come back whole")
    func random() throws {
        var generator = SystemRandomNumberGenerator()
        let alphabet: [UInt8] = [0x0D, 0x0A, 0x2D, 0x2D, 0x58, 0x79, 0x5A, 0x00, 0xFF]
        for _ in 0..<300 {
            let contents = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                (0..<Int.random(in: 0...200, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            }
            // A content that holds the boundary itself is what clients must avoid.
            let needle = Array("\r\n--\(Self.boundary)".utf8)
            guard contents.allSatisfy({ !([0x0D, 0x0A] + $0).contains(needle) }) else { continue }
            let body = Self.body(contents.map { ("Content-Disposition: form-data; name=\"x\"", $0) })
            let parts = try Self.parse(body, piece: Int.random(in: 1...40, using: &generator))
            #expect(parts.map(\.1) == contents)
        }
    }

    @Test("Damaged bodies are refused or read, but never crash and never grow")
    func fuzz() throws {
        var generator = SystemRandomNumberGenerator()
        let good = Self.body(Self.tricky)
        var refused = 0
        for _ in 0..<2000 {
            var bytes = good
            // Damage may eat a body up to its last byte.
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes = Array(bytes.prefix(place)) + Array(bytes.suffix(Int.random(in: 1...20, using: &generator)))
                }
            }
            do {
                let parts = try Self.parse(bytes, piece: Int.random(in: 1...50, using: &generator))
                #expect(parts.reduce(0) { $0 + $1.1.count } <= bytes.count)
            } catch is PortalError {
                refused += 1
            }
        }
        #expect(refused > 200)
    }

    @Test(
        "Bodies that break the rules are refused",
        arguments: [
            "", "no boundary at all", "------XyZ\r\n\r\nno headers\r\n------XyZ--",
            "------XyZ\r\nContent-Disposition: form-data\r\n\r\nx\r\n------XyZ--",
            "------XyZ\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n------XyZ--",
            "------XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nunfinished",
            "------XyZjunk\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n------XyZ--",
        ])
    func malformed(text: String) {
        #expect(throws: PortalError.upload(.malformed)) { try Self.parse(Array(text.utf8), piece: 10) }
    }

    @Test("Too many parts and endless headers are refused")
    func limits() throws {
        let many = Self.body((0..<31).map { ("Content-Disposition: form-data; name=\"f\($0)\"", []) })
        #expect(throws: PortalError.upload(.tooManyParts(limit: 30))) { try Self.parse(many, piece: 1000) }
        let long = Array("--\(Self.boundary)\r\nX: \(String(repeating: "y", count: 5000))".utf8)
        #expect(throws: PortalError.upload(.malformed)) { try Self.parse(long, piece: 100) }
    }

    @Test(
        "File names lose what could do harm",
        arguments: [
            ("filename=\"C:\\\\Users\\\\me\\\\房产证.pdf\"", "房产证.pdf"), ("filename=\"../../etc/passwd\"", "passwd"),
            ("filename*=UTF-8''%E5%90%88%E5%90%8C.pdf", "合同.pdf"),
            ("filename=\".htaccess\"", "htaccess"), ("filename=\"a\\\"b.pdf\"", "a\"b.pdf"), ("filename=\"\"", ""),
        ])
    func fileNames(parameter: String, name: String) throws {
        let body = Self.body([("Content-Disposition: form-data; name=\"f\"; \(parameter)", [1])])
        #expect(try Self.parse(body, piece: 1000)[0].0.fileName == name)
    }

    @Test("The boundary is found in the content type, quoted or not")
    func boundaries() {
        #expect(MultipartParser.boundary(of: "multipart/form-data; boundary=abc") == "abc")
        #expect(MultipartParser.boundary(of: "Multipart/Form-Data; charset=utf-8; boundary=\"a b\"") == "a b")
        #expect(MultipartParser.boundary(of: "application/json") == nil)
        #expect(throws: PortalError.self) { try MultipartParser(boundary: String(repeating: "x", count: 71)) }
    }
}

extension [UInt8] {
    fileprivate func contains(_ needle: [UInt8]) -> Bool {
        guard count >= needle.count else { return false }
        return (0...(count - needle.count)).contains { Array(self[$0..<($0 + needle.count)]) == needle }
    }
}
