import Escrow
package import Register
package import Storage

/// Reading and writing `escrow` and `escrow_event`. Their `case_id` is the book's number: the case's for its first book (`EscrowTerms.bookID`).
package enum EscrowRecords {
    /// The book of a case that counts: with the custodian chosen last.
    /// - Parameter known: a book of the case as it was read before; of it only what happened since is read.
    /// - Returns: nil where no money is held for the case.
    package static func find(
        _ caseID: String, since known: EscrowFile? = nil, locking: Bool = false, region: String, in connection: any Connection
    ) throws -> EscrowFile? {
        if locking {
            let lock = connection.forUpdate
            let ids = EscrowTerms.bookIDs(of: caseID)
            guard try connection.row("SELECT version FROM escrow WHERE region = \(region) AND case_id IN \(list: ids) \(sql: lock)") != nil else { return nil }
        }
        // Books are opened one after the other: where the next isn't, none is after it.
        let all = EscrowTerms.bookIDs(of: caseID)
        var newest = known
        while true {
            let begun = newest.flatMap { all.firstIndex(of: $0.bookID) } ?? 0
            let found = try files(Array(all[begun...].prefix(2)), since: newest, region: region, in: connection).max { $0.round < $1.round }
            guard let found, found.bookID != newest?.bookID, found.round > 1 else { return found }
            newest = found
        }
    }

    /// Every book of a case, the first custodian's first.
    package static func all(_ caseID: String, region: String, in connection: any Connection) throws -> [EscrowFile] {
        try files(EscrowTerms.bookIDs(of: caseID), since: nil, region: region, in: connection).sorted { $0.round < $1.round }
    }

    static func book(_ id: String, since known: EscrowFile? = nil, region: String, in connection: any Connection) throws -> EscrowFile? {
        try files([id], since: known, region: region, in: connection).first
    }

    private static func files(_ ids: [String], since known: EscrowFile?, region: String, in connection: any Connection) throws -> [EscrowFile] {
        let (knownID, length) = (known?.bookID ?? "", known?.entries.count ?? 0)
        let rows = try connection.rows(
            """
            SELECT case_id, at, kind, body, source, digest FROM escrow_event
            WHERE region = \(region) AND case_id IN \(list: ids) AND (case_id <> \(knownID) OR seq > \(length)) ORDER BY case_id, seq
            """)
        var books = try Dictionary(grouping: rows) { try $0.text("case_id") }
        var files: [EscrowFile] = []
        if let known {
            let more = try (books.removeValue(forKey: knownID) ?? []).map(entry)
            files.append(more.isEmpty ? known : try known.adding(more))
        }
        for rows in books.values { files.append(try EscrowFile(rows.map(entry))) }
        return files
    }

    static func entry(_ row: ResultRow) throws -> EscrowEntry {
        let source = try row.textIfPresent("source")
        let digest = try row.textIfPresent("digest")
        return EscrowEntry(
            at: Moment(microseconds: try row.int("at")), event: try EscrowEvent(kind: row.text("kind"), body: row.blob("body")),
            proof: source.map { EscrowEntry.Proof(source: $0, digest: digest ?? "") })
    }

    /// Begins a book of a case. There is one with each custodian, however often it is begun.
    /// - Throws: `CaseError.changedMeanwhile` if there is one already.
    package static func open(_ file: EscrowFile, runAt: Moment, region: String, in connection: any Connection) throws {
        let book = file.book
        do {
            try connection.execute(
                """
                INSERT INTO escrow (region, case_id, unit, custodian, version, phase, in_custody, stop, until, head, changed_at, run_at, rung, tries,
                    statement_at, statement_version)
                VALUES (\(region), \(file.bookID), \(book.terms.unit.text), \(book.terms.custodian), \(book.version), \(book.phase.rawValue), \(book.inCustody.fen),
                    \(book.stop?.reason.rawValue), \(Int64(book.terms.until.dayNumber)), \(file.head), \(file.changedAt.microseconds), \(runAt.microseconds), 0, 0,
                    0, 0)
                """)
        } catch StorageError.unique {
            throw CaseError.changedMeanwhile
        }
        try insert(file.entries, from: 0, of: file.bookID, region: region, in: connection)
    }

    /// Adds events to a book that still is as they were decided on: see ``store(_:after:runAt:unlessRungSince:tries:region:in:)``.
    /// - Throws: `EscrowRefusal` if one of them may not happen.
    @discardableResult
    package static func append(
        _ more: [EscrowEntry], to file: EscrowFile, runAt: Moment?, unlessRungSince lease: Moment? = nil, region: String, in connection: any Connection
    ) throws -> EscrowFile {
        let next = try file.adding(more)
        try store(next, after: file, runAt: runAt, unlessRungSince: lease, region: region, in: connection)
        return next
    }

    /// Stores what a book has become by events that were added to it.
    /// - Parameters:
    ///   - file: the book as they were decided on.
    ///   - runAt: when it is looked at next; nil: as was said before.
    ///   - lease: of whoever has it in hand: if it has been rung since it was taken, it is looked at when the ring says.
    ///   - tries: how often somebody was asked in vain.
    /// - Throws: `CaseError.changedMeanwhile` if anybody was faster: nothing is stored then.
    static func store(
        _ next: EscrowFile, after file: EscrowFile, runAt: Moment?, unlessRungSince lease: Moment? = nil, tries: Int = 0, region: String,
        in connection: any Connection
    ) throws {
        let time: SQL = switch (runAt, lease) {
        case (nil, _): "run_at"
        case (let runAt?, nil): "\(runAt.microseconds)"
        case (let runAt?, let lease?): "CASE WHEN run_at = \(lease.microseconds) THEN \(runAt.microseconds) ELSE run_at END"
        }
        let book = next.book
        // No statement has been held against what is stored now: whoever has one at hand says so next (``reconciled(_:version:rung:left:at:region:)``).
        let need = next.need(comparedAt: 0)
        let changed = try connection.execute(
            """
            UPDATE escrow SET version = \(book.version), phase = \(book.phase.rawValue), in_custody = \(book.inCustody.fen), stop = \(book.stop?.reason.rawValue),
                head = \(next.head), changed_at = \(next.changedAt.microseconds), run_at = \(sql: time), tries = \(Int64(tries)),
                needs = \(need?.kind.rawValue), needs_at = \(need?.at.microseconds)
            WHERE region = \(region) AND case_id = \(file.bookID) AND version = \(file.book.version)
            """)
        guard changed == 1 else { throw CaseError.changedMeanwhile }
        try insert(next.entries[file.entries.count...], from: file.entries.count, of: file.bookID, region: region, in: connection)
    }

    private static func insert(_ entries: some Collection<EscrowEntry>, from version: Int, of book: String, region: String, in connection: any Connection) throws {
        try connection.executeAll(
            try entries.enumerated().map { offset, entry in
                """
                INSERT INTO escrow_event (region, case_id, seq, at, kind, body, source, digest)
                VALUES (\(region), \(book), \(Int64(version + offset + 1)), \(entry.at.microseconds), \(entry.event.kind), \(try entry.event.body()),
                        \(entry.proof?.source), \(entry.proof?.digest))
                """
            })
    }

    // MARK: when to look

    /// How a book stands with its custodian's statements and with whoever didn't answer.
    struct Turn: Sendable {
        let rung: EscrowRung
        let tries: Int
        let statementAt: Moment
        let statementVersion: Int
    }

    static func turn(_ book: String, region: String, in connection: any Connection) throws -> Turn? {
        try connection.row(
            "SELECT rung, tries, statement_at, statement_version FROM escrow WHERE region = \(region) AND case_id = \(book)"
        ).map { row in
            Turn(
                rung: EscrowRung(stored: try row.int("rung")), tries: Int(try row.int("tries")), statementAt: Moment(microseconds: try row.int("statement_at")),
                statementVersion: Int(try row.int("statement_version")))
        }
    }

    /// Somebody has news of the money: look now. May be said twice.
    /// - Parameter lease: until when it is for this process to look, which is told of it (``RungBooks``); nil: for whoever looks first.
    static func ring(_ books: [String], _ tidings: EscrowTidings, until lease: Moment? = nil, region: String) -> SQL {
        "UPDATE escrow SET run_at = \(lease?.microseconds ?? 0), tries = 0, rung = rung + \(tidings.weight) WHERE region = \(region) AND case_id IN \(list: books)"
    }

    /// The same of every book of a case.
    static func ring(_ caseID: String, _ tidings: EscrowTidings, region: String) -> SQL { ring(EscrowTerms.bookIDs(of: caseID), tidings, region: region) }

    /// A lender has paid out: what comes of it is its custodian's to say, and only if it says nothing in good time is it asked.
    static func expects(_ books: [String], by: Moment, region: String) -> SQL {
        """
        UPDATE escrow SET run_at = CASE WHEN run_at < \(by.microseconds) THEN run_at ELSE \(by.microseconds) END, rung = rung + \(EscrowTidings.onItsWay.weight)
        WHERE region = \(region) AND case_id IN \(list: books)
        """
    }

    /// A statement was read and is all that the book knows.
    /// - Parameters:
    ///   - rung: what had been rung when it was asked for. Whoever rang since is news still, but what a lender says is on its way brings back no bell that the
    ///     statement has answered: the case would wait for another one until somebody is asked again.
    ///   - left: what is left of what was rung.
    static func reconciled(_ book: String, version: Int, rung: EscrowRung, left: EscrowRung, at: Moment, region: String) -> SQL {
        let (seen, rest) = (rung.stored, left.stored)
        let (way, next) = (EscrowTidings.onItsWay.weight, EscrowTidings.restated.weight)
        return """
        UPDATE escrow SET statement_at = \(at.microseconds), statement_version = \(Int64(version)),
            rung = CASE WHEN rung >= \(seen) AND rung - \(seen) < \(next) AND (rung - \(seen)) % \(way) = 0 THEN rung - \(seen) + \(rest) ELSE rung END,
            needs = CASE WHEN \(sql: isOver(version)) THEN NULL ELSE needs END, needs_at = CASE WHEN \(sql: isOver(version)) THEN NULL ELSE needs_at END
        WHERE region = \(region) AND case_id = \(book)
        """
    }

    /// Whether a book that is still at that version has come to its end: with its custodian's statement of it nobody has to see to it any more.
    private static func isOver(_ version: Int) -> SQL { "version = \(Int64(version)) AND phase IN ('cleared', 'returned') AND stop IS NULL" }

    /// Takes due books for this process: a crash loses nothing, and nobody else takes them meanwhile.
    static func claimDue(at now: Moment, lease: Moment, limit: Int, region: String, in connection: any Connection) throws -> [String] {
        try connection.rows(
            "SELECT case_id FROM escrow WHERE region = \(region) AND run_at <= \(now.microseconds) ORDER BY run_at LIMIT \(limit)"
        ).map { try $0.text("case_id") }.filter { id in
            try connection.execute(
                "UPDATE escrow SET run_at = \(lease.microseconds) WHERE region = \(region) AND case_id = \(id) AND run_at <= \(now.microseconds)") == 1
        }
    }
}
