package import Exchange
package import Identity
package import Ledger
import Register
package import Seals
package import Storage

/// `dengbu verify`: replays everything from the acts and compares with what is stored, byte by byte.
///
/// What is checked against what: `UnitRows` replays each page from its acts and their filings and compares it with its look-up rows and
/// the log; `SurveyAudit` compares surveys with what pages and acts state; `FactAudit` compares what happened in cases, and looks, with the log; `LogAudit` hashes the log's entries into tiles and
/// checkpoints and counts them against the book; `LogKeyAudit` compares the times of its keys with what they signed; `PublicationAudit` compares
/// what was published with these; `AnchorAudit` what the chain has given receipts for; `CertificateAudit` compares certificates with the log, and the number series with what they numbered;
/// `RecordAudit` compares records of before this register with the log; `CaseAudit` folds each case's actions and compares the result with its row;
/// `EscrowAudit` the same for money in custody; `EvidenceAudit` opens what cases rest on, `PartyAudit` the rows of people; `RowSealAudit` compares with their
/// seals the rows that nothing else answers for.
/// It writes nothing.
package struct BookVerifier: Sendable {
    let database: any Database
    let region: String
    let log: any LogAuthority
    let blobs: (any BlobStore)?
    let witnesses: [any NoteVerifier]
    let looks: LookLog?
    let records: FieldCipher?
    let chainKeys: Set<String>?
    let parties: PartyBook?
    let directory: DepartmentDirectory?
    /// Knows the seals of rows; nil where their key isn't.
    let sealer: RowSealer?

    /// - Parameters:
    ///   - database: the seals of its rows are verified if it makes them (``SealingDatabase``): then the key is here.
    ///   - log: all keys that the log has had; their times are taken from the database and compared with what was signed.
    ///   - blobs: where certificates' files are kept; without it only the book itself is verified.
    ///   - witnesses: whose cosignatures under published checkpoints are verified.
    ///   - records: opens the records of before this register that are kept, and what cases rest on; without it only the records' number is verified.
    ///   - looks: the office's record of looks, with the key under which each row has its digest; without it these digests aren't verified.
    ///   - parties: opens the rows of people; without it these aren't verified.
    ///   - directory: knows by which keys departments sign; without it their signatures under answers aren't verified.
    ///   - chainKeys: public keys of the chain on which checkpoints are put, in hexadecimal; nil believes those in its receipts.
    package init(
        database: any Database, region: String, log: any LogAuthority, blobs: (any BlobStore)? = nil, witnesses: [any NoteVerifier] = [],
        looks: LookLog? = nil, records: FieldCipher? = nil, parties: PartyBook? = nil,
        directory: DepartmentDirectory? = nil, chainKeys: Set<String>? = nil
    ) {
        self.database = database
        self.region = region
        self.log = log
        self.blobs = blobs
        self.witnesses = witnesses
        self.looks = looks
        self.records = records
        self.parties = parties
        self.directory = directory
        self.chainKeys = chainKeys
        sealer = (database as? SealingDatabase)?.sealer
    }

    /// One thing that does not agree, named exactly.
    package struct Divergence: Hashable, Sendable, CustomStringConvertible {
        package let place: String
        package let problem: String
        package var description: String { "\(place): \(problem)" }
    }

    /// What was found. The divergences stand in the order of ``BookVerifier/Part``, whichever part was done first.
    package struct Report: Sendable {
        package var units = 0
        package var acts = 0
        package var certificates = 0
        package var entries = 0
        package var looks: Int64 = 0
        package var records = 0
        package var cases = 0
        package var anchors = 0
        package var parties = 0
        package var sealedRows = 0
        /// What could not be verified here, and why.
        package var unchecked: [String] = []
        package var divergences: [Divergence] = []
        package var isClean: Bool { divergences.isEmpty }

        mutating func add(_ place: String, _ problem: String) { divergences.append(Divergence(place: place, problem: problem)) }
    }

    /// Units read at a time: bounds memory, whatever the size of the register.
    static let page = 500
    /// After this many the report has made its point.
    static let enough = 100

    // MARK: the register

    /// - Parameter range: units after the first and up to the second; nil is the end.
    func verifyUnits(_ range: (after: String, through: String?), _ report: inout Report, _ progress: (Int) -> Void) async throws {
        var after = range.after
        let region = region
        // No unit code begins with a tilde.
        let through = range.through ?? "~"
        while report.divergences.count < Self.enough {
            let start = after
            let page = try await database.read { connection -> [UnitRows] in
                let folios = try connection.rows(
                    """
                    SELECT unit, version, standing, body, head FROM register_folio WHERE region = \(region) AND unit > \(start) AND unit <= \(through)
                    ORDER BY unit LIMIT \(Self.page)
                    """)
                guard let last = folios.last else { return [] }
                // Filings and log entries are looked for from the act, so that an act whose counterpart is gone still shows.
                let acts = try connection.rows(
                    """
                    SELECT a.unit, a.version, a.filing_id, a.act_index, a.entry_id, a.kind, a.registered_at, a.body, a.salt, a.leaf,
                        f.case_id, f.sequence, f.registered_at AS filed_at, f.header,
                        COALESCE((SELECT e.entry FROM log_entry e WHERE e.leaf_id = 'act:' || a.entry_id),
                                 (SELECT p.entry FROM log_pending p WHERE p.leaf_id = 'act:' || a.entry_id)) AS logged
                    FROM register_act a
                    LEFT JOIN register_filing f ON f.region = a.region AND f.filing_id = a.filing_id
                    WHERE a.region = \(region) AND a.unit > \(start) AND a.unit <= \(try last.text("unit")) ORDER BY a.unit, a.version
                    """)
                let holdings = try connection.rows(
                    """
                    SELECT party_id, unit, role, entry_id FROM register_holding
                    WHERE region = \(region) AND unit > \(start) AND unit <= \(try last.text("unit"))
                    """)
                return try UnitRows.group(folios: folios, acts: acts, holdings: holdings)
            }
            guard let last = page.last else { break }
            after = last.unit
            for rows in page {
                report.units += 1
                report.acts += rows.acts.count
                report.divergences += rows.divergences()
            }
            progress(report.units)
        }
    }

    /// Acts, look-up rows and filings that no page accounts for.
    func verifyOrphans(_ report: inout Report) async throws {
        let region = region
        let orphans = try await database.read { connection -> [Divergence] in
            let acts = try connection.rows(
                """
                SELECT a.unit, a.entry_id /* reads all: every act is asked for its page */ FROM register_act a WHERE a.region = \(region)
                AND NOT EXISTS (SELECT 1 FROM register_folio f WHERE f.region = a.region AND f.unit = a.unit) LIMIT \(Self.enough)
                """
            ).map { Divergence(place: "unit \(try $0.text("unit")), act \(try $0.text("entry_id"))", problem: "its page is missing") }
            let holdings = try connection.rows(
                """
                SELECT h.unit, h.party_id /* reads all: every row is asked for its page */ FROM register_holding h WHERE h.region = \(region)
                AND NOT EXISTS (SELECT 1 FROM register_folio f WHERE f.region = h.region AND f.unit = h.unit) LIMIT \(Self.enough)
                """
            ).map { Divergence(place: "unit \(try $0.text("unit")), holdings", problem: "\(try $0.text("party_id")) holds what has no page") }
            let filings = try connection.rows(
                """
                SELECT f.filing_id /* reads all: every filing is asked for its first act */ FROM register_filing f WHERE f.region = \(region)
                AND NOT EXISTS (SELECT 1 FROM register_act a WHERE a.region = f.region AND a.entry_id = f.filing_id || '-1') LIMIT \(Self.enough)
                """
            ).map { Divergence(place: "filing \(try $0.text("filing_id"))", problem: "has no acts") }
            return acts + holdings + filings
        }
        report.divergences += orphans
    }
}
