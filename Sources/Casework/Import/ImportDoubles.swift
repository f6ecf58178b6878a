import Crypto
import Seals
import Storage

extension RecordImport {
    /// Refuses records that another file has put on the log: a register that is exported once more must not stand there twice.
    ///
    /// Both files have their units in order, so a piece is compared with the pages of the same units.
    func refuseDoubles(_ file: ImportFile, _ survey: ImportSurvey, of others: [ImportState], from done: Int) async throws {
        var faults: [RecordFault] = []
        for piece in survey.pieces where piece.first + piece.count > done && faults.count < ImportSurvey.mostFaults {
            let keys = try RecordKeys(try file.read(piece.bytes), first: piece.first, region: region)
            guard let units = keys.units else { continue }
            for other in others where other.done > 0 {
                for double in try await doubles(keys, units, in: other) {
                    faults.append(
                        RecordFault(line: double + 1, .doubled, "this record (BDCDYH, BM, YWH) is on the log already, from \(other.name): leave it out"))
                }
            }
        }
        guard faults.isEmpty else { throw ImportError.faulty(Array(faults.sorted { $0.line < $1.line }.prefix(ImportSurvey.mostFaults))) }
    }

    /// - Returns: places in the file of records that another has too.
    private func doubles(_ keys: RecordKeys, _ units: ClosedRange<String>, in other: ImportState) async throws -> [Int] {
        var found: [Int] = []
        var page = 0
        let region = region
        while true {
            let from = page
            let pages = try await database.read { try RecordPage.read(other, units: units, from: from, limit: 64, region: region, in: $0) }
            for page in pages {
                found += try keys.places(of: page.open(other, region: region, cipher: cipher))
            }
            guard pages.count == 64, let last = pages.last else { return found }
            page = last.page + 1
        }
    }
}

/// Which records a piece of a file has: unit, table and matter number of each.
private struct RecordKeys: Sendable {
    private var places: [SHA256Digest: Int] = [:]
    private(set) var units: ClosedRange<String>?
    private let region: String

    init(_ bytes: [UInt8], first: Int, region: String) throws {
        self.region = region
        var place = first
        var ends: (first: String, last: String)?
        try bytes.withUnsafeBytes { bytes in
            var reader = RecordReader()
            defer { reader.release() }
            var check = RecordCheck(region: region)
            for line in Lines(bytes: bytes) {
                try reader.read(line)
                let head = try check.head(of: reader)
                places[Self.key(head)] = place
                place += 1
                let unit = String(decoding: head.unit, as: UTF8.self)
                ends = (ends?.first ?? unit, unit)
            }
        }
        units = ends.map { $0.first...$0.last }
    }

    private static func key(_ head: RecordHead) -> SHA256Digest {
        var hash = SHA256()
        // The code has 28 bytes and the page one: what follows can't be taken for a part of them.
        hash.update(bufferPointer: head.unit)
        withUnsafeBytes(of: UInt8(head.page)) { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: head.matter)
        return hash.finalize()
    }

    /// Where the file has records that another file has too.
    func places(of kept: [RecordPage.Kept]) throws -> [Int] {
        var reader = RecordReader()
        defer { reader.release() }
        var check = RecordCheck(region: region)
        return try kept.compactMap { record in
            try record.json.withUnsafeBytes { json in
                try reader.read(json)
                return places[Self.key(try check.head(of: reader))]
            }
        }
    }
}
