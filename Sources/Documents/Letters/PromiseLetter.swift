/// 承诺书、分户转移登记申请表（总表）和自办名单: what a developer signed once for all its buyers, as the registry keeps it.
package struct PromiseLetter: Sendable {
    package var number: String
    /// Whose, of what, signed when, good until when.
    package var facts: [(name: String, value: String)]
    package var letter: String
    package var masterApplication: String
    /// The rooms, building by building.
    package var list: [(name: String, value: String)]
    /// How many units are on the list.
    package var units: Int
    /// The list unit by unit, as CSV: attached to the file.
    package var table: String
    package var issue: LetterIssue

    package init(
        number: String, facts: [(name: String, value: String)], letter: String, masterApplication: String, list: [(name: String, value: String)],
        units: Int, table: String, issue: LetterIssue
    ) {
        (self.number, self.facts, self.letter, self.masterApplication) = (number, facts, letter, masterApplication)
        (self.list, self.units, self.table, self.issue) = (list, units, table, issue)
    }
}

extension DocumentPress {
    package func promiseLetter(_ promise: PromiseLetter) throws -> PrintedDocument {
        try withWorkshop { workshop in
            let attachment = Attachment(
                name: "units.csv", summary: "List of units, one a line", type: "text/csv", relationship: .data, bytes: Array(promise.table.utf8))
            return try LetterPaper.print(
                workshop, issue: promise.issue, title: "开发企业承诺书", number: promise.number, attaching: [attachment]
            ) { paper in
                paper.facts(try clean(promise.facts))
                paper.section("承诺书")
                for line in promise.letter.split(whereSeparator: \.isNewline) { paper.paragraph(try PlainText.clean(String(line), field: "承诺书")) }
                paper.section("分户转移登记申请表（总表）")
                for line in promise.masterApplication.split(whereSeparator: \.isNewline) {
                    paper.paragraph(try PlainText.clean(String(line), field: "申请表"))
                }
                paper.section("自办名单（共\(promise.units)套）")
                for building in promise.list {
                    paper.paragraph(
                        try PlainText.clean("\(building.name)：\(building.value)", field: "自办名单", limit: 200_000), TextStyle(size: 9, lineSpacing: 1.1), indent: 0,
                        after: 4)
                }
                paper.paragraph("逐套的不动产单元号见本文件所附的清单（units.csv）。", LetterPaper.small, indent: 0, after: 2)
                paper.paragraph("登记机构加盖电子印章，表明本文书由承诺人签署并由本机构收存。", LetterPaper.small, indent: 0, after: 2)
            }
        }
    }

    private func clean(_ facts: [(name: String, value: String)]) throws -> [(name: String, value: String)] {
        try facts.map { (try PlainText.clean($0.name, field: "名称", limit: 40), try PlainText.clean($0.value, field: $0.name)) }
    }
}
