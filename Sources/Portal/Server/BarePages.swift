import Identity

/// Pages without templates: for a server whose templates fail, and for tests. Everything is escaped.
package enum BarePages {
    package static let renderers = PageRenderers(
        problem: { problem, visitor in
            BarePages.page(problem.title, "<p>\(BarePages.escape(problem.detail))</p><p><small>\(BarePages.escape(visitor.requestID))</small></p>")
        },
        signIn: { page, _ in
            let message = page.message.map { "<p role=\"alert\">\(BarePages.escape($0))</p>" } ?? ""
            let unified = page.hasUnifiedIdentity ? "<p><a href=\"\(BarePages.escape(page.unifiedIdentityLink))\">统一身份认证</a></p>" : ""
            return BarePages.page(
                "登录",
                """
                \(message)\(unified)<form method="post" action="\(Paths.signInOfficial())">
                <input type="hidden" name="next" value="\(BarePages.escape(page.next))">
                <p><label>用户名 <input name="user_name" value="\(BarePages.escape(page.userName))" autocomplete="username"></label></p>
                <p><label>密码 <input name="password" type="password" autocomplete="current-password"></label></p>
                <p><label>动态验证码 <input name="code" inputmode="numeric" autocomplete="one-time-code"></label></p>
                <p><button>登录</button></p></form>
                """)
        },
        password: { page, visitor in
            let errors = page.errors.map { "<li>\(BarePages.escape($0.message))</li>" }.joined()
            return BarePages.page(
                "修改密码",
                """
                <ul role="alert">\(errors)</ul><form method="post" action="\(Paths.password())">\(BarePages.token(visitor))
                <p><label>当前密码 <input name="current" type="password" autocomplete="current-password"></label></p>
                <p><label>新密码 <input name="password" type="password" autocomplete="new-password"></label></p>
                <p><label>再输一次 <input name="again" type="password" autocomplete="new-password"></label></p>
                <p><button>保存</button></p></form>
                """)
        },
        secondFactor: { page, visitor in
            let setup = page.setup.map { "<p><code>\(BarePages.escape($0.secret))</code></p><p><code>\(BarePages.escape($0.uri))</code></p>" } ?? ""
            return BarePages.page(
                "动态验证码",
                """
                <p role="status">\(BarePages.escape(page.message ?? (page.isActive ? "已启用" : "未启用")))</p>\(setup)
                <form method="post" action="\(Paths.secondFactor())">\(BarePages.token(visitor))
                <p><label>验证码 <input name="code" inputmode="numeric"></label></p>
                <p><button name="step" value="prepare">取得密钥</button> <button name="step" value="confirm">确认启用</button></p></form>
                """)
        })

    static func page(_ title: String, _ body: String) -> String {
        """
        <!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>\(BarePages.escape(title))</title></head><body><main><h1>\(BarePages.escape(title))</h1>\(body)</main></body></html>
        """
    }

    private static func token(_ visitor: Visitor) -> String {
        "<input type=\"hidden\" name=\"\(FormFields.tokenName)\" value=\"\(BarePages.escape(visitor.formToken ?? ""))\">"
    }

    static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }
}
