package import Storage

/// Tables of the exchange: what has to leave the house, and what came in.
package enum ExchangeSchema {
    package static let migrations: [Migration] = [
        Migration(
            "exchange.0001 outbox and inbox",
            shared: [
                """
                CREATE TABLE outbox_message (
                    region TEXT NOT NULL, message_id TEXT NOT NULL, department TEXT NOT NULL, contract TEXT NOT NULL, case_id TEXT,
                    purpose TEXT NOT NULL, payload BLOB NOT NULL, state TEXT NOT NULL, attempts BIGINT NOT NULL, created_at BIGINT NOT NULL,
                    next_at BIGINT NOT NULL, last_error TEXT, receipt BLOB, receipt_key TEXT, receipt_signature BLOB, done_at BIGINT,
                    PRIMARY KEY (region, message_id))
                """,
                "CREATE INDEX outbox_due ON outbox_message (state, next_at)",
                "CREATE INDEX outbox_case ON outbox_message (region, case_id)",
                """
                CREATE TABLE inbox_message (
                    department TEXT NOT NULL, message_id TEXT NOT NULL, contract TEXT NOT NULL, digest TEXT NOT NULL, received_at BIGINT NOT NULL,
                    body BLOB NOT NULL, answer BLOB, PRIMARY KEY (department, message_id))
                """,
            ]),
        Migration(
            "exchange.0002 messages that are not delivered",
            shared: ["CREATE INDEX outbox_open ON outbox_message (region, department, state) WHERE state <> 'done'"]),
        Migration(
            "exchange.0003 receipts of several messages",
            shared: [
                // Written once: a message that is sent again gets another receipt, and those that share this one keep it.
                """
                CREATE TABLE outbox_receipt (
                    region TEXT NOT NULL, receipt_id TEXT NOT NULL, receipt BLOB NOT NULL, receipt_key TEXT NOT NULL, receipt_signature BLOB NOT NULL,
                    PRIMARY KEY (region, receipt_id))
                """,
                "ALTER TABLE outbox_message ADD COLUMN receipt_of TEXT",
            ]),
    ]
}
