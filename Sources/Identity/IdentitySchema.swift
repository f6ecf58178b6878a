package import Storage

/// Tables of people, accounts, sessions and looks.
package enum IdentitySchema {
    package static let migrations: [Migration] = [parties, accounts, sessions, looks, OrganisationRoles.standing, ClientRecords.migration, lookSalts]

    private static let parties = Migration(
        "identity.0001 parties",
        shared: [
            """
            CREATE TABLE party (
                region TEXT NOT NULL, party_id TEXT NOT NULL, kind TEXT NOT NULL,
                name_sealed BLOB NOT NULL, name_index BLOB NOT NULL,
                identifier_kind TEXT NOT NULL, identifier_sealed BLOB NOT NULL, identifier_index BLOB NOT NULL,
                phone_sealed BLOB, created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
                PRIMARY KEY (region, party_id))
            """,
            "CREATE UNIQUE INDEX party_identifier ON party (region, identifier_kind, identifier_index)",
            "CREATE INDEX party_name_index ON party (region, name_index)",
            // The names that a party had before: an old contract or certificate names it by one of them.
            """
            CREATE TABLE party_name (
                region TEXT NOT NULL, party_id TEXT NOT NULL, ended_at BIGINT NOT NULL,
                name_sealed BLOB NOT NULL, name_index BLOB NOT NULL,
                PRIMARY KEY (region, party_id, ended_at))
            """,
            "CREATE INDEX party_name_former ON party_name (region, name_index)",
            """
            CREATE TABLE organisation_role (
                region TEXT NOT NULL, party_id TEXT NOT NULL, role TEXT NOT NULL, granted_at BIGINT NOT NULL,
                PRIMARY KEY (region, party_id, role))
            """,
        ])

    private static let accounts = Migration(
        "identity.0002 offices and accounts",
        shared: [
            """
            CREATE TABLE office (
                region TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, divisions TEXT NOT NULL,
                PRIMARY KEY (region, code))
            """,
            """
            CREATE TABLE account (
                region TEXT NOT NULL, account_id TEXT NOT NULL, user_name TEXT NOT NULL, display_name TEXT NOT NULL,
                roles TEXT NOT NULL, office TEXT, organisation TEXT, organisation_kind TEXT,
                password TEXT NOT NULL, password_changed_at BIGINT NOT NULL, must_change BIGINT NOT NULL,
                second_factor BLOB, second_factor_pending BLOB, second_factor_step BIGINT,
                disabled BIGINT NOT NULL, failures BIGINT NOT NULL, locked_until BIGINT,
                created_at BIGINT NOT NULL, signed_in_at BIGINT,
                PRIMARY KEY (region, account_id))
            """,
            "CREATE UNIQUE INDEX account_user_name ON account (region, user_name)",
            """
            CREATE TABLE account_event (
                region TEXT NOT NULL, account_id TEXT NOT NULL, at BIGINT NOT NULL, event_id TEXT NOT NULL,
                kind TEXT NOT NULL, by_account TEXT NOT NULL, detail TEXT NOT NULL,
                PRIMARY KEY (region, account_id, at, event_id))
            """,
            "CREATE INDEX account_event_time ON account_event (region, at)",
        ])

    private static let sessions = Migration(
        "identity.0003 sessions",
        shared: [
            """
            CREATE TABLE session (
                region TEXT NOT NULL, token_hash BLOB NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL,
                body BLOB NOT NULL, csrf_secret BLOB NOT NULL, created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL,
                idle_until BIGINT NOT NULL, absolute_until BIGINT NOT NULL,
                PRIMARY KEY (region, token_hash))
            """,
            "CREATE INDEX session_subject ON session (region, subject_kind, subject_id)",
            "CREATE INDEX session_end ON session (region, idle_until)",
        ])

    private static let lookSalts = Migration("identity.0007 salts of looks", shared: ["ALTER TABLE look ADD COLUMN salt BLOB"])

    private static let looks = Migration(
        "identity.0004 looks",
        shared: [
            """
            CREATE TABLE look (
                region TEXT NOT NULL, account_id TEXT NOT NULL, number BIGINT NOT NULL, party_id TEXT NOT NULL,
                at BIGINT NOT NULL, viewer_name TEXT NOT NULL, role TEXT NOT NULL, office TEXT NOT NULL,
                unit TEXT, case_id TEXT, purpose TEXT NOT NULL, purpose_text TEXT NOT NULL, fields TEXT NOT NULL,
                mac BLOB NOT NULL,
                PRIMARY KEY (region, account_id, number))
            """,
            "CREATE INDEX look_party ON look (region, party_id, at)",
            "CREATE INDEX look_time ON look (region, at)",
        ],
        // What was written here stays: the program itself is refused when it tries to change it.
        sqlite: [
            "CREATE TRIGGER look_no_update BEFORE UPDATE ON look BEGIN SELECT RAISE(ABORT, 'looks are append-only'); END",
            "CREATE TRIGGER look_no_delete BEFORE DELETE ON look BEGIN SELECT RAISE(ABORT, 'looks are append-only'); END",
        ],
        postgres: [
            """
            CREATE FUNCTION look_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'looks are append-only'; END $$
            """,
            """
            CREATE TRIGGER look_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON look
            FOR EACH STATEMENT EXECUTE FUNCTION look_append_only()
            """,
        ])
}
