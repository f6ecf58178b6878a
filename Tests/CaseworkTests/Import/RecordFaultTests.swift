import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

/// A file of records with something wrong: the line is named, and nothing goes on the log.
@Suite("A file of records with a fault") struct RecordFaultTests {
    private typealias Fault = (lines: [String], line: Int, code: RecordFault.Code)

    private static let good = ImportFixture.line()
    private static let other = "360102001001GB00001F00010102"

    private static let faults: [Fault] = [
        ([], 0, .empty), (["{"], 1, .notJSON), (["[]"], 1, .notJSON), ([good, "", good], 2, .blankLine), ([good + " x"], 1, .notJSON),
        ([ImportFixture.line(more: ",\"FJ\":\"a\tb\"")], 1, .notJSON), ([ImportFixture.line(more: ",\"FJ\":\"\\x\"")], 1, .notJSON),
        ([ImportFixture.line(more: ",\"FJ\":\"\\ud800\"")], 1, .notJSON), ([ImportFixture.line(more: ",\"JZMJ\":012")], 1, .notJSON),
        ([ImportFixture.line(more: ",\"JZMJ\":1e3")], 1, .notJSON), ([ImportFixture.line(more: ",\"JZMJ\":true")], 1, .notJSON),
        ([ImportFixture.line(more: ",\"FJ\":{}")], 1, .notJSON), ([ImportFixture.line(more: ",\"JZMJX\":1")], 1, .unknownField),
        ([ImportFixture.line(more: ",\"CFWH\":\"1\"")], 1, .unknownField), ([ImportFixture.line(more: ",\"YWH\":\"2\"")], 1, .doubleField),
        ([ImportFixture.line(page: "FDCQ9")], 1, .unknownPage), ([ImportFixture.line(matter: "")], 1, .missingField),
        ([ImportFixture.line(right: nil)], 1, .missingField), ([ImportFixture.line(right: "77")], 1, .badCode),
        ([ImportFixture.line(kind: "150")], 1, .badCode), ([ImportFixture.line("360102001001GB00001F0001010")], 1, .badUnit),
        ([ImportFixture.line("360102001001gb00001F00010101")], 1, .badUnit), ([ImportFixture.line("360102001001GB00000F00010101")], 1, .badUnit),
        ([good, ImportFixture.line("360102001001GB00001F00010000")], 2, .badUnit), ([ImportFixture.line("110102001001GB00001F00010101")], 1, .foreignUnit),
        ([ImportFixture.line(time: "2019-02-29")], 1, .badTime), ([ImportFixture.line(time: "2019/05/06")], 1, .badTime),
        ([ImportFixture.line(time: "2019-05-06 24:00:00")], 1, .badTime), ([ImportFixture.line(other), good], 2, .notSorted),
        ([good, ImportFixture.line(matter: "2", time: "2019-05-05")], 2, .notSorted), ([good, ImportFixture.line(other), ImportFixture.line(other)], 3, .doubled),
        ([good, good], 2, .doubled), ([ImportFixture.line(more: ",\"FJ\":\"\(String(repeating: "长", count: 25_000))\"")], 1, .tooLong),
    ]

    @Test("is refused with its line and what to do", arguments: faults.indices)
    func refused(index: Int) async throws {
        let (lines, line, code) = Self.faults[index]
        try await withTemporaryDatabase(.sqlite, migrations: CaseOffice.migrations) { database in
            let fixture = ImportFixture(database: database, pieceLength: 100_000)
            do {
                _ = try await fixture.add(Array(lines.map { $0 + "\n" }.joined().utf8))
                Issue.record("\(lines) was imported")
            } catch ImportError.faulty(let faults) {
                #expect(faults.first?.line == line)
                #expect(faults.first?.code == code, "\(faults)")
            }
            #expect(try await fixture.leafIDs().isEmpty)
        }
    }

    @Test("has at most so many records of one unit, across its pieces")
    func tooMany() async throws {
        try await withTemporaryDatabase(.sqlite, migrations: CaseOffice.migrations) { database in
            let lines = (0...UnitGroup.mostRecords).map { ImportFixture.line(matter: "\($0)") }
            let fixture = ImportFixture(database: database, pieceLength: 1 << 20)
            do {
                _ = try await fixture.add(Array(lines.joined(separator: "\n").utf8))
                Issue.record("they were imported")
            } catch ImportError.faulty(let faults) {
                #expect(faults.map(\.line) == [UnitGroup.mostRecords + 1])
                #expect(faults.first?.code == .tooMany)
            }
        }
    }

