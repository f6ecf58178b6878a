import Foundation
import Testing

@testable import Seals

@Suite("Seal authority") struct SealAuthorityTests {
    @Test("reopening gives the same certificates, renewing another seal under the same root")
    func stable() throws {
        let fixture = try SealFixture()
        let again = try SealAuthority(keys: fixture.keys, subject: SealFixture.subject, now: SealFixture.now + 1000)
        #expect(again.root.der == fixture.authority.root.der)
        #expect(again.seal.der == fixture.authority.seal.der)
        let renewed = try SealAuthority.renew(keys: fixture.keys, subject: SealFixture.subject, now: SealFixture.now + 1000)
        #expect(renewed.root.der == fixture.authority.root.der)
        #expect(renewed.seal.fingerprint != fixture.authority.seal.fingerprint)
        let sealed = try fixture.sealer.seal(SealFixture.pdf(), SealFixture.seal())
        #expect(try PDFSealVerifier(roots: [renewed.root]).verify(sealed).count == 1)
    }

    @Test("the certificates say who and how long")
    func certificates() throws {
        let authority = try SealFixture().authority
        #expect(authority.seal.commonName == "南昌市不动产登记中心 电子印章")
        #expect(authority.root.commonName == "南昌市不动产登记中心 电子印章根证书")
        #expect(authority.seal.validFrom == SealFixture.now)
        #expect(authority.seal.validUntil == SealFixture.now + SealAuthority.sealLifetime)
        let read = try SealCertificate.readPEM(authority.chainPEM)
        #expect(read.map(\.der) == [authority.seal.der, authority.root.der])
        #expect(throws: SealError.self) { try SealCertificate(der: [1, 2, 3]) }
    }

    @Test("many processes that open a new authority at once get one chain")
    func race() async throws {
        let folder = TemporaryFolder()
        let keys = try KeyFolder(path: folder.path)
        let chains = try await withThrowingTaskGroup(of: String.self) { group in
            for offset in 0..<12 {
                group.addTask {
                    try SealAuthority(keys: keys, subject: SealFixture.subject, now: SealFixture.now + Int64(offset)).chainPEM
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(chains.count == 1)
    }

    @Test("a CMS signature verifies over its bytes, under its root, in its time")
    func cms() throws {
        let fixture = try SealFixture()
        let bytes = Array("登簿".utf8)
        let signature = try fixture.authority.sealer().sign(bytes)
        let verifier = CMSVerifier(roots: [fixture.authority.root])
        let during = SealFixture.now + 86400
        #expect(try verifier.verify(signature, over: bytes, at: during).der == fixture.authority.seal.der)
        #expect(throws: SealError.self) { try verifier.verify(signature, over: bytes + [0], at: during) }
        #expect(throws: SealError.self) { try verifier.verify(signature, over: bytes, at: SealFixture.now - 10) }
        #expect(throws: SealError.self) { try verifier.verify(signature, over: bytes, at: fixture.authority.seal.validUntil + 1) }
        let stranger = CMSVerifier(roots: [try SealFixture().authority.root])
        #expect(throws: SealError.self) { try stranger.verify(signature, over: bytes, at: during) }
        #expect(throws: SealError.invalidSeal("it is not a CMS signature")) { try verifier.verify([1], over: bytes, at: during) }
    }

    @Test("no altered byte of a CMS signature passes for the same seal")
    func cmsAltered() throws {
        let fixture = try SealFixture()
        let signature = try fixture.authority.sealer().sign([1, 2, 3])
        let verifier = CMSVerifier(roots: [fixture.authority.root])
        var accepted = 0
        for index in stride(from: 0, to: signature.count, by: 3) {
            var altered = signature
            altered[index] ^= 0x55
            if (try? verifier.verify(altered, over: [1, 2, 3], at: SealFixture.now)) != nil { accepted += 1 }
        }
        // Only the root that the signature brings along may be damaged: the verifier has its own.
        let root = try #require(signature.firstRange(of: fixture.authority.root.der))
        #expect(accepted <= root.count / 3 + 1)
        for index in [4, 10, signature.count - 1, signature.count - 40, root.lowerBound - 5, root.upperBound + 30] {
            var altered = signature
            altered[index] ^= 1
            #expect(throws: SealError.self) { try verifier.verify(altered, over: [1, 2, 3], at: SealFixture.now) }
        }
    }

    @Test("encoding of lengths follows X.690", arguments: [(0, [0x04, 0]), (127, [0x04, 127]), (128, [0x04, 0x81, 128]), (256, [0x04, 0x82, 1, 0])] as [(Int, [UInt8])])
    func der(count: Int, header: [UInt8]) {
        let encoded = DER.octets([UInt8](repeating: 1, count: count))
        #expect(Array(encoded.prefix(header.count)) == header)
        #expect(DER.length(of: encoded[...]) == header.count + count)
        #expect(DER.length(of: (encoded + [9, 9])[...]) == header.count + count)
        #expect(DER.length(of: encoded.dropLast()) == nil)
    }
}
