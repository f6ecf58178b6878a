import Casework

/// Every fault of a table that was refused, with its cell, in the order of the table.
enum TableFaultMarkup {
    /// - Parameters:
    ///   - title: what was not done, before the number of places.
    ///   - note: what has not changed.
    static func list(_ refused: TableRefused, title: String, note: String) -> Markup {
        let rows = refused.faults.map { fault -> Markup in "<tr><td class=\"nowrap\">\(fault.place)</td><td>\(fault.message)</td></tr>" }
        let more: Markup = refused.total > refused.faults.count ? "<p>只列出前\(refused.faults.count)处，改正后再次导入会列出其余的。</p>" : .empty
        return """
            <div class="errors" role="alert" aria-labelledby="errors-title" tabindex="-1" autofocus><h2 id="errors-title">\(title)：表格有\(refused.total)处需要改正</h2><p>\(note)</p><div class="scroll" role="group" aria-label="表格，可左右滚动" tabindex="0"><table><thead><tr><th>位置</th><th>问题</th></tr></thead><tbody>\(rows)</tbody></table></div>\(more)</div>
            """
    }
}
