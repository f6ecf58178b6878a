package import Storage

/// Tables of the transparency log. A registration writes a pending entry in its own transaction and never waits for an index;
/// the sequencer, elected by the lock on the head row, moves pending entries into the tree in commit order.
package enum LogSchema {
    package static let migrations: [Migration] = [
        Migration(
            "log.0001 entries, tiles, checkpoints",
            sqlite: [
                """
                CREATE TABLE log_pending (
                    serial INTEGER PRIMARY KEY AUTOINCREMENT, leaf_id TEXT NOT NULL UNIQUE, entry BLOB NOT NULL)
                """
            ],
            postgres: [
                "CREATE TABLE log_pending (serial BIGSERIAL PRIMARY KEY, leaf_id TEXT NOT NULL UNIQUE, entry BYTEA NOT NULL)"
            ]),
        Migration(
            "log.0002 tree",
            shared: [
                "CREATE TABLE log_entry (leaf_index BIGINT NOT NULL PRIMARY KEY, leaf_id TEXT NOT NULL, entry BLOB NOT NULL)",
                "CREATE UNIQUE INDEX log_entry_leaf ON log_entry (leaf_id)",
                """
                CREATE TABLE log_tile (
                    level BIGINT NOT NULL, tile_index BIGINT NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, tile_index))
                """,
                "CREATE TABLE log_checkpoint (size BIGINT NOT NULL PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL, at BIGINT NOT NULL)",
                "CREATE TABLE log_head (id BIGINT NOT NULL PRIMARY KEY, size BIGINT NOT NULL)",
                "INSERT INTO log_head (id, size) VALUES (1, 0)",
            ]),
    ]
}
