package import Storage

/// The portal's own tables.
package enum PortalSchema {
    /// See `CaseOffice.sealedTables`: the numbers are its.
    package static let sealedTables = [SealedTable(80, "idempotency", key: ["region", "key_hash"])]

    package static let migrations: [Migration] = [
        Migration(
            "portal.0001 idempotency",
            shared: [
                """
                CREATE TABLE idempotency (
                    region TEXT NOT NULL, key_hash BLOB NOT NULL, digest BLOB NOT NULL, status BIGINT, answer BLOB,
                    lease_until BIGINT NOT NULL, expires_at BIGINT NOT NULL,
                    PRIMARY KEY (region, key_hash))
                """,
                "CREATE INDEX idempotency_end ON idempotency (region, expires_at)",
            ])
    ]
}
