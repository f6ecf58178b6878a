/// Small parts that many pages share.
enum Parts {
    static func facts(_ items: [(String, Markup)]) -> Markup {
        let rows = items.map { item -> Markup in "<div><dt>\(item.0)</dt><dd>\(item.1)</dd></div>" }
        return "<dl class=\"facts\">\(rows)</dl>"
    }

    static func crumbs(_ links: [(String, String)]) -> Markup {
        let items = links.map { link -> Markup in "<li><a href=\"\(link.1)\">\(link.0)</a></li>" }
        return "<nav class=\"crumbs\" aria-label=\"当前位置\"><ol>\(items)</ol></nav>"
    }

    /// What is wrong, all at once, at the top of the page and with a link to each field. It takes the focus when the page opens.
    static func errors(_ errors: [FieldError]) -> Markup {
        Self.errors(errors.map { LinkedError(message: $0.message, link: "#f-\($0.name)") })
    }

    /// One error and where it is mended.
    struct LinkedError {
        let message: String
        let link: String
    }

    static func errors(_ errors: [LinkedError]) -> Markup {
        guard !errors.isEmpty else { return .empty }
        let items = errors.map { error -> Markup in "<li><a href=\"\(error.link)\">\(error.message)</a></li>" }
        return """
            <div class="errors" role="alert" aria-labelledby="errors-title" tabindex="-1" autofocus><h2 id="errors-title">请先改正以下内容</h2><ul>\(items)</ul></div>
            """
    }

    static func empty(_ title: String, _ text: String, action: (String, String)? = nil) -> Markup {
        let link = action.markup { "<p class=\"actions\"><a class=\"button\" href=\"\($0.1)\">\($0.0)</a></p>" }
        return "<div class=\"empty\">\(picture)<h2>\(title)</h2><p>\(text)</p>\(link)</div>"
    }

    /// An empty page of the register.
    private static let picture: Markup = """
        <svg viewBox="0 0 96 72" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2"><path d="M48 16c-9-7-22-8-34-6v48c12-2 25-1 34 6 9-7 22-8 34-6V10c-12-2-25-1-34 6z"/><path d="M48 16v48M22 22h16M22 32h16M22 42h10M58 22h16M58 32h16" stroke-opacity=".5"/></svg>
        """
}
