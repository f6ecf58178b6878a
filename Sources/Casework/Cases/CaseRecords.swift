package import Register
package import Storage

/// Reading and writing `case_file`, `case_action`, `case_unit`, `case_party`.
package enum CaseRecords {
    /// - Parameter known: the case as it was read before; only what happened since is read.
    package static func load(_ id: String, since known: CaseFile? = nil, region: String, in connection: any Connection) throws -> CaseFile {
        let rows = try connection.rows(
            """
            SELECT at, kind, actor, body FROM case_action
            WHERE region = \(region) AND case_id = \(id) AND seq > \(known?.state.version ?? 0) ORDER BY seq
            """)
        if let known, rows.isEmpty { return known }
        guard !rows.isEmpty else { throw CaseError.unknownCase(id) }
        let actions = try rows.map { row in
            CaseAction(
                at: Moment(microseconds: try row.int("at")), actor: try Actor(stored: row.text("actor")),
                event: try CaseEvent(kind: row.text("kind"), body: row.blob("body")))
        }
        return known.map { $0.storing(actions) } ?? CaseFile(id: id, actions: actions)
    }

    /// Adds actions to a case that still has the version they were decided on.
    /// - Parameter runAt: when the engine looks at the case again; nil for never by itself.
    /// - Throws: `CaseError.changedMeanwhile` if anybody was faster: nothing is stored then.
    @discardableResult
    package static func append(
        _ actions: [CaseAction], to id: String, state: CaseState, runAt: Moment?, region: String, in connection: any Connection
    ) throws -> CaseState {
        let next = state.applying(actions)
        let lines = try lines(actions, from: state.version)
        let codes = ValueCodes.case(id, region: region, in: connection)
        let due = next.acceptance.map { Int64($0.dueOn.dayNumber) }
        let runAt = next.phase.isOpen ? runAt?.microseconds : nil
        let changed = try connection.execute(
            """
            UPDATE case_file SET version = \(next.version), phase = \(next.phase.rawValue), waiting_for = \(next.waiting?.whom ?? next.waiting?.on.rawValue),
                accepted_at = \(next.acceptedAt?.microseconds), sequence = \(next.acceptance?.sequence),
                due_on = COALESCE(due_on, \(due)), due_code = CASE WHEN due_on IS NULL THEN \(codes.of(.dueOn, due)) ELSE due_code END, assignee = \(next.claim?.account), escalation = \(next.escalation),
                run_at = \(runAt), run_code = \(codes.of(.runAt, runAt)), changed_at = \(next.changedAt.microseconds),
                actions_code = (actions_code + \(ActionCodes.sum(lines, of: id, region: region, in: connection))) % \(RowSealer.codeSpan)
            WHERE region = \(region) AND case_id = \(id) AND version = \(state.version)
            """)
        guard changed == 1 else { throw CaseError.changedMeanwhile }
        try insert(lines, of: actions, of: id, region: region, in: connection)
        try CaseCallbacks.tell(next, since: state, of: id, region: region, in: connection)
        if !next.phase.isOpen || next.registration != nil {
            if let project = next.project, next.registration == nil { try ProjectRecords.release(project, at: next.changedAt, region: region, in: connection) }
            try connection.execute("UPDATE case_unit SET open = 0 WHERE region = \(region) AND case_id = \(id) AND open = 1")
        }
        return next
    }

    /// The same for a case in the engine's hands: what steps have decided and nobody has stored yet goes with it.
    @discardableResult
    package static func append(
        _ actions: [CaseAction], to file: CaseFile, runAt: Moment?, region: String, in connection: any Connection
    ) throws -> CaseState {
        let next = try append(file.ahead + actions, to: file.id, state: file.stored, runAt: runAt, region: region, in: connection)
        for keep in file.keeping { try keep(connection) }
        return next
    }

    /// Makes a new case with its first actions.
    package static func open(
        _ id: String, subject: String, actions: [CaseAction], runAt: Moment?, region: String, in connection: any Connection
    ) throws -> CaseState {
        let state = CaseState(actions)
        let lines = try lines(actions, from: 0)
        let actionsCode = ActionCodes.opened(lines, subject: subject, of: id, region: region, in: connection)
        try connection.execute(
            """
            INSERT INTO case_file (region, case_id, service, catalogue, version, phase, unit, subject, opened_at, escalation, run_at, run_code, changed_at, actions_code)
            VALUES (\(region), \(id), \(state.service), \(state.catalogue), \(state.version), \(state.phase.rawValue),
                    \(state.units.first?.text), \(subject), \(state.openedAt.microseconds), 0, \(runAt?.microseconds),
                    \(ValueCodes.case(id, region: region, in: connection).of(.runAt, runAt?.microseconds)), \(state.changedAt.microseconds),
                    \(actionsCode))
            """)
        try insert(lines, of: actions, of: id, region: region, in: connection)
        // Its row names the first unit; what departments tell of the others must find it as well, and before it is accepted it holds none of them.
        try connection.executeAll(
            Set(state.units).subtracting(state.units.prefix(1)).sorted().map {
                "INSERT INTO case_unit (region, unit, case_id, sequence, open) VALUES (\(region), \($0.text), \(id), 0, 0)"
            })
        for applicant in Set(state.applicants) {
            try connection.execute(
                """
                INSERT INTO case_party (region, party_id, case_id, role)
                VALUES (\(region), \(applicant.party.id.text), \(id), \(applicant.role))
                """)
        }
        try CaseCallbacks.tell(state, since: nil, of: id, region: region, in: connection)
        return state
    }

    /// Moves the due day that queues sort by: a stop of the legal clock has moved it.
    package static func setDue(_ day: LegalDate, of id: String, region: String, in connection: any Connection) throws {
        let due = Int64(day.dayNumber)
        let code = ValueCodes.case(id, region: region, in: connection).of(.dueOn, due)
        try connection.execute("UPDATE case_file SET due_on = \(due), due_code = \(code) WHERE region = \(region) AND case_id = \(id)")
    }

    private static func lines(_ actions: [CaseAction], from version: Int) throws -> [CaseEntry.Line] {
        try actions.enumerated().map { offset, action in
            CaseEntry.Line(
                seq: Int64(version + offset + 1), at: action.at.microseconds, kind: action.event.kind, actor: action.actor.stored, body: try action.event.body())
        }
    }

    private static func insert(
        _ lines: [CaseEntry.Line], of actions: [CaseAction], of id: String, region: String, in connection: any Connection
    ) throws {
        var statements: [SQL] = lines.map { line in
            """
            INSERT INTO case_action (region, case_id, seq, at, kind, actor, body)
            VALUES (\(region), \(id), \(line.seq), \(line.at), \(line.kind), \(line.actor), \(line.body))
            """
        }
        // What is material is in the log with the transaction that stores it; all of it is one round trip on PostgreSQL.
        statements += CaseEntry.statements(lines, material: actions.map { CaseEntry.isMaterial($0.event) }, caseID: id, region: region, in: connection)
        try connection.executeAll(statements)
    }

    /// Takes the units of an accepted case, so that no other case can be accepted on them.
    /// - Throws: `CaseError.unitBusy` if one of them is taken.
    package static func hold(_ units: [UnitCode], for id: String, sequence: Int64, region: String, in connection: any Connection) throws {
        for unit in units.sorted() {
            if let other = try holder(of: unit, region: region, in: connection), other != id {
                throw CaseError.unitBusy(unit: unit.text, caseID: other)
            }
            do {
                try connection.execute(
                    """
                    INSERT INTO case_unit (region, unit, case_id, sequence, open) VALUES (\(region), \(unit.text), \(id), \(sequence), 1)
                    ON CONFLICT (region, unit, case_id) DO UPDATE SET open = 1, sequence = excluded.sequence
                    """)
            } catch StorageError.unique {
                // Somebody else took it between the look and the insert.
                throw CaseError.unitBusy(unit: unit.text, caseID: "")
            }
        }
    }

    /// The open accepted case that holds a unit.
    package static func holder(of unit: UnitCode, region: String, in connection: any Connection) throws -> String? {
        try connection.row("SELECT case_id FROM case_unit WHERE region = \(region) AND unit = \(unit.text) AND open = 1")?.text("case_id")
    }

    /// The cases about a unit, whichever of theirs it is, that aren't entered yet.
    /// - Parameter standing: whether those about what stands on a parcel are wanted as well.
    static func underWay(on unit: UnitCode, standing: Bool, region: String, in connection: any Connection) throws -> [String] {
        // Codes of what stands on a parcel begin with the parcel's and go on with a letter before Z.
        let (first, last) = standing ? (unit.parcel, unit.parcel + "Z") : (unit.text, unit.text)
        let rows = try connection.rows(
            """
            SELECT case_id FROM case_file WHERE region = \(region) AND unit >= \(first) AND unit <= \(last)
                AND phase NOT IN ('registered', 'completed', 'refused', 'withdrawn')
            UNION
            SELECT f.case_id FROM case_unit u JOIN case_file f ON f.region = u.region AND f.case_id = u.case_id
            WHERE u.region = \(region) AND u.unit >= \(first) AND u.unit <= \(last) AND f.phase NOT IN ('registered', 'completed', 'refused', 'withdrawn')
            """)
        return try rows.map { try $0.text("case_id") }.sorted()
    }

    /// Cases the engine should look at, oldest first.
    package static func due(at: Moment, limit: Int, in connection: any Connection) throws -> [(region: String, id: String)] {
        try connection.rows(
            "SELECT region, case_id FROM case_file WHERE run_at <= \(at.microseconds) ORDER BY run_at LIMIT \(limit)"
        ).map { (try $0.text("region"), try $0.text("case_id")) }
    }
}

extension Actor {
    /// One readable word for the column: `system`, `party:…`, `department:…`, `department:lender:…`, `official:account:name`.
    var stored: String {
        switch self {
        case .system: "system"
        case .party(let id): "party:\(id.text)"
        case .department(let id): "department:\(id)"
        case .official(let account, let name): "official:\(account):\(name)"
        }
    }

    init(stored text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("system", 1): self = .system
        case ("party", 2): self = .party(PartyID(parts[1]))
        case ("department", 2): self = .department(parts[1])
        // An institution's name on the wire has a colon of its own.
        case ("department", 3): self = .department("\(parts[1]):\(parts[2])")
        case ("official", 3): self = .official(account: parts[1], name: parts[2])
        default: throw CaseError.unreadableAction(text)
        }
    }
}
