package import Register
package import Storage

/// Runs of the verification that an auditor started from the pages.
package enum VerificationSchema {
    package static let migrations: [Migration] = [
        Migration(
            "audit.0001 verification runs",
            shared: [
                """
                CREATE TABLE verification_run (
                    region TEXT NOT NULL, run_id TEXT NOT NULL, started_at BIGINT NOT NULL, started_by TEXT NOT NULL, seen_at BIGINT NOT NULL,
                    state TEXT NOT NULL, done BIGINT NOT NULL, stage TEXT NOT NULL, ended_at BIGINT,
                    units BIGINT NOT NULL, acts BIGINT NOT NULL, certificates BIGINT NOT NULL, entries BIGINT NOT NULL, divergences TEXT NOT NULL,
                    PRIMARY KEY (region, run_id))
                """,
                "CREATE INDEX verification_run_time ON verification_run (region, started_at)",
            ])
    ]
}

package struct VerificationRun: Sendable, Hashable {
    package enum State: String, Sendable {
        case running, clean, divergent, cancelled, failed
        /// Its process ended before it did.
        case interrupted

        package var chinese: String {
            switch self {
            case .running: "正在校验"
            case .clean: "一致"
            case .divergent: "发现不一致"
            case .cancelled: "已停止"
            case .failed: "未能完成"
            case .interrupted: "中断"
            }
        }
    }

    package let id: String
    package let startedAt: Moment
    package let startedBy: String
    package var seenAt: Moment
    package var state: State
    /// Things done in the current stage.
    package var done: Int
    package var stage: String
    package var endedAt: Moment?
    package var units = 0
    package var acts = 0
    package var certificates = 0
    package var entries = 0
    /// A line each: where, and what is wrong.
    package var divergences: [String] = []
}

enum VerificationRecords {
    static func put(_ run: VerificationRun, region: String, in connection: any Connection) throws {
        let lines = run.divergences.joined(separator: "\n")
        try connection.execute(
            """
            INSERT INTO verification_run (region, run_id, started_at, started_by, seen_at, state, done, stage, ended_at, units, acts, certificates,
                entries, divergences)
            VALUES (\(region), \(run.id), \(run.startedAt.microseconds), \(run.startedBy), \(run.seenAt.microseconds), \(run.state.rawValue), \(run.done),
                \(run.stage), \(run.endedAt?.microseconds), \(run.units), \(run.acts), \(run.certificates), \(run.entries), \(lines))
            ON CONFLICT (region, run_id) DO UPDATE SET seen_at = excluded.seen_at, state = excluded.state, done = excluded.done,
                stage = excluded.stage, ended_at = excluded.ended_at, units = excluded.units, acts = excluded.acts,
                certificates = excluded.certificates, entries = excluded.entries, divergences = excluded.divergences
            """)
    }

    /// The latest first.
    static func latest(_ limit: Int, region: String, in connection: any Connection) throws -> [VerificationRun] {
        try connection.rows(
            """
            SELECT run_id, started_at, started_by, seen_at, state, done, stage, ended_at, units, acts, certificates, entries, divergences
            FROM verification_run WHERE region = \(region) AND started_at > 0 ORDER BY started_at DESC, run_id LIMIT \(limit)
            """
        ).map { row in
            VerificationRun(
                id: try row.text("run_id"), startedAt: Moment(microseconds: try row.int("started_at")), startedBy: try row.text("started_by"),
                seenAt: Moment(microseconds: try row.int("seen_at")), state: VerificationRun.State(rawValue: try row.text("state")) ?? .failed,
                done: Int(try row.int("done")), stage: try row.text("stage"), endedAt: try row.intIfPresent("ended_at").map(Moment.init(microseconds:)),
                units: Int(try row.int("units")), acts: Int(try row.int("acts")), certificates: Int(try row.int("certificates")),
                entries: Int(try row.int("entries")), divergences: try row.text("divergences").split(separator: "\n").map(String.init))
        }
    }
}
