/// A letter of the registry to an applicant about an application.
package struct AcceptanceNotice: Sendable {
    package enum Kind: Sendable, CaseIterable {
        /// 受理通知书 (实施细则 art. 17)
        case accepted
        /// 一次性告知书: everything that is missing, at once (条例 art. 17)
        case correction
        /// 不予受理告知书 (条例 art. 17)
        case notAccepted
        /// 不予登记告知书 (条例 art. 22)
        case refused

        var title: String {
            switch self {
            case .accepted: "不动产登记受理通知书"
            case .correction: "不动产登记补正材料一次性告知书"
            case .notAccepted: "不动产登记不予受理告知书"
            case .refused: "不动产登记不予登记告知书"
            }
        }

        var opening: String {
            switch self {
            case .accepted: "您（贵单位）提交的下列不动产登记申请，经审查符合受理条件，现予受理。"
            case .correction: "您（贵单位）提交的下列不动产登记申请，经审查尚需补正。"
            case .notAccepted: "您（贵单位）提交的下列不动产登记申请，根据《不动产登记暂行条例》第十七条，不予受理。"
            case .refused: "您（贵单位）提交的下列不动产登记申请，经审查，根据《不动产登记暂行条例》第二十二条，不予登记。"
            }
        }

        /// What leads to the items.
        var lead: String {
            switch self {
            case .accepted: "已收取下列材料："
            case .correction: "根据《不动产登记暂行条例》第十七条，现将需要补正的全部内容一次性告知如下："
            case .notAccepted: "不予受理的理由如下："
            case .refused: "不予登记的理由如下："
            }
        }

        /// 行政复议法 art. 20: sixty days; 行政诉讼法 art. 46: six months.
        var remedy: String? {
            switch self {
            case .accepted, .correction: nil
            case .notAccepted, .refused:
                "如不服本决定，可以自收到本告知书之日起六十日内依法申请行政复议，或者自收到本告知书之日起六个月内依法向人民法院提起行政诉讼。"
            }
        }
    }

    /// Something that is missing or stands in the way.
    package struct Item: Sendable {
        package var text: String
        /// What would mend it.
        package var remedy: String?
        /// Such as 《民法典》第四百零六条.
        package var law: String?

        package init(_ text: String, remedy: String? = nil, law: String? = nil) {
            (self.text, self.remedy, self.law) = (text, remedy, law)
        }
    }

    package var kind: Kind
    /// 受理编号
    package var number: String
    /// To whom.
    package var addressee: String
    /// Such as 申请事项 and 坐落.
    package var facts: [(name: String, value: String)]
    /// Materials received, what is missing, or reasons.
    package var items: [Item]
    /// Further paragraphs, such as the time limit.
    package var remarks: [String]
    package var issue: LetterIssue

    package init(
        kind: Kind, number: String, addressee: String, facts: [(name: String, value: String)], items: [Item],
        remarks: [String] = [], issue: LetterIssue
    ) {
        (self.kind, self.number, self.addressee) = (kind, number, addressee)
        (self.facts, self.items, self.remarks, self.issue) = (facts, items, remarks, issue)
    }
}

extension DocumentPress {
    package func letter(_ notice: AcceptanceNotice) throws -> PrintedDocument {
        try withWorkshop { workshop in
            try LetterPaper.print(workshop, issue: notice.issue, title: notice.kind.title, number: notice.number) { paper in
                paper.paragraph(try PlainText.required(notice.addressee, field: "收件人", limit: 400) + "：", indent: 0)
                paper.paragraph(notice.kind.opening)
                paper.facts(
                    try notice.facts.map {
                        (try PlainText.clean($0.name, field: "名称", limit: 40), try PlainText.clean($0.value, field: $0.name))
                    })
                if !notice.items.isEmpty { paper.paragraph(notice.kind.lead) }
                for (index, item) in notice.items.enumerated() {
                    try write(item, index + 1, on: paper)
                }
                for remark in notice.remarks { paper.paragraph(try PlainText.clean(remark, field: "备注")) }
                if let remedy = notice.kind.remedy { paper.paragraph(remedy) }
            }
        }
    }

    private func write(_ item: AcceptanceNotice.Item, _ number: Int, on paper: LetterPaper) throws {
        paper.paragraph("\(number). " + (try PlainText.clean(item.text, field: "事项")), indent: 0, left: 24, after: 2)
        let quiet = TextStyle(size: 10.5, ink: .quiet, lineSpacing: 1.1)
        if let remedy = item.remedy {
            paper.paragraph("补正方法：" + (try PlainText.clean(remedy, field: "补正方法")), quiet, indent: 0, left: 40, after: 2)
        }
        if let law = item.law {
            paper.paragraph("依据：" + (try PlainText.clean(law, field: "依据")), quiet, indent: 0, left: 40, after: 4)
        }
    }
}
