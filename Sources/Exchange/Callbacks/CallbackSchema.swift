package import Storage

/// Tables of the call-backs: whom to call where, and what each was or is to be told.
package enum CallbackSchema {
    package static let migrations: [Migration] = [
        Migration(
            "callbacks.0001 endpoints and deliveries",
            shared: [
                """
                CREATE TABLE callback_endpoint (
                    region TEXT NOT NULL, endpoint_id TEXT NOT NULL, party_id TEXT NOT NULL, url TEXT NOT NULL, state TEXT NOT NULL,
                    challenge TEXT NOT NULL, created_at BIGINT NOT NULL, proved_at BIGINT, failures BIGINT NOT NULL, failing_since BIGINT,
                    last_error TEXT, off_at BIGINT, off_reason TEXT, next_at BIGINT NOT NULL, lease_until BIGINT NOT NULL,
                    PRIMARY KEY (region, endpoint_id))
                """,
                "CREATE INDEX callback_endpoint_party ON callback_endpoint (region, party_id)",
                "CREATE INDEX callback_endpoint_next ON callback_endpoint (region, next_at)",
                """
                CREATE TABLE callback_delivery (
                    region TEXT NOT NULL, endpoint_id TEXT NOT NULL, event_id TEXT NOT NULL, kind TEXT NOT NULL, case_id TEXT, body TEXT NOT NULL,
                    state TEXT NOT NULL, attempts BIGINT NOT NULL, created_at BIGINT NOT NULL, next_at BIGINT NOT NULL, give_up_at BIGINT NOT NULL,
                    last_status BIGINT, last_error TEXT, done_at BIGINT,
                    PRIMARY KEY (region, endpoint_id, event_id))
                """,
                "CREATE INDEX callback_delivery_due ON callback_delivery (region, endpoint_id, next_at) WHERE state = 'waiting'",
                "CREATE INDEX callback_delivery_log ON callback_delivery (region, endpoint_id, created_at, event_id)",
            ])
    ]
}
