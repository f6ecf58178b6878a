package import Catalogue
package import Register

/// A lender's applications as a table: one row an application, the columns as the service's form has its questions.
package struct BatchSheet: Sendable {
    /// A row that can be applied for.
    package struct Row: Hashable, Sendable {
        package let number: Int
        /// The lender's own number of the business: the same number is never applied for twice.
        package let reference: String
        package let unit: UnitCode
        package let answers: [String: String]
    }

    package let service: ServiceDefinition
    /// In which role the lender applies.
    package let role: ApplicantRole

    package static let reference = "业务编号"
    package static let unit = "不动产单元号"
    package static let limits = TableReader.Limits(rows: 2_001, columns: 40, field: 2_000)

    /// - Returns: nil for a service that no lender begins, or that isn't about one unit.
    package init?(_ service: ServiceDefinition) {
        guard service.subject == .unit, service.audience.contains(.bank), service.channels.contains(.bank),
            let role = service.applicants.first(where: { role in
                role.kinds.contains(.enterprise) && !role.optional && (role.knownAs.isEmpty || role.knownAs.contains(.mortgagee))
            })
        else { return nil }
        self.service = service
        self.role = role
    }

    /// Whether the whole application is the lender's: it is signed and handed in with the table.
    package var isOwn: Bool { role.alone }

    package var columns: [(heading: String, about: String)] {
        [(Self.reference, "贵单位自己的编号，2至60个字符；同一编号只办理一次。"), (Self.unit, "28位，每行一个。")]
            + service.form.map { ($0.label, Self.about($0)) }
    }

    private static func about(_ field: FormField) -> String {
        let need = field.required ? "" : "选填。"
        return switch field.type {
        case .choice: "\(need)\(field.options.map(\.label).joined(separator: " 或 "))。"
        case .flag: "\(need)是 或 否。"
        case .money: "\(need)元，最多两位小数。"
        case .date: "\(need)年-月-日，例如 2026-11-23。"
        case .entry: "\(need)不动产登记证明号，或登记业务号。"
        default: "\(need)\(field.help ?? "")"
        }
    }

    /// The table that a lender starts from.
    package var template: String { TableWriter.text([columns.map(\.heading)]) }

    /// Reads the whole table, or refuses it with everything that is wrong, each with its cell.
    /// - Throws: ``TableRefused``.
    package func read(_ bytes: [UInt8]) throws(TableRefused) -> [Row] {
        let lines = try TableReader.rows(of: TableText.decode(bytes), limits: Self.limits)
        guard let heading = lines.first else { throw TableRefused([TableFault("表格是空的。")]) }
        let places = try places(heading)
        guard lines.count > 1 else { throw TableRefused([TableFault("表格只有标题，没有内容。")]) }
        var faults: [TableFault] = []
        var rows: [Row] = []
        var seen: [String: [String: Int]] = [:]
        for line in lines.dropFirst() {
            var cells = Cells(line: line, places: places)
            if let row = row(&cells) { rows.append(row) }
            // Told of rows with other faults too: who mends these needn't come back for them.
            for (heading, words) in [(Self.reference, ""), (Self.unit, "，请分两次提交")] {
                let text = cells.text(heading)
                if !text.isEmpty, let first = seen[heading, default: [:]].updateValue(line.number, forKey: text) {
                    cells.fail(heading, "与第\(first)行的\(heading)相同\(words)。")
                }
            }
            faults += cells.faults
        }
        guard faults.isEmpty else { throw TableRefused(faults) }
        return rows
    }

    private struct Cells {
        let line: TableReader.Row
        let places: [String: Int]
        var faults: [TableFault] = []

        func text(_ heading: String) -> String {
            guard let place = places[heading], place < line.fields.count else { return "" }
            return line.fields[place]
        }
        mutating func fail(_ heading: String, _ message: String) {
            faults.append(TableFault(row: line.number, column: places[heading].map { $0 + 1 }, heading: heading, message))
        }
    }

    private func row(_ cells: inout Cells) -> Row? {
        let reference = cells.text(Self.reference)
        let isReference = (2...60).contains(reference.count) && reference.allSatisfy { $0.isASCII ? $0.isLetter || $0.isNumber || "-_/.()".contains($0) : $0.isLetter || $0.isNumber }
        if !isReference { cells.fail(Self.reference, reference.isEmpty ? "没有填写。" : "应为2至60个字母、数字或汉字，可以有 - _ / . ( )。") }
        var unit: UnitCode?
        do { unit = try UnitCode(cells.text(Self.unit)) } catch { cells.fail(Self.unit, error.message) }
        var answers: [String: String] = [:]
        var judged: [String: String] = [:]
        for field in service.form {
            let text = cells.text(field.label)
            guard !text.isEmpty else { continue }
            answers[field.name] = Self.answer(text, field)
            // The register says later which entry a proof's number means.
            judged[field.name] = field.type == .entry ? "e" : answers[field.name]
        }
        for field in service.form {
            if let problem = service.problems(with: judged, applicants: [ApplicantStanding(role: role.role, kind: .enterprise)])[field.name] { cells.fail(field.label, problem) }
        }
        guard let unit, cells.faults.isEmpty else { return nil }
        return Row(number: cells.line.number, reference: reference, unit: unit, answers: answers)
    }

    /// A cell as the form keeps it.
    private static func answer(_ text: String, _ field: FormField) -> String {
        switch field.type {
        case .choice: field.options.first { $0.label == text }?.value ?? text
        case .flag: text == "是" ? "yes" : text == "否" ? "no" : text
        case .money: text.filter { $0 != "," && $0 != "，" }
        case .date: text.replacing("/", with: "-")
        default: text
        }
    }

    private func places(_ heading: TableReader.Row) throws(TableRefused) -> [String: Int] {
        let known = Set(columns.map(\.heading))
        var places: [String: Int] = [:]
        var faults: [TableFault] = []
        for (index, text) in heading.fields.enumerated() where !text.isEmpty {
            if !known.contains(text) {
                faults.append(TableFault(row: heading.number, column: index + 1, "没有“\(text.prefix(30))”这一列。请使用模板中的标题。"))
            } else if places.updateValue(index, forKey: text) != nil {
                faults.append(TableFault(row: heading.number, column: index + 1, heading: text, "这一列出现了两次。"))
            }
        }
        let needed = [Self.reference, Self.unit] + service.form.filter(\.required).map(\.label)
        let missing = needed.filter { places[$0] == nil }
        if !missing.isEmpty { faults.append(TableFault(row: heading.number, "缺少\(missing.count)列：\(missing.joined(separator: "、"))。")) }
        guard faults.isEmpty else { throw TableRefused(faults) }
        return places
    }
}
