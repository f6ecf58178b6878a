package import Register
import Seals
package import Storage

/// A review that a court asked for, with the newest sheet.
package struct AuctionReview: Sendable {
    package let id: String
    package let token: String
    package let court: String
    package let document: String
    package let unit: UnitCode
    package let askedAt: Moment
    package let edition: Int
    /// The sheet's signed envelope as canonical bytes; nil until the first round of questions is over.
    package let sheet: [UInt8]?
    package let signature: String?
    package let keyID: String?
    /// SHA-256 of the sealed PDF; nil until it was made.
    package let file: String?
}

/// One department's part.
struct ReviewPart: Sendable {
    enum State: String, Sendable { case waiting, answered, none }
    let source: String
    var state: State
    var tries: Int
    var at: Moment?
    var answer: String?

    /// A part's key in its table, and what its sealed answer is bound to.
    static func id(_ review: String, _ source: String) -> String { "\(review)/\(source)" }
    static func answerContext(_ id: String) -> String { "auction-review/\(id)" }
    static func envelopeContext(_ id: String) -> String { "auction-review/\(id)/envelope" }

    /// The part with its answer as it was kept; one that doesn't open is none.
    func opening(_ sealed: [UInt8]?, of review: String, _ cipher: FieldCipher) -> ReviewPart {
        var part = self
        part.answer = sealed.flatMap { try? cipher.open($0, context: Self.answerContext(Self.id(review, source))) }
        return part
    }
}

package enum AuctionReviewRecords {
    private static let columns: SQL = "review_id, token, court, document, unit, asked_at, edition, sheet, signature, key_id, file"

    static func insert(_ review: AuctionReview, sources: [String], askAt: Moment, region: String, in connection: any Connection) throws {
        var statements: [SQL] = [
            """
            INSERT INTO auction_review (region, review_id, token, court, document, unit, asked_at, ask_at, edition)
            VALUES (\(region), \(review.id), \(review.token), \(review.court), \(review.document), \(review.unit.text), \(review.askedAt.microseconds),
                    \(askAt.microseconds), 0)
            """
        ]
        for source in sources {
            statements.append(
                """
                INSERT INTO auction_review_part (region, part_id, source, state, tries)
                VALUES (\(region), \(ReviewPart.id(review.id, source)), \(source), \(ReviewPart.State.waiting.rawValue), 0)
                """)
        }
        try connection.executeAll(statements)
    }

    static func find(_ id: String, region: String, in connection: any Connection) throws -> AuctionReview? {
        try connection.row("SELECT \(sql: columns) FROM auction_review WHERE region = \(region) AND review_id = \(id)").map(read)
    }

    package static func find(token: String, in connection: any Connection) throws -> AuctionReview? {
        try connection.row("SELECT \(sql: columns) FROM auction_review WHERE token = \(token)").map(read)
    }

    /// Keys of the sheets' pages, by review; those whose sheet isn't out are left out.
    package static func tokens(of reviews: [String], region: String, in connection: any Connection) throws -> [String: String] {
        guard !reviews.isEmpty else { return [:] }
        let rows = try connection.rows("SELECT review_id, token FROM auction_review WHERE region = \(region) AND review_id IN \(list: reviews) AND edition > 0")
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text("review_id"), try $0.text("token")) })
    }

    /// Asked for before a moment, the newest first; those whose sheet isn't out are left out.
    package static func newest(before: Moment, limit: Int, region: String, in connection: any Connection) throws -> [AuctionReview] {
        try connection.rows(
            """
            SELECT \(sql: columns) FROM auction_review WHERE region = \(region) AND asked_at < \(before.microseconds) AND edition > 0
            ORDER BY asked_at DESC LIMIT \(limit)
            """
        ).map(read)
    }

    /// Takes the reviews whose time has come: whoever comes next finds them later.
    static func claim(at now: Moment, limit: Int, region: String, in connection: any Connection) throws -> [String] {
        let due = try connection.rows(
            "SELECT review_id FROM auction_review WHERE region = \(region) AND ask_at <= \(now.microseconds) ORDER BY ask_at LIMIT \(limit)"
        ).map { try $0.text("review_id") }
        // Longer than all departments together take to be silent.
        let lease = now.adding(seconds: 60).microseconds
        return try due.filter { id in
            try connection.execute(
                "UPDATE auction_review SET ask_at = \(lease) WHERE region = \(region) AND review_id = \(id) AND ask_at <= \(now.microseconds)") == 1
        }
    }

    /// What each department has said so far.
    static func parts(_ id: String, region: String, in connection: any Connection) throws -> [String: (part: ReviewPart, sealed: [UInt8]?)] {
        // A part's key begins with its review's; `0` comes after `/`.
        let rows = try connection.rows(
            """
            SELECT source, state, tries, at, answer FROM auction_review_part
            WHERE region = \(region) AND part_id > \(ReviewPart.id(id, "")) AND part_id < \(id + "0") ORDER BY part_id
            """)
        var parts: [String: (part: ReviewPart, sealed: [UInt8]?)] = [:]
        for row in rows {
            let part = ReviewPart(
                source: try row.text("source"), state: ReviewPart.State(rawValue: try row.text("state")) ?? .waiting, tries: Int(try row.int("tries")),
                at: try row.intIfPresent("at").map(Moment.init(microseconds:)))
            parts[part.source] = (part, try row.blobIfPresent("answer"))
        }
        return parts
    }

    /// An answer is kept once; a department that was silent is counted.
    static func keeping(_ part: ReviewPart, answer: [UInt8]?, envelope: [UInt8]?, of message: FetchedMaterial?, review: String, region: String) -> SQL {
        """
        UPDATE auction_review_part SET state = \(part.state.rawValue), tries = \(part.tries), at = \(part.at?.microseconds), answer = \(answer),
            envelope = \(envelope), key_id = \(message?.keyID), signature = \(message?.signature)
        WHERE region = \(region) AND part_id = \(ReviewPart.id(review, part.source)) AND state = 'waiting'
        """
    }

    private static func read(_ row: ResultRow) throws -> AuctionReview {
        AuctionReview(
            id: try row.text("review_id"), token: try row.text("token"), court: try row.text("court"), document: try row.text("document"),
            unit: UnitCode(trusted: try row.text("unit")), askedAt: Moment(microseconds: try row.int("asked_at")), edition: Int(try row.int("edition")),
            sheet: try row.blobIfPresent("sheet"), signature: try row.textIfPresent("signature"), keyID: try row.textIfPresent("key_id"),
            file: try row.textIfPresent("file"))
    }
}
