import Storage

/// A small schema for the tests.
let parties = Migration(
    "test.0001 parties",
    shared: [
        """
        CREATE TABLE party (
            id BIGINT PRIMARY KEY, name TEXT NOT NULL, note TEXT, photo BLOB, weight REAL,
            married BIGINT NOT NULL DEFAULT 0, CONSTRAINT party_married CHECK (married IN (0, 1)))
        """,
        "CREATE UNIQUE INDEX party_by_name ON party (name)",
        "CREATE TABLE share (party BIGINT NOT NULL REFERENCES party (id), part BIGINT NOT NULL, PRIMARY KEY (party, part)) WITHOUT ROWID",
        "CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",
    ])

/// A work queue.
let jobs = Migration(
    "queue.0001 jobs",
    shared: [
        "CREATE TABLE job (id IDENTITY PRIMARY KEY, body TEXT NOT NULL, state TEXT NOT NULL, due BIGINT NOT NULL, taken_by BIGINT)",
        "CREATE INDEX job_due ON job (due, id) WHERE state = 'waiting'",
    ])

extension Connection {
    func addParty(_ id: Int, _ name: String) throws {
        try execute("INSERT INTO party (id, name) VALUES (\(id), \(name))")
    }

    func partyNames() throws -> [String] {
        try rows("SELECT name FROM party ORDER BY id").map { try $0.text("name") }
    }
}

struct Refused: Error, Equatable {
    var reason = "refused"
}
