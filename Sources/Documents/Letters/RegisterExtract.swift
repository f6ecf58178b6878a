/// What the register says of a unit, or of a person's property, for someone entitled to know
/// (不动产登记资料查询暂行办法; 民法典 art. 218).
package struct RegisterExtract: Sendable {
    /// A group of facts, such as 权利状况.
    package struct Section: Sendable {
        package var title: String
        package var facts: [(name: String, value: String)]

        package init(_ title: String, _ facts: [(name: String, value: String)]) {
            (self.title, self.facts) = (title, facts)
        }
    }

    /// Such as 不动产登记信息查询结果证明.
    package var title: String
    package var number: String
    /// Who asked and for what purpose.
    package var inquiry: [(name: String, value: String)]
    package var sections: [Section]
    /// Such as the moment to which the answer holds.
    package var remarks: [String]
    package var issue: LetterIssue

    package init(
        title: String = "不动产登记资料查询结果证明", number: String, inquiry: [(name: String, value: String)], sections: [Section],
        remarks: [String] = [], issue: LetterIssue
    ) {
        (self.title, self.number, self.inquiry) = (title, number, inquiry)
        (self.sections, self.remarks, self.issue) = (sections, remarks, issue)
    }
}

extension DocumentPress {
    package func registerExtract(_ extract: RegisterExtract) throws -> PrintedDocument {
        try withWorkshop { workshop in
            let title = try PlainText.required(extract.title, field: "标题", limit: 24)
            return try LetterPaper.print(workshop, issue: extract.issue, title: title, number: extract.number) { paper in
                paper.facts(try Self.clean(extract.inquiry))
                if extract.sections.isEmpty { paper.paragraph("经查询，截至出具时，登记簿中无符合查询条件的登记信息。") }
                for section in extract.sections {
                    paper.section(try PlainText.clean(section.title, field: "标题", limit: 60))
                    paper.facts(try Self.clean(section.facts))
                }
                for remark in extract.remarks {
                    paper.paragraph(try PlainText.clean(remark, field: "备注"), LetterPaper.small, indent: 0, after: 2)
                }
            }
        }
    }

    private static func clean(_ facts: [(name: String, value: String)]) throws -> [(name: String, value: String)] {
        try facts.map { (try PlainText.clean($0.name, field: "名称", limit: 40), try PlainText.clean($0.value, field: $0.name)) }
    }
}
