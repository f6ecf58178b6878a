import Cadastre
import Ledger
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("The audit of surveys and of checkpoints' times")
struct SurveyAuditTests {
    private static let region = BookFixture.region

    private func survey(_ unit: UnitCode, _ change: (inout UnitSurvey) -> Void = { _ in }) -> UnitSurvey {
        let stated = BookFixture.description(unit)
        var survey = UnitSurvey(
            unit: unit, building: unit.buildingCode ?? "", storey: stated.storey ?? 0, room: "101",
            outline: Outline(rectangleAt: Outline.Point(0, 0), width: 100, depth: stated.innerArea.hundredths), buildingArea: stated.buildingArea,
            innerArea: stated.innerArea, sharedArea: stated.sharedArea, report: "1号", surveyor: "测绘院")
        change(&survey)
        return survey
    }

    private func problems(_ book: BookFixture) async throws -> [String] { try await book.verifier.run().divergences.map(\.description) }

    @Test("finds each survey that isn't of its unit as it is or was registered", arguments: availableEngines)
    func surveys(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await book.fill()
            let (home, region) = (BookFixture.home, Self.region)
            let location = BookFixture.description(home).location
            func put(_ survey: UnitSurvey, at location: String) async throws -> [String] {
                try await book.database.write { connection in
                    try connection.execute("DELETE /* reads all: few */ FROM unit_survey WHERE region = \(region)")
                    try SurveyRecords.put(survey, location: location, region: region, in: connection)
                }
                return try await problems(book)
            }
            #expect(try await put(survey(home), at: location) == [])
            #expect(try await put(survey(home) { $0.outline = nil }, at: location) == [])
            let never = ["survey of \(home.text): its areas, storey or location are none that were ever registered"]
            #expect(try await put(survey(home), at: "别处") == never)
            #expect(try await put(survey(home) { $0.storey += 1 }, at: location) == never)
            #expect(try await put(survey(home) { $0.sharedArea = $0.sharedArea + Area(hundredths: 1) }, at: location) == never)
            let small = Outline(rectangleAt: Outline.Point(0, 0), width: 300, depth: 300)
            #expect(try await put(survey(home) { $0.outline = small }, at: location) == ["survey of \(home.text): its outline doesn't hold its areas"])
            let nowhere = OfficeFixture.unit(9_998)
            #expect(try await put(survey(nowhere), at: location) == ["survey of \(nowhere.text): its unit has no page"])
            #expect(try await put(survey(home) { $0.building = "x" }, at: location) == ["survey of \(home.text): its row and its content disagree"])
            _ = try await put(survey(home), at: location)
            for column in ["building", "unit"] {
                let other = column == "unit" ? OfficeFixture.unit(1).text : "elsewhere"
                try await book.database.unsealed.write { try $0.execute("UPDATE /* reads all: one */ unit_survey SET \(raw: column) = \(other) WHERE region = \(region)") }
                #expect(try await problems(book).contains { $0.contains("disagree") || $0.contains("no page") }, "\(column)")
                _ = try await put(survey(home), at: location)
            }
            try await book.database.write { try $0.execute("UPDATE /* reads all: one */ unit_survey SET body = \(Array("{}".utf8)) WHERE region = \(region)") }
            #expect(try await problems(book) == ["survey of \(home.text): can't be read"])
        }
    }

    @Test("finds parcels and buildings that aren't what they say", arguments: availableEngines)
    func grounds(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await book.fill()
            let region = Self.region
            let code = "360102001001GB00077"
            let land = UnitCode(trusted: code + "W00000000")
            var description = BookFixture.description(land)
            description.parcelArea = Area(hundredths: 900)
            let stated = description
            let outline = Outline(rectangleAt: Outline.Point(0, 0), width: 300, depth: 300)
            func put(_ area: Int64) async throws -> [String] {
                try await book.database.write { connection in
                    try SurveyRecords.put(ParcelSurvey(code: code, location: "路", outline: outline, area: Area(hundredths: area)), region: region, in: connection)
                    try SurveyRecords.put(
                        BuildingSurvey(code: code + "F0001", name: "1栋", parcel: code, outline: outline, storeys: 1, storeyHeight: 300), region: region, in: connection)
                }
                return try await problems(book)
            }
            try await book.database.write { try FolioRecords.insert(Folio(unit: land, description: stated), region: region, in: $0) }
            #expect(try await put(900) == [])
            #expect(try await put(901) == ["survey of parcel \(code): its area is not the one that was registered"])
            _ = try await put(900)
            try await book.database.write { try $0.execute("UPDATE /* reads all: one */ building SET parcel = 'x' WHERE region = \(region)") }
            #expect(try await problems(book) == ["survey of building \(code)F0001: its row and its content disagree"])
        }
    }

    @Test("finds a checkpoint signed before its entries were made, or before a smaller one", arguments: availableEngines)
    func times(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await book.fill()
            let rows = try await book.database.read { connection in
                try connection.rows("SELECT size, at /* reads all: few */ FROM log_checkpoint ORDER BY size").map { (size: try $0.int("size"), at: try $0.int("at")) }
            }
            #expect(try await problems(book) == [])
            let last = try #require(rows.last)
            func set(_ at: Int64, of size: Int64) async throws -> [String] {
                try await book.database.write { try $0.execute("UPDATE log_checkpoint SET at = \(at) WHERE size = \(size)") }
                return try await problems(book)
            }
            #expect(try await set(1, of: last.size).contains { $0.hasPrefix("log checkpoint \(last.size): was signed before") })
            #expect(try await set(last.at, of: last.size) == [])
            if let first = rows.first, first.size < last.size {
                #expect(try await set(last.at + 1, of: first.size).contains { $0.contains("was signed before a smaller one") })
            }
        }
    }

    @Test("A machine whose clock is behind signs no checkpoint earlier than what it covers, nor than the one before", arguments: availableEngines)
    func clocks(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            try await book.fill()
            let late = try LogSequencer(database: book.database, signing: LogSigning([book.key]), logger: quietLogger, now: { Moment(seconds: 1) })
            let entry = Array("{\"at\":\"\(RegisterHash.stamp(Moment(seconds: 4_000_000_000)))\",\"type\":\"look\",\"v\":1}".utf8)
            func latest() async throws -> Int64? {
                try await book.database.read { try $0.row("SELECT at FROM log_checkpoint ORDER BY size DESC LIMIT 1")?.int("at") }
            }
            let before = try #require(try await latest())
            try await book.database.write { try LogRecords.append(leafID: "look:elsewhere:1:1", entry: Array("{}".utf8), in: $0) }
            try await late.sequence()
            #expect(try await latest() == before)
            try await book.database.write { try LogRecords.append(leafID: "look:elsewhere:1:2", entry: entry, in: $0) }
            try await late.sequence()
            #expect(try await latest() == 4_000_000_000_000_000)
            #expect(try await problems(book) == [])
        }
    }
}
