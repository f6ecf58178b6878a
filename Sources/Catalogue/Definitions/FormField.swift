/// One question that the applicant answers. Answers are kept as text under the field's name.
package struct FormField: Hashable, Sendable {
    package let name: String
    package let label: String
    package let type: FieldType
    package let help: String?
    package let required: Bool
    /// For entries: what kind of entry is picked.
    package let entries: EntryKind?
    /// For choices: at least two.
    package let options: [FieldOption]
    package let limits: FieldLimits
    /// Asked only then; nil: always.
    package let when: Condition?
    /// The roles that answer it; empty: every one that applies.
    package let by: [String]
}

package struct FieldOption: Hashable, Sendable {
    package let value: String
    package let label: String
    package let help: String?
}

/// What bounds an answer; nil where nothing does.
package struct FieldLimits: Hashable, Sendable {
    /// Characters of a text.
    package let maxLength: Int?
    /// Lowest and highest whole number; for money in yuan.
    package let min: Int?
    package let max: Int?
    /// Name of the date field that this date may not lie before.
    package let notBefore: String?
}

/// Kinds of questions.
package enum FieldType: String, CatalogueWord {
    case text, paragraph, money, date, area, number, choice, flag, unit, entry, party, parties, owners, share, project, custodian, account, charge

    package var chinese: String {
        switch self {
        case .text: "文字"
        case .paragraph: "段落"
        case .money: "金额（元）"
        case .date: "日期"
        case .area: "面积（平方米）"
        case .number: "整数"
        case .choice: "选择"
        case .flag: "是否"
        case .unit: "不动产单元"
        case .entry: "登记簿上的一项权利"
        case .party: "当事人"
        case .parties: "当事人（可以多人）"
        case .owners: "登记簿上的权利人（可以多人）"
        case .share: "份额"
        case .project: "项目"
        case .custodian: "资金监管机构"
        case .account: "收款账户"
        case .charge: "从监管资金中支付的费用"
        }
    }
    package var meaning: String {
        switch self {
        case .text: "a line of text"
        case .paragraph: "several lines of text"
        case .money: "yuan with at most two decimals"
        case .date: "a day, `2026-11-23`"
        case .area: "square metres with at most two decimals"
        case .number: "a whole number"
        case .choice: "one of the options"
        case .flag: "`yes` or `no`"
        case .unit: "a unit that the applicant has to do with, by its code"
        case .entry: "an entry on the unit's page, by its id: the mortgage to be ended"
        case .party: "a person or organisation, by identifier"
        case .parties: "persons or organisations, by identifier, with commas between them"
        case .owners: "owners by the register, by identifier, with commas between them: whom the application is about, and who takes no part in it"
        case .share: "a fraction, `1/2`"
        case .project: "a developer's project, by its id"
        case .custodian: "a notary or bank that holds money, of those that are connected, by its credit code"
        case .account: "a bank account: the bank's full name, a space, the number, and `户名` with whose it is where that may be one of several; kept sealed"
        case .charge: "a fee out of custody: yuan, the payee's full name, the bank's full name, the number, with spaces between; kept sealed; `no`: none"
        }
    }

    var takesLength: Bool { self == .text || self == .paragraph }
    var takesRange: Bool { self == .money || self == .number || self == .area }
}
