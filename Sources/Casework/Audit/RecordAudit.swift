import Ledger
import Register
import Seals
import Storage

/// Records of before this register: each kept record makes its log entry word for word, names the unit's record before it, and stands in
/// the log behind the record before it in its file. That no entry is without its record follows from their numbers (`WholeLog`).
extension BookVerifier {
    func verifyRecords(_ report: inout Report, _ progress: (Int) -> Void) async throws {
        let region = region
        let imports = try await database.read { try ImportState.all(region: region, in: $0) }.sorted { $0.digest.lexicographicallyPrecedes($1.digest) }
        var pages = 0
        for state in imports {
            pages += try await verify(state, &report, progress)
            if report.divergences.count >= Self.enough { return }
        }
        let stored = try await database.read { connection in
            try connection.row("SELECT COUNT(*) AS n /* reads all: counted */ FROM log_import_page WHERE region = \(region)")?.int("n") ?? 0
        }
        // What an import adds meanwhile belongs to the next verification.
        let now = try await database.read { try ImportState.all(region: region, in: $0) }
        if stored != Int64(pages), now.count == imports.count, now.allSatisfy({ imports.contains($0) }) {
            report.add("imported records", "\(stored) pages are kept, \(pages) belong to files")
        }
    }

    /// - Returns: how many pages the file has.
    private func verify(_ state: ImportState, _ report: inout Report, _ progress: (Int) -> Void) async throws -> Int {
        let name = "file \(RegisterHash.hex(state.digest).prefix(16))"
        if state.done > state.records { report.add(name, "\(state.done) of \(state.records) records are said to be on the log") }
        var replay = RecordReplay(state, region: region)
        var found = 0
        var page = 0
        while found < state.done, report.divergences.count < Self.enough {
            let from = page
            let region = region
            let read = try await database.read { try RecordPage.read(state, from: from, limit: 4, region: region, in: $0) }
            guard !read.isEmpty else { break }
            for stored in read where found < state.done {
                let place = "\(name), page \(stored.page)"
                guard stored.page == page else {
                    report.add(place, "page \(page) is missing")
                    return page
                }
                page += 1
                guard let records else { continue }
                guard let kept = try? stored.open(state, region: region, cipher: records) else {
                    report.add(place, "can't be opened: it, or the file's row, was altered")
                    return page
                }
                found += kept.count
                report.records += kept.count
                let now = replay
                let problems = try await database.read { try now.problems(of: kept, in: stored, $0) }
                for problem in problems.found { report.add("\(place), \(problem.place)", problem.problem) }
                replay = problems.next
                progress(report.records)
            }
            if records == nil, read.count < 4 { return page }
        }
        if records != nil, found != state.done { report.add(name, "\(state.done) records are on the log, \(found) are kept") }
        return page
    }
}

/// Makes the entries of kept records again.
struct RecordReplay: Sendable {
    private let state: ImportState
    private let region: String
    /// The record before.
    private var last: (unit: String, number: Int, leaf: Digest32, index: Int64)?

    init(_ state: ImportState, region: String) {
        self.state = state
        self.region = region
    }

    /// What doesn't agree with the log, and the state to go on from.
    func problems(of kept: [RecordPage.Kept], in page: RecordPage, _ connection: any Connection) throws -> (found: [BookVerifier.Divergence], next: RecordReplay) {
        var next = self
        var found: [BookVerifier.Divergence] = []
        var units: [String] = []
        var made: [Made] = []
        var reader = RecordReader()
        var check = RecordCheck(region: region)
        var commitment = RecordCommitment(binding: state.digest)
        defer { reader.release() }
        for record in kept {
            guard let parts = Made(record, &reader, &check, &commitment) else {
                found.append(BookVerifier.Divergence(place: "record \(record.number)", problem: "is no record"))
                continue
            }
            units.append(parts.unit)
            made.append(parts)
        }
        if units.first != page.firstUnit || units.last != page.lastUnit {
            found.append(BookVerifier.Divergence(place: "units", problem: "the page is said to have \(page.firstUnit) to \(page.lastUnit)"))
        }
        let ids = made.map { RecordEntry.leafID($0.unit, number: $0.number, region: region) }
        let rows = try connection.rows("SELECT leaf_id, leaf_index, entry FROM log_entry WHERE leaf_id IN \(list: ids)")
        let logged = Dictionary(try rows.map { (try $0.text("leaf_id"), (index: try $0.int("leaf_index"), entry: try $0.blob("entry"))) }) { first, _ in first }
        var writer = RecordEntry.Writer(at: state.at)
        for (id, record) in zip(ids, made) {
            guard let entry = logged[id] else {
                found.append(BookVerifier.Divergence(place: "unit \(record.unit), record \(record.number)", problem: "the log knows nothing of it"))
                continue
            }
            record.write(previous: try next.previous(record.unit, record.number, connection), to: &writer)
            if !writer.withEntry({ $0.elementsEqual(entry.entry) }) {
                found.append(BookVerifier.Divergence(place: "unit \(record.unit), record \(record.number)", problem: "the log says something else"))
            }
            if let last = next.last, last.index >= entry.index {
                found.append(BookVerifier.Divergence(place: "unit \(record.unit), record \(record.number)", problem: "it stands before the record before it"))
            }
            next.last = (record.unit, record.number, MerkleHash.leaf(entry.entry), entry.index)
        }
        return (found, next)
    }

    private func previous(_ unit: String, _ number: Int, _ connection: any Connection) throws -> Digest32? {
        guard number > 1 else { return nil }
        if let last, last.unit == unit, last.number == number - 1 { return last.leaf }
        let id = RecordEntry.leafID(unit, number: number - 1, region: region)
        return try connection.row("SELECT entry FROM log_entry WHERE leaf_id = \(id)").map { MerkleHash.leaf(try $0.blob("entry")) }
    }

    /// A record's parts, read from what was kept.
    private struct Made {
        let number: Int
        let unit: String
        private let page: Int
        private let kind: [UInt8]
        private let right: [UInt8]?
        /// The day alone.
        private let registered: [UInt8]
        private let commitment: Digest32

        /// - Returns: nil for what is no record.
        init?(_ record: RecordPage.Kept, _ reader: inout RecordReader, _ check: inout RecordCheck, _ commitments: inout RecordCommitment) {
            let made = record.json.withUnsafeBytes { json -> Made? in
                guard (try? reader.read(json)) != nil, let head = try? check.head(of: reader) else { return nil }
                return Made(head, number: record.number, record.secret.withUnsafeBytes { commitments.commitment(to: reader.fields, secret: $0) })
            }
            guard let made else { return nil }
            self = made
        }

        private init(_ head: RecordHead, number: Int, _ commitment: Digest32) {
            self.number = number
            self.commitment = commitment
            unit = String(decoding: head.unit, as: UTF8.self)
            page = head.page
            kind = Array(head.kind)
            right = head.right.map(Array.init)
            registered = Array(head.registered.prefix(10))
        }

        func write(previous: Digest32?, to writer: inout RecordEntry.Writer) {
            Array(unit.utf8).withUnsafeBytes { unit in
                kind.withUnsafeBytes { kind in
                    (right ?? []).withUnsafeBytes { right in
                        registered.withUnsafeBytes { registered in
                            writer.write(
                                RecordEntry.Parts(
                                    unit: unit, page: page, kind: kind, right: self.right == nil ? nil : right, registered: registered, number: number,
                                    previous: previous, commitment: commitment))
                        }
                    }
                }
            }
        }
    }
}
