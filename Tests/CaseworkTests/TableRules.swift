/// What the audit answers for, table by table. A table or column that is new is in no list, and `EveryColumnTests` fails until somebody
/// has decided what it is.
enum TableRules {
    /// Every column of these is found when a byte of it is altered, but those of `unseen`.
    static let audited: Set<String> = [
        "register_act", "register_filing", "register_folio", "register_holding", "number_series", "certificate", "case_file", "case_action", "case_log",
        "look", "log_entry", "log_tile", "log_checkpoint", "log_head", "log_pending", "log_publication", "log_key",
        "log_map", "log_map_past", "log_anchor",
        "log_import", "log_import_page", "party", "party_name", "case_evidence",
        "escrow", "escrow_event", "escrow_account",
    ]

    /// Columns of audited tables in which nothing can be found, and why.
    static let unseen: [String: String] = [
        "certificate.document": "names the printed file, which is compared when the audit is given the folder of files",
        "case_file.subject": "words for search",
        "case_file.due_on": "the calendar's answer for the acceptance, reckoned again where it is shown",
        "case_file.run_at": "when the engine looks next: a clock's setting",
        "escrow.run_at": "when the money is looked at next: a clock's setting", "escrow.rung": "as run_at", "escrow.tries": "as run_at",
        "escrow.statement_at": "as run_at", "escrow.statement_version": "as run_at",
        "log_pending.serial": "an entry that waits has no place yet",
        "log_checkpoint.at": "no checkpoint tells it; it is only held against entries and other checkpoints (`SurveyAuditTests`)",
        "log_publication.at": "a checkpoint has no time",
        "log_import.name": "what the file was called, for people: it is known by its digest",
        "party.kind": "people or organisation: nothing sealed says which", "party.created_at": "when it came", "party.changed_at": "when it changed last",
        "party_name.ended_at": "when the name ended",
        "log_key.since": "a key's time is counted in entries", "log_key.retire_at": "a plan: what came of it is last_size",
    ]

    /// Rows of which only some are committed to.
    static let rows: [String: String] = [
        // What moves nothing has no entry in the log: a step done, a check repeated.
        "case_action": "kind IN ('accepted', 'refused')",
        // Of what applicants hand in the material and the digest stand in their own actions alone.
        "case_evidence": "source <> 'applicant'",
    ]

    /// Tables for which the audit doesn't answer, and why.
    static let outside: [String: String] = [
        "schema_migration": "the program's own",
        "key_period": "a timetable of message keys: departments verify with the file that they were given",
        "organisation_role": "standing of organisations: what a decision rested on is in the case's entry",
        "organisation_role_event": "as organisation_role; each is a department's signed message",
        "office": "administration", "account": "who may do what now is committed to nowhere: what somebody did is in the log", "account_event": "as account",
        "session": "ends within hours", "api_client": "administration", "api_assertion": "ends within minutes",
        "unit_survey": "held against pages and acts (`SurveyAuditTests`), which say nothing of rooms, outlines and surveyors",
        "parcel": "as unit_survey: of its body the area alone", "building": "as unit_survey: its row against its content",
        "building_address": "derived from surveys, for search",
        "outbox_message": "messages on their way; what departments answered is bound by digest in the case's entry",
        "inbox_message": "as outbox_message",
        "callback_endpoint": "whom to tell where: administration", "callback_delivery": "what was told of cases, whose entries are in the log",
        "application_batch": "before the cases: what was applied for is in each case", "application_batch_row": "as application_batch",
        "project": "before registration: what was pledged and sold is in acts", "project_unit": "as project", "project_pledge": "as project", "project_pledge_former": "as project",
        "project_survey_report": "as project", "project_event": "as project",
        "public_notice": "was on the website for everybody to see; that it was given is in the case's entry",
        "case_unit": "which case holds which unit: an index over cases", "case_party": "an index over cases",
        "register_extract": "copies of the register for holders, sealed as files",
        "mortgaged_transfer": "counters for the reform's report, sums over what cases and acts say",
        "log_anchor_turn": "when the chain is asked next: a clock's setting",
        "court_order": "sealed copies of what courts sent; what was entered of them is in the register, under the order's own number",
        "court_ruling_party": "whom a ruling that waits names: an index over court_order; who is entered is in the register",
        "seizure_watch": "on which day a page is looked at next: a clock's setting; whether a seizure has run out the page says",
        "auction_review": "the sheet was published, signed and sealed; its row names the page it is on",
        "auction_review_part": "sealed; each answer is its department's signed message",
        "verification_run": "reports of this very audit",
    ]
}
