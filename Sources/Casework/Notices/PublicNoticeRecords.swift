package import Register
package import Storage

/// Something that the registry publishes on its site: a declaration of loss, a call for objections. Nobody is named in full.
package struct PublishedNotice: Hashable, Sendable {
    package let id: String
    package let caseID: String
    package let title: String
    package let body: String
    package let publishedAt: Moment
    /// The last day on which it stands as a call for objections; nil for one that only makes known.
    package let until: LegalDate?

    package init(id: String = RandomText.hex(8), caseID: String, title: String, body: String, publishedAt: Moment, until: LegalDate?) {
        self.id = id
        self.caseID = caseID
        self.title = title
        self.body = body
        self.publishedAt = publishedAt
        self.until = until
    }
}

package enum PublicNoticeSchema {
    package static let migrations: [Migration] = [
        Migration(
            "notices.0001 public notices",
            shared: [
                """
                CREATE TABLE public_notice (
                    region TEXT NOT NULL, notice_id TEXT NOT NULL, case_id TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
                    published_at BIGINT NOT NULL, until_day BIGINT, PRIMARY KEY (region, notice_id))
                """,
                "CREATE INDEX public_notice_published ON public_notice (region, published_at)",
            ])
    ]
}

package enum PublicNoticeRecords {
    package static func insert(_ notice: PublishedNotice, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO public_notice (region, notice_id, case_id, title, body, published_at, until_day)
            VALUES (\(region), \(notice.id), \(notice.caseID), \(notice.title), \(notice.body), \(notice.publishedAt.microseconds),
                    \(notice.until.map { Int64($0.dayNumber) }))
            """)
    }

    package static func find(_ id: String, region: String, in connection: any Connection) throws -> PublishedNotice? {
        try connection.row(
            "SELECT notice_id, case_id, title, body, published_at, until_day FROM public_notice WHERE region = \(region) AND notice_id = \(id)"
        ).map(read)
    }

    /// Those published before a moment, the newest first.
    package static func newest(before: Moment, limit: Int, region: String, in connection: any Connection) throws -> [PublishedNotice] {
        try connection.rows(
            """
            SELECT notice_id, case_id, title, body, published_at, until_day FROM public_notice
            WHERE region = \(region) AND published_at < \(before.microseconds) ORDER BY published_at DESC LIMIT \(limit)
            """
        ).map(read)
    }

    private static func read(_ row: ResultRow) throws -> PublishedNotice {
        PublishedNotice(
            id: try row.text("notice_id"), caseID: try row.text("case_id"), title: try row.text("title"), body: try row.text("body"),
            publishedAt: Moment(microseconds: try row.int("published_at")),
            until: try row.intIfPresent("until_day").map { LegalDate(dayNumber: Int32($0)) })
    }
}
