package import Storage

/// Tables of the case work. `case_action` is the truth; `case_file` is its projection for queues and look-ups.
package enum CaseSchema {
    package static let migrations: [Migration] = [
        Migration(
            "cases.0001 files, actions, units, parties, evidence",
            shared: [
                """
                CREATE TABLE case_file (
                    region TEXT NOT NULL, case_id TEXT NOT NULL, service TEXT NOT NULL, catalogue TEXT NOT NULL, version BIGINT NOT NULL,
                    phase TEXT NOT NULL, waiting_for TEXT, unit TEXT, subject TEXT NOT NULL, opened_at BIGINT NOT NULL,
                    accepted_at BIGINT, sequence BIGINT, due_on BIGINT, escalation BIGINT NOT NULL, assignee TEXT,
                    run_at BIGINT, changed_at BIGINT NOT NULL,
                    PRIMARY KEY (region, case_id))
                """,
                "CREATE INDEX case_file_run ON case_file (run_at)",
                "CREATE INDEX case_file_queue ON case_file (region, phase, due_on, case_id)",
                """
                CREATE TABLE case_action (
                    region TEXT NOT NULL, case_id TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL,
                    body BLOB NOT NULL,
                    PRIMARY KEY (region, case_id, seq))
                """,
                // An accepted case on a unit, in order of acceptance. One open case that disposes of a unit excludes another.
                """
                CREATE TABLE case_unit (
                    region TEXT NOT NULL, unit TEXT NOT NULL, case_id TEXT NOT NULL, sequence BIGINT NOT NULL, open BIGINT NOT NULL,
                    PRIMARY KEY (region, unit, case_id))
                """,
                "CREATE UNIQUE INDEX case_unit_open ON case_unit (region, unit) WHERE open = 1",
                """
                CREATE TABLE case_party (
                    region TEXT NOT NULL, party_id TEXT NOT NULL, case_id TEXT NOT NULL, role TEXT NOT NULL,
                    PRIMARY KEY (region, party_id, case_id, role))
                """,
                """
                CREATE TABLE case_evidence (
                    region TEXT NOT NULL, evidence_id TEXT NOT NULL, case_id TEXT NOT NULL, material TEXT NOT NULL, source TEXT NOT NULL,
                    digest TEXT NOT NULL, key_id TEXT, signature BLOB, at BIGINT NOT NULL, sealed BLOB NOT NULL, envelope BLOB,
                    PRIMARY KEY (region, evidence_id))
                """,
                "CREATE INDEX case_evidence_case ON case_evidence (region, case_id)",
            ]),
        Migration(
            "cases.0002 queues by newest, officials' actions by time",
            shared: [
                "CREATE INDEX case_file_newest ON case_file (region, phase, opened_at, case_id)",
                "CREATE INDEX case_unit_case ON case_unit (region, case_id)",
                "CREATE INDEX case_file_assignee ON case_file (region, assignee, phase)",
                // The audit reads what officials did, not what the program did: a hundredth of all actions.
                "CREATE INDEX case_action_official ON case_action (region, at, case_id, seq) WHERE substr(actor, 1, 9) = 'official:'",
            ]),
        // What a department tells about a unit reaches the cases on it.
        Migration("cases.0003 cases by unit", shared: ["CREATE INDEX case_file_unit ON case_file (region, unit)"]),
        CaseEntry.migration,
        .keyOrder(
            "cases.0005 rows in the order of their keys",
            of: [
                .init(
                    "case_action",
                    columns: """
                        region TEXT NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
                        actor TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (region, case_id, seq)
                        """,
                    indexes: [
                        """
                        CREATE INDEX case_action_official ON case_action (region, at, case_id, seq)
                        WHERE substr(actor, 1, 9) = 'official:'
                        """
                    ]),
                .init(
                    "case_unit",
                    columns: """
                        region TEXT NOT NULL, unit TEXT NOT NULL, case_id TEXT NOT NULL, sequence INTEGER NOT NULL, open INTEGER NOT NULL,
                        PRIMARY KEY (region, unit, case_id)
                        """,
                    indexes: [
                        "CREATE UNIQUE INDEX case_unit_open ON case_unit (region, unit) WHERE open = 1",
                        "CREATE INDEX case_unit_case ON case_unit (region, case_id)",
                    ]),
                .init(
                    "case_party",
                    columns: """
                        region TEXT NOT NULL, party_id TEXT NOT NULL, case_id TEXT NOT NULL, role TEXT NOT NULL,
                        PRIMARY KEY (region, party_id, case_id, role)
                        """),
                .init(
                    "case_log",
                    columns: """
                        region TEXT NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL, last INTEGER NOT NULL, salt BLOB NOT NULL,
                        PRIMARY KEY (region, case_id, seq)
                        """),
            ]),
        ActionCodes.migration,
        ValueCodes.cases,
    ]
}
