import Casework
import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import NIOCore
import Portal
import Register
import Storage
import StorageTesting
import Testing

/// A promise letter is sealed when it is first asked for.
@Suite("The promise letter while the seal can't be used")
struct SealUnavailableTests {
    @Test("is refused with a code, in Chinese, keeps nothing half done, and is there once the seal is", arguments: availableEngines)
    func unavailable(engine: Engine) async throws {
        // The seal's certificate is valid from an hour later on.
        try await RealPortal.run(engine, sealFrom: testNoon.adding(seconds: 3_600)) { portal, office in
            try await ListingAPITests.list(office)
            func stored() async throws -> (document: String?, text: [UInt8]) {
                try await office.database.read { connection in
                    let pledge = try #require(try PledgeRecords.current(of: "P9", region: testRegion, in: connection))
                    return (pledge.document, try CanonicalJSON.encode(pledge))
                }
            }
            let before = try await stored()
            #expect(before.document == nil)
            for path in ["/projects/P9", "/projects/P9/pledge"] {
                let page = try await portal.anonymous.get(path)
                #expect(page.status == .serviceUnavailable, "\(path): \(page.status)")
                #expect(page.headers[.contentType]?.hasPrefix("text/html") == true)
                #expect(page.text.contains("电子印章暂时不能使用") && page.text.contains("lang=\"zh"), "\(page.text)")
                #expect(page.headers[.retryAfter] == "60")
                #expect(page.headers[.contentSecurityPolicy] != nil)
            }
            let refused = try await portal.anonymous.get("/api/v1/projects/P9/pledge/file")
            #expect(refused.status == .serviceUnavailable && refused.json["code"] as? String == "seal-unavailable", "\(refused.text)")
            #expect(!refused.text.contains("certificate") && !refused.text.contains("testing"))
            let after = try await stored()
            #expect(after.document == nil && after.text == before.text)

            portal.clock.advance(seconds: 7_200)
            let answers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<4 { group.addTask { Array(try await portal.anonymous.get("/api/v1/projects/P9/pledge/file").body.readableBytesView) } }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            // Everybody gets the file of whoever was first.
            #expect(answers.count == 1 && answers.allSatisfy { $0.starts(with: Array("%PDF".utf8)) })
            let digest = try #require(try await stored().document)
            let page = try await portal.anonymous.get("/projects/P9")
            #expect(page.status == .ok && page.text.contains(digest))
        }
    }
}
