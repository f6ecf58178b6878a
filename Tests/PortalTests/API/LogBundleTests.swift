import Casework
import HTTPTypes
import HummingbirdTesting
import Ledger
import NIOCore
import Packing
import Storage
import StorageTesting
import Testing

@testable import Portal

/// Entry bundles as clients are given them that accept gzip.
@Suite("Bundles of entries that are sent packed") struct LogBundleTests {
    @Test("have the same entries, and a full one is packed once for everybody", arguments: availableEngines)
    func packed(engine: Engine) async throws {
        try await RealPortal.run(engine) { portal, office in
            try await office.database.write { connection in
                for number in 0..<300 { try LogRecords.append(leafID: "note \(number)", entry: Array("{\"number\":\(number),\"type\":\"note\"}".utf8), in: connection) }
            }
            while try await office.sequencer.sequence() > 0 {}
            let size = Int(try await office.database.read { try LogRecords.size(in: $0) })
            let accepting: HTTPFields = [.acceptEncoding: "gzip"]
            func unpacked(_ path: String) async throws -> [UInt8] {
                let answer = try await portal.anonymous.get(path, accepting)
                #expect(answer.status == .ok && answer.headers[.contentEncoding] == "gzip" && answer.headers[.vary] == "Accept-Encoding")
                return try Packing.gzip.unpack(Array(buffer: answer.body), atMost: 1 << 20)
            }
            func plain(_ path: String) async throws -> [UInt8] { Array(buffer: try await portal.anonymous.get(path).body) }
            for path in ["/log/tile/entries/000", "/log/tile/entries/001.p/\(size % 256)"] {
                let open = try await portal.anonymous.get(path)
                #expect(open.headers[.contentEncoding] == nil && open.headers[.vary] == "Accept-Encoding")
                #expect(try await unpacked(path) == Array(buffer: open.body))
                #expect(try await unpacked(path) == Array(buffer: open.body))
            }
            // The full bundle isn't read again, the partial one is: it is another file at each width.
            let full = try await unpacked("/log/tile/entries/000")
            try await office.database.write { try $0.execute("UPDATE log_entry SET entry = \(Array("{}".utf8)) WHERE leaf_index IN (9, 260)") }
            #expect(try await unpacked("/log/tile/entries/000") == full)
            #expect(try await plain("/log/tile/entries/000") != full)
            #expect(try await unpacked("/log/tile/entries/001.p/\(size % 256)") == plain("/log/tile/entries/001.p/\(size % 256)"))
            #expect(try await portal.anonymous.get("/log/tile/entries/001", accepting).status == .notFound)
        }
    }

    @Test("are forgotten, those that nobody has asked for first, before they take more room than they may")
    func bounded() {
        let kept = PackedBundles(limit: 1_600)
        func bundle(_ length: Int) -> ByteBuffer { ByteBuffer(repeating: 1, count: length) }
        for index in 0..<16 { kept.keep(bundle(100), index) }
        #expect(kept.size == 1_600 && kept.bundle(0) != nil)
        kept.keep(bundle(100), 16)
        // The first was asked for again; those after it go, until a quarter is free.
        #expect(kept.size <= 1_200 && kept.bundle(0) != nil && kept.bundle(1) == nil && kept.bundle(16) != nil)
        kept.keep(bundle(101), 17)
        #expect(kept.bundle(17) == nil)
        for index in 100..<200 { kept.keep(bundle(100), index) }
        #expect(kept.size <= 1_600)
    }
}