    @Test("has every line of several pieces numbered as it stands in the file")
    func numbered() async throws {
        try await withTemporaryDatabase(.sqlite, migrations: CaseOffice.migrations) { database in
            var lines = ImportFixture.lines(ImportFixture.sample(400))
            lines[317] = lines[317].replacing("\"DJLX\":\"", with: "\"DJLX\":\"9")
            lines[55] += "x"
            let fixture = ImportFixture(database: database)
            await #expect(throws: ImportError.self) { try await fixture.add(Array(lines.joined(separator: "\n").utf8)) }
            do { _ = try await fixture.add(Array(lines.joined(separator: "\n").utf8)) } catch ImportError.faulty(let faults) {
                #expect(faults.map(\.line) == [56, 318])
                #expect(faults.map(\.code) == [.notJSON, .badCode])
            }
        }
    }

    @Test("that isn't UTF-8 says so and how to convert it")
    func encoding() async throws {
        try await withTemporaryDatabase(.sqlite, migrations: CaseOffice.migrations) { database in
            let bytes = Array((Self.good + "\n").utf8) + Array(ImportFixture.line(Self.other, more: ",\"FJ\":\"").utf8) + [0xC4, 0xCF, 0xB2, 0xFD] + Array("\"}\n".utf8)
            do {
                _ = try await ImportFixture(database: database).add(bytes)
                Issue.record("it was imported")
            } catch ImportError.faulty(let faults) {
                #expect(faults.map(\.line) == [2])
                #expect(faults.first?.code == .notUTF8)
            }
        }
    }

    @Test("the end of a string is found at every place of a word, by every byte that ends it and no other")
    func special() {
        for byte in UInt8.min ... .max {
            let ends = byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            for place in 0..<19 {
                for neighbour: UInt8 in [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7F, 0x80, 0xA2, 0xDC, 0xFF] {
                    var line = [UInt8](repeating: neighbour, count: 19)
                    line[place] = byte
                    #expect(line.withUnsafeBytes { RecordReader.special($0, 0) } == (ends ? place : 19), "\(byte) at \(place) among \(neighbour)")
                }
                var line = [UInt8](repeating: UInt8(ascii: "\""), count: 19)
                line.replaceSubrange(..<place, with: repeatElement(UInt8(ascii: "a"), count: place))
                #expect(line.withUnsafeBytes { RecordReader.special($0, 0) } == place)
            }
        }
    }

    @Test("a reader that has read one record reads another whose fields stand in another order, and then the first again")
    func order() throws {
        let lines = [
            #"{"BM":"ZXDJ","BDCDYH":"1","YWH":"2"}"#, #"{"BDCDYH":"1","BM":"ZXDJ","YWH":"2"}"#, #"{ "YWH" : "2" , "BM":"ZXDJ","BDCDYH":"1"}"#,
            #"{"BM":"ZXDJ","BDCDYH":"1","YWH":"2"}"#, #"{"BM":"ZXDJ"}"#, #"{"BM":"ZXDJ","BDCDYH":"1","YWH":"2","FJ":"\u0041"}"#,
        ]
        var reader = RecordReader()
        defer { reader.release() }
        for line in lines {
            let found = try Array(line.utf8).withUnsafeBytes { bytes in
                try reader.read(bytes)
                return reader.fields.map { "\(FieldNames.all.name($0.name))=\(String(decoding: $0.value, as: UTF8.self))" }
            }
            var wanted = ["BDCDYH=1", "BM=ZXDJ", "YWH=2"]
            if line.contains("FJ") { wanted.insert("FJ=A", at: 2) }
            if !line.contains("YWH") { wanted = ["BM=ZXDJ"] }
            #expect(found == wanted)
        }
    }

    @Test("names of fields are found by their bytes, all and no others")
    func names() {
        for (number, name) in FieldNames.all.names.enumerated() { #expect(name.withUnsafeBytes { FieldNames.all.number($0) } == number) }
        for name in ["", "B", "BMX", "bm", "QLRMC "] { #expect(FieldNames.all.number(name) == -1) }
        #expect(FieldNames.all.names == FieldNames.all.names.sorted { $0.lexicographicallyPrecedes($1) })
    }
}
