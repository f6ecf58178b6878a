/// Who sends a letter, and when.
package struct LetterIssue: Sendable {
    /// Such as 南昌市不动产登记中心; also what the seal says.
    package var authority: String
    /// Such as 2026年08月01日.
    package var date: String
    /// Seconds since 1970, the document's creation date.
    package var issuedAt: Int64
    /// Where the letter can be checked; nil for none.
    package var checkURL: String?
    /// What the seal says below the star.
    package var sealUse: String

    package init(
        authority: String, date: String, issuedAt: Int64, checkURL: String? = nil, sealUse: String = "不动产登记专用章"
    ) {
        self.authority = authority
        self.date = date
        self.issuedAt = issuedAt
        self.checkURL = checkURL
        self.sealUse = sealUse
    }
}

extension LetterPaper {
    /// Heading, body, code, signature: what all letters have.
    static func print(
        _ workshop: Workshop, issue: LetterIssue, title: String, number: String, attaching attachments: [Attachment] = [],
        body: (LetterPaper) throws -> Void
    ) throws -> PrintedDocument {
        let paper = LetterPaper(workshop)
        let authority = try PlainText.required(issue.authority, field: "登记机构", limit: 24)
        let number = try PlainText.clean(number, field: "编号", limit: 60)
        paper.heading(authority: authority, title: title, number: number)
        try body(paper)
        let seal = SealPicture(authority: authority, use: try PlainText.clean(issue.sealUse, field: "印章用途", limit: 16))
        try paper.signature(
            authority: authority, seal: seal, date: try PlainText.required(issue.date, field: "日期", limit: 40),
            code: try issue.checkURL.map { try QRCode($0) })
        return try paper.finish(
            DocumentMetadata(title: "\(title) \(number)", author: authority, subject: title, createdAt: issue.issuedAt), attaching: attachments)
    }
}
