package import Storage

/// Tables of money in custody. `escrow_event` is the truth; `escrow` is its projection for whoever carries it on.
package enum EscrowSchema {
    package static let migrations: [Migration] = [
        Migration(
            "escrow.0001 books, events, accounts",
            shared: [
                // What `run_at`, `rung`, `tries` and `statement_*` say is only when to look and what to ask next.
                """
                CREATE TABLE escrow (
                    region TEXT NOT NULL, case_id TEXT NOT NULL, unit TEXT NOT NULL, custodian TEXT NOT NULL, version BIGINT NOT NULL, phase TEXT NOT NULL,
                    in_custody BIGINT NOT NULL, stop TEXT, until BIGINT NOT NULL, head BLOB NOT NULL, changed_at BIGINT NOT NULL,
                    run_at BIGINT, rung BIGINT NOT NULL, tries BIGINT NOT NULL, statement_at BIGINT NOT NULL, statement_version BIGINT NOT NULL,
                    PRIMARY KEY (region, case_id))
                """,
                "CREATE INDEX escrow_run ON escrow (region, run_at)",
                "CREATE INDEX escrow_unit ON escrow (region, unit)",
                // Each event with the signed message that it rests on, if it rests on one: where that lies, and its SHA-256.
                """
                CREATE TABLE escrow_event (
                    region TEXT NOT NULL, case_id TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL, body BLOB NOT NULL,
                    source TEXT, digest TEXT,
                    PRIMARY KEY (region, case_id, seq))
                """,
                // Account numbers are personal data: sealed to their place, known to the book by name.
                """
                CREATE TABLE escrow_account (
                    region TEXT NOT NULL, place TEXT NOT NULL, case_id TEXT NOT NULL, name TEXT NOT NULL, sealed BLOB NOT NULL,
                    PRIMARY KEY (region, place))
                """,
                "CREATE INDEX escrow_account_case ON escrow_account (region, case_id)",
            ]),
        Migration(
            "escrow.0002 who has to see to it",
            shared: [
                // Why a person has to see to the book and from when on (``MoneyNeed``), and of which such time the case has risen.
                "ALTER TABLE escrow ADD COLUMN needs TEXT",
                "ALTER TABLE escrow ADD COLUMN needs_at BIGINT",
                "ALTER TABLE escrow ADD COLUMN risen_at BIGINT",
                "CREATE INDEX escrow_needs ON escrow (region, needs_at, case_id) WHERE needs_at IS NOT NULL",
            ]),
    ]
}
