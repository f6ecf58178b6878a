/// What the audit answers for, table by table. A table or column that is new is in no list, and `EveryColumnTests` fails until somebody
/// has decided what it is.
enum TableRules {
    /// Tables that nothing but the seals of their rows answers for.
    static let sealed: Set<String> = [
        "schema_migration", "key_period", "office", "account", "account_event", "session", "api_client", "api_assertion", "organisation_role", "organisation_role_event",
        "parcel", "building", "building_address", "unit_survey", "outbox_message", "outbox_receipt", "inbox_message", "callback_endpoint", "callback_delivery",
        "application_batch", "application_batch_row", "project", "project_unit", "project_pledge", "project_pledge_former", "project_survey_report", "project_event",
        "public_notice", "register_extract", "mortgaged_transfer", "case_party", "case_unit", "case_expected", "log_anchor_turn", "verification_run",
        "city_progress", "court_order", "court_ruling_party", "seizure_watch", "auction_review", "auction_review_part",
        "row_seal", "row_seal_table",
    ]

    /// Sealed tables that have rows without the test's doing, or may not have any row.
    static let filled: Set<String> = ["schema_migration", "parcel", "building", "building_address", "unit_survey", "row_seal", "row_seal_table"]

    /// In every column of all tables an altered byte is found.
    static let audited: Set<String> = sealed.union([
        "register_act", "register_filing", "register_folio", "register_holding", "number_series", "certificate", "case_file", "case_action", "case_log",
        "look", "log_entry", "log_tile", "log_checkpoint", "log_head", "log_pending", "log_publication", "log_key",
        "log_map", "log_map_past", "log_anchor",
        "log_import", "log_import_page", "party", "party_name", "case_evidence",
        "escrow", "escrow_event", "escrow_account",
    ])
}
