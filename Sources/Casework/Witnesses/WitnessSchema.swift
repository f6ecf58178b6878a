package import Storage

/// What a log keeps of its witnesses, and what a witness keeps of its logs.
package enum WitnessSchema {
    /// For the log: checkpoints that the quorum has cosigned.
    package static let logMigrations: [Migration] = [
        Migration(
            "log.0003 publications",
            shared: ["CREATE TABLE log_publication (size BIGINT NOT NULL PRIMARY KEY, note TEXT NOT NULL, at BIGINT NOT NULL)"])
    ]

    /// For a witness's own database.
    package static let witnessMigrations: [Migration] = [
        Migration(
            "witness.0001 trees and evidence",
            shared: [
                "CREATE TABLE witness_tree (origin TEXT NOT NULL PRIMARY KEY, size BIGINT NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL, at BIGINT NOT NULL)",
                """
                CREATE TABLE witness_evidence (
                    origin TEXT NOT NULL, digest TEXT NOT NULL, at BIGINT NOT NULL, why TEXT NOT NULL, request BLOB NOT NULL,
                    PRIMARY KEY (origin, digest))
                """,
            ])
    ]
}
