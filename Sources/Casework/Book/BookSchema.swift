package import Storage

/// Tables of the register book: the acts are the truth, everything else here is a projection kept in the same transaction.
package enum BookSchema {
    package static let migrations: [Migration] = [
        Migration(
            "book.0001 acts, folios, filings",
            shared: [
                """
                CREATE TABLE register_filing (
                    region TEXT NOT NULL, filing_id TEXT NOT NULL, case_id TEXT NOT NULL, sequence BIGINT NOT NULL,
                    registered_at BIGINT NOT NULL, header BLOB NOT NULL,
                    PRIMARY KEY (region, filing_id))
                """,
                """
                CREATE TABLE register_act (
                    region TEXT NOT NULL, unit TEXT NOT NULL, version BIGINT NOT NULL, filing_id TEXT NOT NULL,
                    act_index BIGINT NOT NULL, entry_id TEXT NOT NULL, kind TEXT NOT NULL, registered_at BIGINT NOT NULL,
                    body BLOB NOT NULL, salt BLOB NOT NULL, leaf BLOB NOT NULL,
                    PRIMARY KEY (region, unit, version))
                """,
                "CREATE UNIQUE INDEX register_act_entry ON register_act (region, entry_id)",
                """
                CREATE TABLE register_folio (
                    region TEXT NOT NULL, unit TEXT NOT NULL, version BIGINT NOT NULL, standing TEXT NOT NULL,
                    body BLOB NOT NULL, head BLOB NOT NULL,
                    PRIMARY KEY (region, unit))
                """,
                // Who holds what now: rights of a party are found without reading folios.
                """
                CREATE TABLE register_holding (
                    region TEXT NOT NULL, party_id TEXT NOT NULL, unit TEXT NOT NULL, role TEXT NOT NULL, entry_id TEXT NOT NULL,
                    PRIMARY KEY (region, party_id, unit, role, entry_id))
                """,
                "CREATE INDEX register_holding_unit ON register_holding (region, unit)",
            ]),
        Migration(
            "book.0002 certificates and number series",
            shared: [
                "CREATE TABLE number_series (region TEXT NOT NULL, series TEXT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (region, series))",
                """
                CREATE TABLE certificate (
                    region TEXT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT NOT NULL, entry_id TEXT NOT NULL,
                    case_id TEXT NOT NULL, token TEXT NOT NULL, status TEXT NOT NULL, issued_at BIGINT NOT NULL,
                    ended_at BIGINT, replaced_by TEXT, facts BLOB NOT NULL, document TEXT,
                    PRIMARY KEY (region, number))
                """,
                "CREATE UNIQUE INDEX certificate_token ON certificate (token)",
                "CREATE INDEX certificate_entry ON certificate (region, unit, status)",
                "CREATE INDEX certificate_case ON certificate (region, case_id)",
            ]),
        Migration("book.0003 disclosure of what certificates say", shared: ["ALTER TABLE certificate ADD COLUMN disclosure BLOB"]),
        .keyOrder(
            "book.0004 rows in the order of their keys",
            of: [
                .init(
                    "register_filing",
                    columns: """
                        region TEXT NOT NULL, filing_id TEXT NOT NULL, case_id TEXT NOT NULL, sequence INTEGER NOT NULL,
                        registered_at INTEGER NOT NULL, header BLOB NOT NULL, PRIMARY KEY (region, filing_id)
                        """),
                .init(
                    "register_act",
                    columns: """
                        region TEXT NOT NULL, unit TEXT NOT NULL, version INTEGER NOT NULL, filing_id TEXT NOT NULL,
                        act_index INTEGER NOT NULL, entry_id TEXT NOT NULL, kind TEXT NOT NULL, registered_at INTEGER NOT NULL,
                        body BLOB NOT NULL, salt BLOB NOT NULL, leaf BLOB NOT NULL, PRIMARY KEY (region, unit, version)
                        """,
                    indexes: ["CREATE UNIQUE INDEX register_act_entry ON register_act (region, entry_id)"]),
                .init(
                    "register_holding",
                    columns: """
                        region TEXT NOT NULL, party_id TEXT NOT NULL, unit TEXT NOT NULL, role TEXT NOT NULL, entry_id TEXT NOT NULL,
                        PRIMARY KEY (region, party_id, unit, role, entry_id)
                        """,
                    indexes: ["CREATE INDEX register_holding_unit ON register_holding (region, unit)"]),
                .init(
                    "number_series",
                    columns: "region TEXT NOT NULL, series TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (region, series)"),
            ]),
    ]
}
