/// A table of which each row stands as a card where there is no room for columns: on a phone every cell says which column it is of.
struct RowTable {
    struct Column {
        let title: String
        /// CSS classes of its cells.
        let style: String

        /// - Parameter style: `amount` sets its heading to the right as well.
        init(_ title: String, _ style: String = "") {
            self.title = title
            self.style = style
        }
    }

    /// A cell for every column; one with nothing in it takes no room on a phone.
    struct Row: ExpressibleByArrayLiteral {
        let cells: [Markup]
        /// Attributes of its element, beginning with a space.
        let attributes: Markup

        init(_ cells: [Markup], attributes: Markup = .empty) {
            self.cells = cells
            self.attributes = attributes
        }

        init(arrayLiteral cells: Markup...) { self.init(cells) }
    }

    let columns: [Column]
    let rows: [Row]
    var caption: String?
    /// A CSS class of the table.
    var style = ""
    /// Whether a row's first cell is its name.
    var isNamed = false

    /// The roles are said, because tables that stand otherwise lose them in some browsers.
    private var table: Markup {
        let heads = columns.map { column -> Markup in
            "<th scope=\"col\" role=\"columnheader\"\((column.style == "amount").markup(" class=\"amount\""))>\(column.title)</th>"
        }
        let lines = rows.map { row -> Markup in
            let cells = zip(columns, row.cells).enumerated().map { index, cell -> Markup in
                let (column, content) = cell
                let style: Markup = (!column.style.isEmpty).markup(" class=\"\(column.style)\"")
                return isNamed && index == 0
                    ? "<th scope=\"row\" role=\"rowheader\"\(style)>\(content)</th>" : "<td role=\"cell\" data-column=\"\(column.title)\"\(style)>\(content)</td>"
            }
            return "<tr role=\"row\"\(row.attributes)>\(cells)</tr>"
        }
        let title: Markup = caption.markup { "<caption>\($0)</caption>" }
        return """
            <table class="rows\((!style.isEmpty).markup(" \(style)"))" role="table">\(title)<thead role="rowgroup"><tr role="row">\(heads)</tr></thead><tbody role="rowgroup">\(lines)</tbody></table>
            """
    }

    /// Tables below each other; one that is wider than its place can be moved to and fro.
    static func scrolling(_ tables: RowTable...) -> Markup {
        "<div class=\"scroll\" role=\"group\" aria-label=\"表格，可左右滚动\" tabindex=\"0\">\(tables.map(\.table))</div>"
    }

    var markup: Markup { Self.scrolling(self) }
}
