/// Links to the pages of a list.
enum Pager {
    /// - Parameters:
    ///   - page: from 1.
    ///   - isMore: whether there are entries beyond this page.
    ///   - total: in words, if it is known.
    static func links(page: Int, isMore: Bool, total: String? = nil, link: (Int) -> String) -> Markup {
        guard page > 1 || isMore else { return total.markup { "<p class=\"soft small\">\($0)</p>" } }
        let back: Markup = page > 1 ? "<a class=\"button small quiet\" rel=\"prev\" href=\"\(link(page - 1))\">上一页</a>" : .empty
        let on: Markup = isMore ? "<a class=\"button small quiet\" rel=\"next\" href=\"\(link(page + 1))\">下一页</a>" : .empty
        return "<nav class=\"pager\" aria-label=\"翻页\"><span class=\"soft small\">第\(page)页\(total.markup { ",\($0)" })</span>\(back)\(on)</nav>"
    }

    /// A page number from a query: 1 to 1,000.
    static func page(_ text: String?) -> Int { max(1, min(1_000, Int(text ?? "") ?? 1)) }
}
