import Casework

/// What a check found, with its law and what would mend it.
enum FindingJSON {
    static let schema = Schema.object(
        "Finding", "一项核验意见", [
            .required("check", .string, "核验项"), .required("consequence", .cases(Finding.Consequence.self), "后果：note 提示、wait 等待部门、mend 须补正、judge 须人工审核"),
            .required("message", .string, "内容"), .required("statute", .string, "法律依据"), .required("remedy", .string, "怎样处理"),
            .required("materials", .array(.string), "依据的材料"),
        ])

    static func write(_ key: String, _ findings: [Finding], for reader: CaseReader, to json: inout JSONWriter) {
        json.array(key, findings) { json, finding in
            json.object { json in
                json.field("check", finding.check)
                json.field("consequence", finding.consequence.rawValue)
                json.field("message", reader.told(finding))
                json.field("statute", finding.statute)
                json.field("remedy", finding.remedy)
                json.strings("materials", finding.materials)
            }
        }
    }
}
