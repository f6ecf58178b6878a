import Contracts
import Ledger
package import Register
package import Storage

/// Reading and writing the anchors' tables.
package enum AnchorRecords {
    /// The anchors before a size, the latest first.
    package static func latest(_ count: Int, before size: Int64 = .max, in connection: any Connection) throws -> [Anchor] {
        try connection.rows("SELECT size, receipt FROM log_anchor WHERE size < \(size) ORDER BY size DESC LIMIT \(count)").map { row in
            try Anchor(size: try row.int("size"), receipt: try row.text("receipt"), in: connection)
        }
    }

    /// The last anchor below a size, which a later one must follow on the chain.
    static func receipt(before size: Int64, in connection: any Connection) throws -> String? {
        try connection.row("SELECT receipt FROM log_anchor WHERE size < \(size) ORDER BY size DESC LIMIT 1")?.text("receipt")
    }

    /// What the chain was last asked to take, and when; nil before the first time.
    package static func asked(in connection: any Connection) throws -> (size: Int64, at: Moment)? {
        try connection.row("SELECT size, at FROM log_anchor_turn WHERE id = 1 AND size > 0").map { row in
            (try row.int("size"), Moment(microseconds: try row.int("at")))
        }
    }

    /// The same message may be settled by two processes: the chain has one receipt for it, so the first is as good as the second.
    static func keeping(_ receipt: [UInt8], size: Int64) -> SQL {
        "INSERT INTO log_anchor (size, receipt) VALUES (\(size), \(String(decoding: receipt, as: UTF8.self))) ON CONFLICT (size) DO NOTHING"
    }

    /// The message that asks for a checkpoint to be put on the chain.
    static func messageID(_ size: Int64) -> String { "anchor-\(size)" }
}
