import Foundation
import Testing

@testable import Seals

@Suite("Seals on PDFs") struct PDFSealerTests {
    let fixture: SealFixture

    init() throws { fixture = try SealFixture() }

    @Test("a sealed document says who, why and when, and covers the whole file")
    func round() throws {
        let pdf = SealFixture.pdf()
        let sealed = try fixture.sealer.seal(pdf, SealFixture.seal())
        #expect(sealed.starts(with: pdf))
        let seals = try fixture.verifier.verify(sealed)
        #expect(seals.count == 1)
        #expect(seals[0].name == "南昌市不动产登记中心")
        #expect(seals[0].reason == "颁发不动产权证书")
        #expect(seals[0].sealedAt == SealFixture.now)
        #expect(seals[0].coversWholeFile)
        #expect(seals[0].certificate.der == fixture.authority.seal.der)
        #expect(try fixture.verifier.verify(pdf).isEmpty)
    }

    @Test("no byte of a sealed document can be altered")
    func tampered() throws {
        let sealed = try fixture.sealer.seal(SealFixture.pdf(), SealFixture.seal())
        for index in stride(from: 0, to: sealed.count, by: 7) {
            var altered = sealed
            // Upper and lower case of a hexadecimal digit are the same signature, so a digit gets another value.
            altered[index] = altered[index] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
            let verdict = try? fixture.verifier.verify(altered)
            // The root that the signature brings along isn't what is trusted; its alteration may pass or not.
            let inSignature = try signatureRange(sealed).contains(index)
            #expect(verdict == nil || verdict?.isEmpty == true || inSignature, "byte \(index)")
        }
    }

    @Test("bytes appended behind a seal are reported, not believed")
    func appended() throws {
        let sealed = try fixture.sealer.seal(SealFixture.pdf(), SealFixture.seal())
        let longer = sealed + Array("% more\n".utf8)
        #expect(try fixture.verifier.verify(longer).map(\.coversWholeFile) == [false])
    }

    @Test("a second seal leaves the first one valid")
    func twice() throws {
        let first = try fixture.sealer.seal(SealFixture.pdf(), SealFixture.seal("Registry"))
        var second = SealFixture.seal("Notary")
        second.place = .init(page: 0, x: 10, y: 20.5, width: 30, height: 40)
        let both = try fixture.sealer.seal(first, second)
        let seals = try fixture.verifier.verify(both)
        #expect(seals.map(\.field) == ["Registry", "Notary"])
        #expect(seals.map(\.coversWholeFile) == [false, true])
        #expect(throws: SealError.pdf("it already has a field Notary")) { try fixture.sealer.seal(both, second) }
    }

    @Test("a seal goes on any page, beside annotations that are there", arguments: [0, 1, 2])
    func pages(index: Int) throws {
        let pdf = SealFixture.pdf(pages: ["", "/Annots [ ]", "/Annots 6 0 R"])
        var seal = SealFixture.seal()
        seal.place = .init(page: index, x: 1, y: 2, width: 3, height: 4)
        let sealed = try fixture.sealer.seal(pdf, seal)
        #expect(try fixture.verifier.verify(sealed).count == 1)
        let file = try PDFFile(sealed)
        #expect(try file.array("Annots", in: file.dictionary(file.page(index))).count == 1)
        seal.place?.page = 3
        #expect(throws: SealError.pdf("it has no page 4")) { try fixture.sealer.seal(pdf, seal) }
    }

    @Test("hostile texts in a seal stay texts", arguments: ["", ")>> endobj", "<>\\()", "\u{0}\r\n%%EOF", "👩‍👩‍👧\u{202E}名"])
    func hostile(text: String) throws {
        var seal = SealFixture.seal(text.isEmpty ? "f" : text)
        seal.name = text
        seal.reason = text
        let read = try fixture.verifier.verify(fixture.sealer.seal(SealFixture.pdf(), seal))
        #expect(read.map(\.name) == [text])
        #expect(read.map(\.reason) == [text])
    }

    @Test("a seal outside its certificate's time is refused")
    func expired() throws {
        var seal = SealFixture.seal()
        seal.sealedAt = fixture.authority.seal.validUntil + 1
        #expect(throws: SealError.self) { try fixture.sealer.seal(SealFixture.pdf(), seal) }
    }

    @Test("what is not a whole PDF is refused", arguments: ["", "x", "%PDF-1.4", "%PDF-1.4\nstartxref\n9999\n%%EOF", "%PDF-1.4\nstartxref\n-1\n%%EOF"])
    func broken(text: String) {
        #expect(throws: SealError.self) { try fixture.sealer.seal(Array(text.utf8), SealFixture.seal()) }
        #expect(throws: SealError.self) { try fixture.verifier.verify(Array(text.utf8)) }
    }

    @Test("cut and garbled documents end in an error, never in a crash or an endless loop")
    func garbled() throws {
        let sealed = try fixture.sealer.seal(SealFixture.pdf(), SealFixture.seal())
        for length in stride(from: 0, to: sealed.count - 10, by: 61) {
            let verdict = try? fixture.verifier.verify(Array(sealed.prefix(length)))
            #expect(verdict == nil || verdict?.isEmpty == true)
        }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<150 {
            var garbled = sealed
            for _ in 0..<8 {
                garbled[Int.random(in: 0..<garbled.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = try? fixture.verifier.verify(garbled)
            _ = try? fixture.sealer.seal(garbled, SealFixture.seal("Other"))
        }
    }

    @Test("dates are written in the time of China and read back", arguments: [
        (0, "D:19700101080000+08'00'"), (1_785_549_600, "D:20260801100000+08'00'"), (951_782_400, "D:20000229080000+08'00'"),
        (-1, "D:19700101075959+08'00'"), (4_102_444_799, "D:21000101075959+08'00'"),
    ] as [(Int64, String)])
    func dates(seconds: Int64, text: String) {
        #expect(PDFDate.text(seconds) == text)
        #expect(PDFDate.seconds(text) == seconds)
        #expect(PDFDate.iso(0) == "1970-01-01T08:00:00+08:00")
    }

    @Test("an independent validator calls the seal valid", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/pdfsig")))
    func pdfsig() throws {
        let path = fixture.folder.path + "/sealed.pdf"
        try Data(fixture.sealer.seal(SealFixture.pdf(), SealFixture.seal())).write(to: URL(fileURLWithPath: path))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/pdfsig")
        process.arguments = ["-nocert", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(output.contains("Signature is Valid."), "\(output)")
        #expect(output.contains("Total document signed"), "\(output)")
        #expect(output.contains("ETSI.CAdES.detached"), "\(output)")
    }

    private func signatureRange(_ sealed: [UInt8]) throws -> Range<Int> {
        let start = try #require(sealed.firstRange(of: Array("/Contents <".utf8))).upperBound
        let end = try #require(sealed[start...].firstIndex(of: UInt8(ascii: ">")))
        return start..<end
    }
}
