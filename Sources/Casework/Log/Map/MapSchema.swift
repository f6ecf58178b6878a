package import Storage

/// Tables of the map from each unit to its last log entry.
package enum MapSchema {
    package static let migrations: [Migration] = [
        Migration(
            "log.0004 map of units",
            shared: [
                // `since` is the size of the log at whose checkpoint the tile became what it is.
                "CREATE TABLE log_map (tile TEXT NOT NULL PRIMARY KEY, since BIGINT NOT NULL, body BLOB NOT NULL)",
                // What tiles were for checkpoints of less than `until` entries.
                """
                CREATE TABLE log_map_past (
                    tile TEXT NOT NULL, until BIGINT NOT NULL, since BIGINT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (tile, until))
                """,
                "CREATE INDEX log_map_past_until ON log_map_past (until)",
            ])
    ]
}
