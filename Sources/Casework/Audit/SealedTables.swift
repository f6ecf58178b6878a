package import Storage

extension CaseOffice {
    /// Tables to which neither the log nor acts nor actions commit, so that nothing but a seal shows that a row was altered: each row has one
    /// (``RowSealer``). Where something else answers for most of a table, the columns that it leaves out are named.
    ///
    /// A number is never given twice. A migration that changes values of these has to remove the tables' marks and seals: they are sealed anew
    /// at the next start.
    package static let sealedTables: [SealedTable] = [
        // The program itself, and its keys.
        SealedTable(1, "schema_migration", key: ["series", "position"]),
        SealedTable(2, "key_period", key: ["name", "version"]),
        // Who may do what.
        SealedTable(10, "office", key: ["region", "code"]),
        SealedTable(11, "account", key: ["region", "account_id"]),
        SealedTable(12, "account_event", key: ["region", "account_id", "at", "event_id"]),
        SealedTable(13, "session", key: ["region", "token_hash"]),
        SealedTable(14, "api_client", key: ["region", "client_id"]),
        SealedTable(15, "api_assertion", key: ["region", "client_id", "assertion_hash"]),
        SealedTable(16, "organisation_role", key: ["region", "party_id", "role"]),
        SealedTable(17, "organisation_role_event", key: ["region", "party_id", "at", "event_id"]),
        SealedTable(18, "party", key: ["region", "party_id"], columns: ["kind", "created_at", "changed_at"]),
        SealedTable(19, "party_name", key: ["region", "party_id", "ended_at"], columns: []),
        // What was surveyed.
        SealedTable(20, "parcel", key: ["region", "code"]),
        SealedTable(21, "building", key: ["region", "code"]),
        SealedTable(22, "building_address", key: ["region", "building"]),
        SealedTable(23, "unit_survey", key: ["region", "unit"]),
        // Messages.
        SealedTable(30, "outbox_message", key: ["region", "message_id"]),
        SealedTable(31, "inbox_message", key: ["department", "message_id"]),
        SealedTable(32, "callback_endpoint", key: ["region", "endpoint_id"]),
        SealedTable(33, "callback_delivery", key: ["region", "endpoint_id", "event_id"]),
        SealedTable(34, "outbox_receipt", key: ["region", "receipt_id"]),
        // Before and beside cases.
        SealedTable(40, "application_batch", key: ["region", "batch_id"]),
        SealedTable(41, "application_batch_row", key: ["region", "batch_id", "row_number"]),
        SealedTable(42, "project", key: ["region", "project_id"]),
        SealedTable(43, "project_unit", key: ["region", "unit"]),
        SealedTable(44, "project_pledge", key: ["region", "project_id"]),
        SealedTable(45, "project_pledge_former", key: ["region", "project_id", "number"]),
        SealedTable(46, "project_survey_report", key: ["region", "building"]),
        SealedTable(47, "project_event", key: ["region", "project_id", "at", "event_id"]),
        SealedTable(48, "public_notice", key: ["region", "notice_id"]),
        SealedTable(49, "register_extract", key: ["region", "number"]),
        SealedTable(50, "mortgaged_transfer", key: ["region", "month", "mode", "case_id"]),
        SealedTable(51, "escrow", key: ["region", "case_id"], columns: ["run_at", "rung", "tries", "statement_at", "statement_version", "needs", "needs_at", "risen_at"]),
        SealedTable(52, "case_party", key: ["region", "party_id", "case_id", "role"]),
        SealedTable(53, "case_unit", key: ["region", "unit", "case_id"]),
        SealedTable(54, "case_expected", key: ["region", "identifier_index", "case_id", "role"]),
        // The work with courts.
        SealedTable(70, "court_order", key: ["region", "order_id"]),
        SealedTable(71, "court_ruling_party", key: ["region", "order_id", "place"]),
        SealedTable(72, "seizure_watch", key: ["region", "unit"]),
        SealedTable(73, "auction_review", key: ["region", "review_id"]),
        SealedTable(74, "auction_review_part", key: ["region", "part_id"]),
        // Beside the log.
        SealedTable(60, "log_anchor_turn", key: ["id"]),
        SealedTable(61, "log_checkpoint", key: ["size"], columns: ["at"]),
        SealedTable(62, "log_publication", key: ["size"], columns: ["at"]),
        SealedTable(63, "log_key", key: ["vkey"], columns: ["since", "retire_at"]),
        SealedTable(64, "log_import", key: ["region", "digest"], columns: ["name"]),
        SealedTable(65, "verification_run", key: ["region", "run_id"]),
        // How far a city to try things out with is loaded, and what the departments are to know of it.
        SealedTable(90, "city_progress", key: ["region", "seed", "project"]),
    ]
}
