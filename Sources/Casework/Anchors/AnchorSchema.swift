package import Storage

/// Tables of the anchors: which checkpoints stand on the provincial chain.
package enum AnchorSchema {
    package static let migrations: [Migration] = [
        Migration(
            "log.0005 anchors",
            shared: [
                "CREATE TABLE log_anchor (size BIGINT NOT NULL PRIMARY KEY, receipt TEXT NOT NULL)",
                // The one row whose lock elects who asks the chain next: what was asked for last, and when.
                "CREATE TABLE log_anchor_turn (id BIGINT NOT NULL PRIMARY KEY, size BIGINT NOT NULL, at BIGINT NOT NULL)",
                "INSERT INTO log_anchor_turn (id, size, at) VALUES (1, 0, 0)",
            ])
    ]
}
