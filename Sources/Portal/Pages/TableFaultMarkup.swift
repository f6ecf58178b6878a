import Casework

/// Every fault of a table that was refused, with its cell, in the order of the table.
enum TableFaultMarkup {
    /// - Parameters:
    ///   - title: what was not done, before the number of places.
    ///   - note: what has not changed.
    static func list(_ refused: TableRefused, title: String, note: String) -> Markup {
        let rows = refused.faults.map { fault -> RowTable.Row in ["\(fault.place)", "\(fault.message)"] }
        let more: Markup = refused.total > refused.faults.count ? "<p>只列出前\(refused.faults.count)处，改正后再次导入会列出其余的。</p>" : .empty
        return """
            <div class="errors" role="alert" aria-labelledby="errors-title" tabindex="-1" autofocus><h2 id="errors-title">\(title)：表格有\(refused.total)处需要改正</h2><p>\(note)</p>\(RowTable(columns: [.init("位置", "nowrap"), .init("问题")], rows: rows).markup)\(more)</div>
            """
    }
}
