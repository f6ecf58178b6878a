import Register
import Storage

@testable import Casework

/// What the tables hold after a kill, counted by filing, read straight by SQL.
struct KilledBook {
    static let region = "360100"

    private struct Left: Equatable {
        var acts: Int64 = 0
        var pages: Int64 = 0
        var holdings: Int64 = 0
        var certificates: Int64 = 0
        var messages: Int64 = 0
        var registered: Int64 = 0
        var released: Int64 = 0
        var logged: Int64 = 0
        /// Two of everything, one registration of the case.
        static let whole = Left(acts: 2, pages: 2, holdings: 2, certificates: 2, messages: 2, registered: 1, released: 2, logged: 4)
    }

    private var left: [String: Left] = [:]
    private var filings: Set<String> = []
    private var numbers: [String: [String]] = [:]
    private var last: Int64 = 0
    private var opened = 0

    /// The first pair of homes on which nothing was begun.
    var next: Int { opened }

    init(_ database: any Database) async throws {
        self = try await database.read { try KilledBook($0) }
    }

    private init(_ connection: any Connection) throws {
        func count(_ part: WritableKeyPath<Left, Int64>, _ sql: SQL) throws {
            for row in try connection.rows(sql) { left[try row.text("id"), default: Left()][keyPath: part] = try row.int("n") }
        }
        filings = Set(try connection.rows("SELECT filing_id FROM register_filing").map { try $0.text("filing_id") }.filter { $0 != "first" })
        try count(\.acts, "SELECT filing_id AS id, COUNT(*) AS n FROM register_act GROUP BY filing_id")
        try count(
            \.pages,
            """
            SELECT a.filing_id AS id, COUNT(*) AS n FROM register_folio f JOIN register_act a ON a.region = f.region AND a.unit = f.unit AND a.version = f.version
            GROUP BY a.filing_id
            """)
        try count(
            \.holdings,
            "SELECT a.filing_id AS id, COUNT(*) AS n FROM register_holding h JOIN register_act a ON a.region = h.region AND a.entry_id = h.entry_id GROUP BY a.filing_id")
        try count(\.certificates, "SELECT case_id AS id, COUNT(*) AS n FROM certificate GROUP BY case_id")
        try count(\.messages, "SELECT case_id AS id, COUNT(*) AS n FROM outbox_message GROUP BY case_id")
        try count(
            \.registered,
            """
            SELECT f.case_id AS id, COUNT(*) AS n FROM case_file f JOIN case_action a ON a.region = f.region AND a.case_id = f.case_id
            WHERE a.kind = 'registered' AND f.phase = 'registered' AND f.version = 3 GROUP BY f.case_id
            """)
        try count(\.released, "SELECT case_id AS id, COUNT(*) AS n FROM case_unit WHERE open = 0 GROUP BY case_id")
        // Entries that wait and entries that have their place, acts and certificates alike, by the case behind them.
        for leaves in ["SELECT leaf_id FROM log_pending", "SELECT leaf_id FROM log_entry"] as [SQL] {
            for row in try connection.rows(leaves) { countLeaf(try row.text("leaf_id")) }
        }
        for row in try connection.rows("SELECT case_id, number FROM certificate ORDER BY number") {
            numbers[try row.text("case_id"), default: []].append(try row.text("number"))
        }
        for (id, own) in numbers { left[id, default: Left()].logged += Int64(own.filter(certified.contains).count) }
        last = try connection.row("SELECT last FROM number_series WHERE region = \(Self.region)")?.int("last") ?? 0
        opened = try connection.rows("SELECT case_id FROM case_file").compactMap { Int(try $0.text("case_id").dropFirst(4)) }.max().map { $0 + 1 } ?? 0
        left["first"] = nil
    }

    private var certified: Set<String> = []

    private mutating func countLeaf(_ leaf: String) {
        if leaf.hasPrefix("act:sale") {
            let filing = leaf.dropFirst(4).split(separator: "-").first.map(String.init) ?? ""
            left[filing, default: Left()].logged += 1
        } else if leaf.hasPrefix("certificate:issued:") {
            certified.insert(String(leaf.dropFirst("certificate:issued:".count)))
        }
    }

    func problems(_ acknowledged: [String: [String]]) -> [String] {
        var found: [String] = []
        for (id, issued) in acknowledged {
            if !filings.contains(id) { found.append("\(id) was acknowledged and is lost") }
            if numbers[id] != issued.sorted() { found.append("\(id) was told \(issued) and has \(numbers[id] ?? [])") }
        }
        for id in filings where left[id] != .whole { found.append("\(id) is there by half: \(left[id] ?? Left())") }
        for (id, part) in left where !filings.contains(id) && part != Left() { found.append("\(id) was not registered and left \(part)") }
        let all = numbers.values.flatMap { $0 }.sorted()
        let wanted = (0..<all.count).map { "赣(2026)南昌市不动产权第\(String(10_000_001 + $0).dropFirst())号" }
        if all != wanted { found.append("certificate numbers have gaps or repeats") }
        if last != Int64(all.count) { found.append("the number series stands at \(last) with \(all.count) certificates") }
        return found
    }
}
