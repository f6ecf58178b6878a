package import Storage

/// Tables of the work with courts: what they ordered, which page's seizure ends next, and what was asked before a sale.
package enum CourtSchema {
    package static let migrations: [Migration] = [
        Migration(
            "court.0001 orders, seizures' ends, reviews before auctions",
            shared: [
                """
                CREATE TABLE court_order (
                    region TEXT NOT NULL, order_id TEXT NOT NULL, court TEXT NOT NULL, document TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT NOT NULL,
                    state TEXT NOT NULL, note TEXT NOT NULL, received_at BIGINT NOT NULL, via TEXT NOT NULL, body BLOB NOT NULL,
                    PRIMARY KEY (region, order_id))
                """,
                "CREATE INDEX court_order_court ON court_order (region, court, received_at)",
                "CREATE INDEX court_order_unit ON court_order (region, unit, kind, state)",
                """
                CREATE TABLE court_ruling_party (
                    region TEXT NOT NULL, party_id TEXT NOT NULL, order_id TEXT NOT NULL, place BIGINT NOT NULL,
                    PRIMARY KEY (region, order_id, place))
                """,
                "CREATE INDEX court_ruling_party_party ON court_ruling_party (region, party_id)",
                "CREATE TABLE seizure_watch (region TEXT NOT NULL, unit TEXT NOT NULL, look_on BIGINT NOT NULL, PRIMARY KEY (region, unit))",
                "CREATE INDEX seizure_watch_day ON seizure_watch (region, look_on)",
                """
                CREATE TABLE auction_review (
                    region TEXT NOT NULL, review_id TEXT NOT NULL, token TEXT NOT NULL, court TEXT NOT NULL, document TEXT NOT NULL, unit TEXT NOT NULL,
                    asked_at BIGINT NOT NULL, ask_at BIGINT, edition BIGINT NOT NULL, sheet BLOB, signature TEXT, key_id TEXT, file TEXT,
                    PRIMARY KEY (region, review_id))
                """,
                "CREATE UNIQUE INDEX auction_review_token ON auction_review (token)",
                "CREATE INDEX auction_review_due ON auction_review (region, ask_at)",
                "CREATE INDEX auction_review_asked ON auction_review (region, asked_at)",
                """
                CREATE TABLE auction_review_part (
                    region TEXT NOT NULL, part_id TEXT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL, tries BIGINT NOT NULL, at BIGINT,
                    answer BLOB, envelope BLOB, key_id TEXT, signature BLOB, PRIMARY KEY (region, part_id))
                """,
            ])
    ]
}
