import Casework
import Register

/// A register page before and after, field by field.
struct FolioDiff: Sendable {
    struct Row: Hashable, Sendable {
        let section: String
        let label: String
        let before: String?
        let after: String?
        var isChanged: Bool { before != after }
    }

    /// Unchanged fields too: an official reads the whole page.
    let rows: [Row]
    var changes: [Row] { rows.filter(\.isChanged) }

    init(_ page: FilingPreview.Page, names: [PartyID: String]) {
        self.init(before: FolioField.all(of: page.before, names: names), after: FolioField.all(of: page.after, names: names))
    }

    /// Fields are matched by their section's key and their label; what is gone stands where it stood before.
    init(before: [FolioField], after: [FolioField]) {
        struct Key: Hashable {
            let section: String
            let label: String
            init(_ field: FolioField) {
                section = field.sectionKey
                label = field.label
            }
        }
        let old = Dictionary(before.map { (Key($0), $0) }) { first, _ in first }
        let new = Dictionary(after.map { (Key($0), $0) }) { first, _ in first }
        var rows: [Row] = []
        var sections: [String] = []
        for field in before + after where !sections.contains(field.sectionKey) { sections.append(field.sectionKey) }
        // The order of the printed page: as in `after` where the section is there, the rest where it was.
        let order = ["natural", "ownership", "mortgage", "notice", "objection", "seizure", "lock", "residence", "easement"]
        func place(_ key: String) -> Int { order.firstIndex { key == $0 || key.hasPrefix("\($0)/") } ?? order.count }
        for section in sections.enumerated().sorted(by: { (place($0.element), $0.offset) < (place($1.element), $1.offset) }).map(\.element) {
            var labels: [Key] = []
            for field in before + after where field.sectionKey == section && !labels.contains(Key(field)) { labels.append(Key(field)) }
            for key in labels {
                let title = (new[key] ?? old[key])?.section ?? ""
                rows.append(Row(section: title, label: key.label, before: old[key]?.value, after: new[key]?.value))
            }
        }
        self.rows = rows
    }

    /// What changes stands open; the whole page can be unfolded.
    /// - Parameter entered: the filing is in the register already.
    func markup(title: String, entered: Bool) -> Markup {
        let heads: Markup = entered ? "<th>登簿前</th><th>登簿后</th>" : "<th>登记簿现状</th><th>登簿后（预演）</th>"
        func table(_ rows: [Row]) -> Markup {
            var last = ""
            let lines = rows.map { row -> Markup in
                let head: Markup = row.section == last ? .empty : "<tr class=\"section\"><th colspan=\"3\" scope=\"colgroup\">\(row.section)</th></tr>"
                last = row.section
                let cells: Markup =
                    row.isChanged
                    ? "<td>\(row.before.markup { "<del>\($0)</del>" })</td><td>\(row.after.markup { "<ins>\($0)</ins>" })</td>"
                    : "<td>\(row.before ?? "")</td><td class=\"soft\">不变</td>"
                return "\(head)<tr\(row.isChanged.markup(" class=\"changed\""))><th scope=\"row\">\(row.label)</th>\(cells)</tr>"
            }
            return "<div class=\"scroll\" role=\"group\" aria-label=\"表格，可左右滚动\" tabindex=\"0\"><table class=\"diff\"><thead><tr><th>项目</th>\(heads)</tr></thead><tbody>\(lines)</tbody></table></div>"
        }
        let changes = self.changes
        return """
            <h3>\(title)</h3>\(changes.isEmpty ? "<p class=\"soft\">本次登记不改变这一页的记载。</p>" : table(changes))
            <details><summary>登记簿页全部记载（\(rows.count)项）</summary>\(table(rows))</details>
            """
    }
}
