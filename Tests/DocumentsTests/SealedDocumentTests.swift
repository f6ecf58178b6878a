import Foundation
import Seals
import Testing

@testable import Documents

@Suite("Sealed documents") struct SealedDocumentTests {
    @Test("a printed certificate can be sealed, and the seal holds over all of it")
    func sealed() throws {
        let folder = NSTemporaryDirectory() + "documents-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let keys = try KeyFolder(path: folder)
        let authority = try SealAuthority(
            keys: keys, subject: SealSubject(commonName: "南昌市不动产登记中心 电子印章", organization: "南昌市不动产登记中心"), now: Sample.now)
        let printed = try Sample.press.get().ownershipCertificate(Sample.certificate())
        let sealed = try PDFSealer(authority.sealer()).seal(
            printed.bytes,
            PDFSeal(name: "南昌市不动产登记中心", reason: "颁发不动产权证书", sealedAt: Sample.now, place: printed.sealPlace))
        let verifier = PDFSealVerifier(roots: [authority.root])
        let seals = try verifier.verify(sealed)
        #expect(seals.map(\.coversWholeFile) == [true])
        #expect(try Poppler.isSound(sealed))
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            var altered = sealed
            altered[Int.random(in: 9..<printed.bytes.count, using: &generator)] ^= 1
            let verdict = try? verifier.verify(altered)
            #expect(verdict == nil || verdict?.isEmpty == true)
        }
        try keep(PrintedDocument(bytes: sealed, pages: 2, sealPlace: nil, missingCharacters: ""), "sealed")
        if let kept = ProcessInfo.processInfo.environment["DENGBU_KEEP_DOCUMENTS"] {
            try Data(authority.root.pem.utf8).write(to: URL(fileURLWithPath: kept + "/root.pem"))
        }
    }
}
