import Identity

/// The frame of every page: one header, one main, one footer.
struct Layout {
    enum Width: String { case wide = "", narrow }
    let siteName: String
    let assets: @Sendable (String) -> String

    /// - Parameters:
    ///   - title: of the page; the site's name is added.
    ///   - hero: above the main part, full width.
    func page(
        _ title: String, _ visitor: Visitor, width: Width = .wide, hero: Markup = .empty, scripts: [String] = [], _ body: Markup
    ) -> String {
        let signedIn = visitor.signedIn
        let isStaff = signedIn?.isStaff ?? false
        let markup: Markup = """
            <!doctype html>
            <html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) - \(siteName)</title><meta name="theme-color" content="#0a5c4a">
            <link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="\(assets("css/dengbu.css"))">\(scripts.map { script -> Markup in "<script type=\"module\" src=\"/assets/js/\(script)\"></script>" })</head>
            <body\(isStaff.markup(" class=\"office\""))><a class="skip" href="#main">跳到正文</a>
            <header class="top"><div class="row"><a class="brand" href="/">\(Self.mark)<span>登簿<small>\(siteName)</small></span></a>
            <nav aria-label="主导航">\(links(visitor))</nav></div></header>\(hero)
            <main id="main"\((width == .narrow).markup(" class=\"narrow\"")) tabindex="-1">\(body)</main>
            <footer><div class="row"><a href="/services">服务目录</a><a href="/projects">可自行办理的项目</a><a href="/check">查验证书</a><a href="/about">关于与安全</a><a href="/accessibility">无障碍声明</a><a href="/openapi.json">接口文档</a><span>登记簿以不动产登记机构记载为准(《民法典》第二百一十六条)</span></div></footer>
            </body></html>
            """
        return markup.text
    }

    private func links(_ visitor: Visitor) -> Markup {
        guard let signedIn = visitor.signedIn else {
            return "<a href=\"/services\">我要办事</a><a href=\"/projects\">自办项目</a><a href=\"/check\">查验证书</a><a href=\"/sign-in\">登录</a>"
        }
        var items: [Markup] = []
        if signedIn.may(.viewWorkQueue) { items.append("<a href=\"/office/queue\">待办</a>") }
        if signedIn.may(.searchRegister) { items.append("<a href=\"/office/register\">登记簿查询</a>") }
        if !signedIn.isStaff {
            items.append("<a href=\"/services\">我要办事</a>")
            if signedIn.may(.viewOwnProperty) { items.append("<a href=\"/my\">我的不动产</a>") }
            items.append("<a href=\"/my/cases\">我的办件</a>")
        }
        items.append(
            """
            <form method="post" action="/sign-out">\(token(visitor))<button type="submit">退出(\(signedIn.name))</button></form>
            """)
        return "\(items)"
    }

    /// The hidden field that every form carries against forged requests.
    func token(_ visitor: Visitor) -> Markup {
        "<input type=\"hidden\" name=\"\(FormFields.tokenName)\" value=\"\(visitor.formToken ?? "")\">"
    }

    /// A page of the register with its entry line: 登簿.
    static let mark: Markup = """
        <svg viewBox="0 0 34 34" aria-hidden="true"><rect x="2" y="2" width="30" height="30" rx="7" fill="#0a5c4a"/><path d="M10 8h11a3 3 0 0 1 3 3v15H13a3 3 0 0 1-3-3z" fill="#fff"/><path d="M13.500 13.500h7M13.500 17.500h7" stroke="#0a5c4a" stroke-width="1.800"/><path d="M13.500 21.800l2.200 2.100 4.300-4.600" stroke="#a3261d" stroke-width="2.200" fill="none" stroke-linecap="round"/></svg>
        """
}

/// Small parts that many pages share.
enum Parts {
    static func facts(_ items: [(String, Markup)]) -> Markup {
        let rows = items.map { item -> Markup in "<div><dt>\(item.0)</dt><dd>\(item.1)</dd></div>" }
        return "<dl class=\"facts\">\(rows)</dl>"
    }

    static func crumbs(_ links: [(String, String)]) -> Markup {
        let items = links.map { link -> Markup in "<a href=\"\(link.1)\">\(link.0)</a> › " }
        return "<nav class=\"crumbs\" aria-label=\"当前位置\">\(items)</nav>"
    }

    static func errors(_ errors: [FieldError]) -> Markup {
        guard !errors.isEmpty else { return .empty }
        let items = errors.map { error -> Markup in "<li><a href=\"#f-\(error.name)\">\(error.message)</a></li>" }
        return "<div class=\"errors\" role=\"alert\" tabindex=\"-1\"><h2>请先改正以下内容</h2><ul>\(items)</ul></div>"
    }

    static func empty(_ title: String, _ text: String, action: (String, String)? = nil) -> Markup {
        let link = action.markup { "<p><a class=\"button\" href=\"\($0.1)\">\($0.0)</a></p>" }
        return "<div class=\"card empty\"><h2>\(title)</h2><p>\(text)</p>\(link)</div>"
    }
}
