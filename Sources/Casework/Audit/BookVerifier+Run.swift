import Storage
import Synchronization

extension BookVerifier {
    /// What is verified side by side, each with a report of its own.
    enum Part: Sendable {
        case units(after: String, through: String?)
        case orphans, surveys, certificates, caseEntries, looks, records, cases, money, evidence, parties, sealedRows, publications, anchors, log

        /// What a person reads while it runs.
        var name: String {
            switch self {
            case .units, .orphans: "units"
            case .surveys: "surveys"
            case .certificates: "certificates"
            case .caseEntries, .cases, .money, .evidence: "cases"
            case .parties: "people"
            case .sealedRows: "sealed rows"
            case .looks: "looks"
            case .records: "imported records"
            case .publications, .anchors, .log: "log entries"
            }
        }
    }

    /// How far a run is.
    package struct Progress: Sendable, Equatable {
        package let done: Int
        package let total: Int
        /// What is being verified just now: the first part that isn't done.
        package let stage: String
    }

    /// Verifies everything, several parts at a time, while the registry works on or not.
    ///
    /// - Parameters:
    ///   - width: parts at a time; each reads by a connection of its own.
    ///   - progress: told after each page.
    package func run(width: Int = 4, progress: @escaping @Sendable (Progress) -> Void = { _ in }) async throws -> Report {
        try await reports(width: width, progress: progress).reduce(into: Report()) { $0.add($1.report) }
    }

    /// Verifies everything as ``run(width:progress:)`` does, and says which part found what.
    func reports(width: Int = 4, progress: @escaping @Sendable (Progress) -> Void = { _ in }) async throws -> [(part: Part, report: Report)] {
        let plan = try await plan(ranges: 2 * width)
        let meter = Meter(plan, progress)
        let reports = try await withThrowingTaskGroup(of: (Int, Report).self) { group in
            // The log can't be divided and takes longest: it begins first and is reported last.
            var waiting = Array(plan.indices.reversed())
            var reports: [Int: Report] = [:]
            func start(_ index: Int) {
                group.addTask {
                    var report = Report()
                    try await verify(plan[index].part, &report) { meter.set(index, done: $0) }
                    meter.end(index)
                    return (index, report)
                }
            }
            for _ in 0..<max(1, width) { if let next = waiting.first { waiting.removeFirst(); start(next) } }
            while let (index, report) = try await group.next() {
                reports[index] = report
                if let next = waiting.first {
                    waiting.removeFirst()
                    start(next)
                }
            }
            return reports
        }
        return plan.indices.map { (plan[$0].part, reports[$0] ?? Report()) }
    }

    /// Verifies one part alone.
    func verify(_ part: Part, _ report: inout Report, _ progress: (Int) -> Void) async throws {
        switch part {
        case .units(let after, let through): try await verifyUnits((after, through), &report, progress)
        case .orphans: try await verifyOrphans(&report)
        case .surveys: try await verifySurveys(&report, progress)
        case .certificates: try await verifyCertificates(&report, progress)
        case .caseEntries: try await verifyCaseEntries(&report, progress)
        case .looks: try await verifyLooks(&report, progress)
        case .records: try await verifyRecords(&report, progress)
        case .cases: try await verifyCases(&report, progress)
        case .money: try await verifyMoney(&report)
        case .evidence: try await verifyEvidence(&report, progress)
        case .parties: try await verifyParties(&report, progress)
        case .sealedRows: try await verifySealedRows(&report, progress)
        case .publications: try await verifyPublications(&report)
        case .anchors: try await verifyAnchors(&report)
        case .log: try await verifyLog(&report, progress)
        }
    }

    private typealias Planned = (part: Part, total: Int)

    /// All parts, and how many things each has to go through: the units in ranges of equal length.
    private func plan(ranges: Int) async throws -> [Planned] {
        let region = region
        return try await database.read { connection in
            func count(_ what: SQL) throws -> Int {
                Int(try connection.row("SELECT COUNT(*) AS n /* reads all: counted */ FROM \(sql: what)")?.int("n") ?? 0)
            }
            let units = try count("register_folio WHERE region = \(region)")
            let cases = try count("case_file WHERE region = \(region)")
            // Fewer than a page each isn't worth a range.
            let ranges = max(1, min(ranges, units / Self.page))
            var bounds: [String] = []
            for number in 1..<max(ranges, 1) {
                let row = try connection.row(
                    "SELECT unit /* reads all: counted */ FROM register_folio WHERE region = \(region) ORDER BY unit LIMIT 1 OFFSET \(Int64(units * number / ranges))")
                if let row { bounds.append(try row.text("unit")) }
            }
            let parts = zip([""] + bounds, bounds.map(Optional.some) + [nil]).map { (Part.units(after: $0, through: $1), units / ranges) }
            return parts + [
                (.orphans, 0), (.surveys, try count("unit_survey WHERE region = \(region)")), (.certificates, try count("certificate WHERE region = \(region)")), (.caseEntries, cases),
                (.looks, try count("look WHERE region = \(region)")),
                (.records, try ImportState.all(region: region, in: connection).reduce(0) { $0 + $1.done }), (.cases, cases), (.money, 0),
                (.evidence, records == nil ? 0 : cases), (.parties, parties == nil ? 0 : try count("party WHERE region = \(region)")), (.sealedRows, sealer == nil ? 0 : try count("row_seal WHERE region = \(region)")),
                (.publications, 0), (.anchors, 0),
                (.log, Int(try LogRecords.size(in: connection))),
            ]
        }
    }

    /// Adds up how far the parts are.
    private final class Meter: Sendable {
        private let parts: [Planned]
        private let state: Mutex<(done: [Int], ended: Set<Int>)>
        private let tell: @Sendable (Progress) -> Void

        init(_ parts: [Planned], _ tell: @escaping @Sendable (Progress) -> Void) {
            self.parts = parts
            self.tell = tell
            state = Mutex((Array(repeating: 0, count: parts.count), []))
        }

        func set(_ index: Int, done: Int) { change { $0.done[index] = done } }
        func end(_ index: Int) { change { $0.ended.insert(index) } }

        private func change(_ edit: (inout (done: [Int], ended: Set<Int>)) -> Void) {
            tell(
                state.withLock { state in
                    edit(&state)
                    let first = parts.indices.first { !state.ended.contains($0) }
                    // What was added while it was counted isn't in the total.
                    let total = zip(parts, state.done).reduce(0) { $0 + max($1.0.total, $1.1) }
                    return Progress(done: state.done.reduce(0, +), total: total, stage: parts[first ?? parts.count - 1].part.name)
                })
        }
    }
}

extension BookVerifier.Report {
    fileprivate mutating func add(_ other: Self) {
        units += other.units
        acts += other.acts
        certificates += other.certificates
        entries += other.entries
        looks += other.looks
        records += other.records
        cases += other.cases
        anchors += other.anchors
        parties += other.parties
        sealedRows += other.sealedRows
        unchecked += other.unchecked
        divergences += other.divergences
    }
}
