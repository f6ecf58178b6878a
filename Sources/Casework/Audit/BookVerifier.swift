package import Ledger
import Register
package import Storage

/// `dengbu verify`: replays everything from the acts and compares with what is stored, byte by byte.
package struct BookVerifier: Sendable {
    private let database: any Database
    private let region: String
    private let log: any NoteVerifier

    package init(database: any Database, region: String, log: any NoteVerifier) {
        self.database = database
        self.region = region
        self.log = log
    }

    /// One thing that does not agree, named exactly.
    package struct Divergence: Hashable, Sendable, CustomStringConvertible {
        package let place: String
        package let problem: String
        package var description: String { "\(place): \(problem)" }
    }

    package struct Report: Sendable {
        package var units = 0
        package var acts = 0
        package var certificates = 0
        package var entries = 0
        package var divergences: [Divergence] = []
        package var isClean: Bool { divergences.isEmpty }
    }

    /// Units read at a time: bounds memory, whatever the size of the register.
    private static let page = 500
    /// After this many the report has made its point.
    private static let enough = 100

    /// - Parameter progress: told after each page: things done so far, and of what.
    package func run(progress: @Sendable (_ done: Int, _ of: String) -> Void = { _, _ in }) async throws -> Report {
        var report = Report()
        try await verifyUnits(&report, progress)
        try await verifyLog(&report, progress)
        try await verifyCertificates(&report, progress)
        return report
    }

    // MARK: the register

    private func verifyUnits(_ report: inout Report, _ progress: @Sendable (Int, String) -> Void) async throws {
        var after = ""
        let region = region
        while report.divergences.count < Self.enough {
            let start = after
            let page = try await database.read { connection -> [UnitRows] in
                let folios = try connection.rows(
                    """
                    SELECT unit, version, standing, body, head FROM register_folio WHERE region = \(region) AND unit > \(start)
                    ORDER BY unit LIMIT \(Self.page)
                    """)
                guard let last = folios.last else { return [] }
                let acts = try connection.rows(
                    """
                    SELECT a.unit, a.version, a.act_index, a.entry_id, a.kind, a.registered_at, a.body, a.salt, a.leaf, f.header, e.entry AS logged
                    FROM register_act a
                    JOIN register_filing f ON f.region = a.region AND f.filing_id = a.filing_id
                    LEFT JOIN log_entry e ON e.leaf_id = 'act:' || a.entry_id
                    WHERE a.region = \(region) AND a.unit > \(start) AND a.unit <= \(try last.text("unit")) ORDER BY a.unit, a.version
                    """)
                let holdings = try connection.rows(
                    """
                    SELECT party_id, unit, role, entry_id FROM register_holding
                    WHERE region = \(region) AND unit > \(start) AND unit <= \(try last.text("unit"))
                    """)
                return try UnitRows.group(folios: folios, acts: acts, holdings: holdings)
            }
            guard let last = page.last else { return }
            after = last.unit
            for rows in page {
                report.units += 1
                report.acts += rows.acts.count
                report.divergences += rows.divergences()
            }
            progress(report.units, "units")
        }
    }

    // MARK: the log

    private func verifyLog(_ report: inout Report, _ progress: @Sendable (Int, String) -> Void) async throws {
        let (size, note) = try await database.read { connection in
            (try LogRecords.size(in: connection), try LogRecords.latestCheckpoint(in: connection))
        }
        var builder = TreeBuilder()
        var next: Int64 = 0
        while next < size {
            let first = next
            let end = min(size, first + 4_096)
            let entries = try await database.read { try LogRecords.entries(from: first, to: end, in: $0) }
            guard entries.count == Int(end - first) else {
                report.divergences.append(Divergence(place: "log", problem: "entries \(first)..<\(end) are not all there"))
                return
            }
            for entry in entries { builder.append(MerkleHash.leaf(entry)) }
            for tile in builder.takeCompleted() { try await compare(tile, &report) }
            next = end
            report.entries = Int(next)
            progress(report.entries, "log entries")
        }
        for tile in builder.takeChanged() { try await compare(tile, &report) }
        guard size > 0 else { return }
        guard let note, note.size == size else {
            report.divergences.append(Divergence(place: "log checkpoint", problem: "there is none over all \(size) entries"))
            return
        }
        do {
            let signed = try SignedCheckpoint(SignedNote(parsing: Array(note.note.utf8)), log: log)
            if signed.checkpoint.root != builder.root || signed.checkpoint.size != Int(size) {
                report.divergences.append(Divergence(place: "log checkpoint", problem: "its root is not the root of the stored entries"))
            }
        } catch {
            report.divergences.append(Divergence(place: "log checkpoint", problem: "\(error)"))
        }
    }

    private func compare(_ tile: Tile, _ report: inout Report) async throws {
        let stored = try await database.read { try LogRecords.tile(level: tile.id.level, index: Int64(tile.id.index), in: $0) }
        if stored != tile.bytes {
            report.divergences.append(Divergence(place: "log tile \(tile.id.path)", problem: "is not what the entries hash to"))
        }
    }

    // MARK: certificates

    private func verifyCertificates(_ report: inout Report, _ progress: @Sendable (Int, String) -> Void) async throws {
        let region = region
        let series = try await database.read { connection in
            try connection.rows("SELECT series, last FROM number_series /* reads all: few */ WHERE region = \(region)").map { (try $0.text("series"), try $0.int("last")) }
        }
        var after = ""
        var counts: [String: Int64] = [:]
        while true {
            let start = after
            let rows = try await database.read { connection in
                try connection.rows(
                    """
                    SELECT c.number, c.kind, c.status, c.issued_at, e.entry_id AS acted FROM certificate c
                    LEFT JOIN register_act e ON e.region = c.region AND e.entry_id = c.entry_id
                    WHERE c.region = \(region) AND c.number > \(start) ORDER BY c.number LIMIT \(Self.page)
                    """)
            }
            guard let last = rows.last else { break }
            after = try last.text("number")
            for row in rows {
                report.certificates += 1
                let number = try row.text("number")
                if try row.textIfPresent("acted") == nil {
                    report.divergences.append(Divergence(place: "certificate \(number)", problem: "no act stands behind it"))
                }
                let year = Moment(microseconds: try row.int("issued_at")).date.year
                counts["\(try row.text("kind"))-\(year)", default: 0] += 1
            }
            progress(report.certificates, "certificates")
        }
        for (name, last) in series where name.hasPrefix("certificate-") || name.hasPrefix("proof-") {
            // Numbers run from 1 without gaps: as many certificates as the last number.
            if counts[name, default: 0] != last {
                report.divergences.append(
                    Divergence(place: "number series \(name)", problem: "\(counts[name, default: 0]) certificates, last number \(last)"))
            }
        }
    }
}
