import Casework

/// What stands on the register's page, before somebody signs that they have seen it.
enum BurdenMarkup {
    /// - Parameter burdens: nil where it doesn't concern the reader.
    static func card(_ burdens: [Burden]?) -> Markup {
        guard let burdens else { return .empty }
        let rows: Markup =
            burdens.isEmpty ? "<p>登记簿上没有抵押权、查封、居住权等负担。</p>" : Parts.facts(burdens.map { ($0.title, "\($0.detail)") })
        return "<section class=\"card\" id=\"burdens\"><h2>登记簿上的负担</h2>\(rows)</section>"
    }
}
