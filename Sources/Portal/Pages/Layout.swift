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
        let isStaff = visitor.signedIn?.isStaff ?? false
        let modules = scripts.map { script -> Markup in "<script type=\"module\" src=\"/assets/js/\(script)\"></script>" }
        let plain: Markup = "<main id=\"main\"\((width == .narrow).markup(" class=\"narrow\"")) tabindex=\"-1\">\(body)</main>"
        let markup: Markup = """
            <!doctype html>
            <html lang="zh-CN"\(visitor.largeType.markup(" class=\"large\""))><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) - \(siteName)</title><meta name="theme-color" content="#0b5d4b">
            <link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="\(assets("css/dengbu.css"))">\(isStaff.markup("<link rel=\"stylesheet\" href=\"\(assets("css/office.css"))\">"))\(modules)</head>
            <body\(isStaff.markup(" class=\"office\""))><a class="skip" href="#main">跳到正文</a>
            \(header(visitor))
            \(hero.text.isEmpty ? plain : "<main id=\"main\" class=\"full\" tabindex=\"-1\">\(hero)<div class=\"inner\">\(body)</div></main>")
            \(footer(visitor))
            </body></html>
            """
        return markup.text
    }

    private func header(_ visitor: Visitor) -> Markup {
        let items = Navigation.items(for: visitor.signedIn).map { item -> Markup in
            "<li><a href=\"\(item.path)\"\(item.holds(visitor.path).markup(" aria-current=\"page\""))>\(item.title)</a></li>"
        }
        let account: Markup =
            if let signedIn = visitor.signedIn {
                "<form method=\"post\" action=\"/sign-out\">\(token(visitor))<button type=\"submit\">退出<span class=\"who\">（\(signedIn.name)）</span></button></form>"
            } else {
                "<a href=\"/sign-in\">登录</a>"
            }
        return """
            <header class="top"><div class="row"><a class="brand" href="/">\(Self.mark)<span>登簿<small>\(siteName)</small></span></a>
            <nav class="main" aria-label="主导航"><ul>\(items)</ul></nav><div class="account">\(sizeSwitch(visitor))\(account)</div></div></header>
            """
    }

    /// 大字版: kept in a cookie, so it holds on every page and without an account.
    private func sizeSwitch(_ visitor: Visitor) -> Markup {
        let large = visitor.largeType
        return """
            <form method="post" action="\(Paths.display())">\(token(visitor))<input type="hidden" name="next" value="\(visitor.address)"><button type="submit" name="size" value="\(large ? "usual" : "large")">\(large ? "标准版" : "大字版")</button></form>
            """
    }

    private func footer(_ visitor: Visitor) -> Markup {
        """
        <footer><div class="row"><nav aria-label="页脚"><a href="/services">服务目录</a><a href="/projects">可自行办理的项目</a><a href="/check">查验证书</a><a href="/notices">公告</a><a href="/auctions">司法拍卖联审</a><a href="/log">登记日志</a><a href="/about">关于与安全</a><a href="/accessibility">无障碍声明</a><a href="/openapi.json">接口文档</a></nav>
        <p>不动产权属证书记载的事项应当与登记簿一致；记载不一致的，除有证据证明登记簿确有错误外，以登记簿为准（《民法典》第二百一十七条）。</p></div></footer>
        """
    }

    /// The hidden field that every form carries against forged requests.
    func token(_ visitor: Visitor) -> Markup {
        "<input type=\"hidden\" name=\"\(FormFields.tokenName)\" value=\"\(visitor.formToken ?? "")\">"
    }

    /// A page of the register with its entry line: 登簿.
    static let mark: Markup = """
        <svg viewBox="0 0 34 34" aria-hidden="true"><rect x="2" y="2" width="30" height="30" rx="7" fill="#0b5d4b"/><path d="M10 8h11a3 3 0 0 1 3 3v15H13a3 3 0 0 1-3-3z" fill="#fff"/><path d="M13.500 13.500h7M13.500 17.500h7" stroke="#0b5d4b" stroke-width="1.800"/><path d="M13.500 21.800l2.200 2.100 4.300-4.600" stroke="#a3261d" stroke-width="2.200" fill="none" stroke-linecap="round"/></svg>
        """
}

/// The main navigation: what each kind of visitor comes for, most wanted first.
struct Navigation {
    let title: String
    let path: String
    /// Beginnings of the paths that belong under it.
    let sections: [String]

    init(_ title: String, _ path: String, _ sections: [String] = []) {
        self.title = title
        self.path = path
        self.sections = sections
    }

    /// - Parameter current: the template of the page's path.
    func holds(_ current: String) -> Bool { path == current || sections.contains { current == $0 || current.hasPrefix($0 + "/") } }

    static func items(for signedIn: SignedIn?) -> [Navigation] {
        let services = Navigation("我要办事", "/services", ["/services", "/apply", "/search", "/transfer-ways"])
        let projects = Navigation("自办项目", "/projects", ["/projects"])
        let check = Navigation("查验证书", "/check", ["/c", "/x"])
        guard let signedIn else { return [services, projects, check] }
        var items: [Navigation] = []
        if signedIn.may(.viewWorkQueue) { items.append(Navigation("待办", "/office/queue", ["/office/cases", "/office/money"])) }
        if signedIn.may(.acceptAtCounter) { items.append(Navigation("窗口收件", "/office/counter", ["/office/counter"])) }
        if signedIn.may(.searchRegister) { items.append(Navigation("登记簿查询", "/office/register")) }
        if signedIn.may(.manageListing) { items.append(Navigation("自办项目", "/office/projects", ["/office/projects"])) }
        if signedIn.may(.viewStatistics) { items.append(Navigation("统计", TransferReportMarkup.path())) }
        if signedIn.may(.manageAccounts) { items.append(Navigation("账号管理", "/admin/accounts", ["/admin/new-account"])) }
        if signedIn.may(.manageOrganisations) { items.append(Navigation("单位身份", "/admin/organisations", ["/admin/organisations"])) }
        if signedIn.may(.manageSessions) { items.append(Navigation("会话管理", "/admin/sessions")) }
        if signedIn.may(.viewSystem) {
            items += [Navigation("系统状态", "/admin/system"), Navigation("服务目录", "/admin/catalogue"), Navigation("系统设置", "/admin/settings")]
        }
        if signedIn.may(.viewAudit) { items += [Navigation("审计记录", "/audit"), Navigation("登记簿校验", "/audit/verification")] }
        guard !signedIn.isStaff else { return items }
        if signedIn.may(.useInstitutionDesk) { items.append(Navigation("机构工作台", "/institution", ["/institution"])) }
        if signedIn.may(.orderAsCourt) { items.append(Navigation("法院专窗", "/court", ["/court"])) }
        if signedIn.may(.manageOwnProjects) { items.append(Navigation("我的项目", "/developer/projects", ["/developer/projects"])) }
        items.append(services)
        if signedIn.may(.viewOwnProperty) { items.append(Navigation("我的不动产", "/my", ["/my/property", "/my/looks"])) }
        items.append(Navigation("我的办件", "/my/cases", ["/cases"]))
        items.append(check)
        return items
    }
}
