import Casework
import Foundation
import HTTPTypes
import HummingbirdTesting
import Ledger
import Portal
import Register
import Storage
import StorageTesting
import Testing

@Suite("The proof of a unit's latest state") struct UnitStateRouteTests {
    private static let nobody = "360102001001GB00001F00990099"

    @Test("is given to everybody, verifies offline, and shows what stands on the page at the limited door alone", arguments: availableEngines)
    func doors(engine: Engine) async throws {
        let key = try Ledger.Ed25519Signer(name: "test.example/log", seed: Array(repeating: 7, count: 32)).verifier
        try await RealPortal.run(engine) { portal, office in
            let unit = RealPortal.unit.text
            // Nothing has its place in the log yet.
            #expect(try await portal.anonymous.get("/api/v1/log/map?unit=\(unit)").status == .serviceUnavailable)
            while try await office.sequencer.sequence() > 0 {}
            func proved(_ path: String) async throws -> (file: StateFile, proved: StateFile.Proved) {
                let answer = try await portal.anonymous.get(path)
                #expect(answer.status == .ok, "\(path): \(answer.text)")
                let file = try StateFile(parsing: Array(answer.text.utf8))
                return (file, try file.verify(log: key, policy: .none))
            }
            let shown = try await proved("/api/v1/units/\(unit)/state")
            #expect(shown.proved.entry?.unit == unit && shown.proved.state?.owned == true && shown.proved.state?.mortgage == false)
            let bare = try await proved("/api/v1/log/map?unit=\(unit)")
            #expect(bare.proved.entry == shown.proved.entry && bare.proved.state == nil && bare.file.salt == nil)
            let size = bare.proved.checkpoint.checkpoint.size
            #expect(try await proved("/api/v1/log/map?unit=\(unit)&size=\(size)").file.proof == bare.file.proof)
            #expect(try await proved("/api/v1/log/map?unit=\(Self.nobody)").proved.entry == nil)
            #expect(try await proved("/api/v1/units/\(Self.nobody)/state").proved.entry == nil)

            for query in ["", "?unit=", "?unit=1", "?unit=\(unit)&size=0", "?unit=\(unit)&size=x", "?unit=\(unit)&size=\(size + 1)", "?unit=\(unit)&size=99999999999999999999"] {
                #expect(try await portal.anonymous.get("/api/v1/log/map\(query)").status == .unprocessableContent, "\(query)")
            }
            #expect(try await portal.anonymous.get("/api/v1/units/1/state").status == .notFound)
        }
    }

    @Test("A damaged map is an error of the server's, not a proof of something else")
    func damaged() async throws {
        try await RealPortal.run { portal, office in
            while try await office.sequencer.sequence() > 0 {}
            try await office.database.write { try $0.execute("DELETE FROM log_map WHERE tile = '/'") }
            #expect(try await portal.anonymous.get("/api/v1/log/map?unit=\(RealPortal.unit.text)").status == .internalServerError)
        }
    }
}
