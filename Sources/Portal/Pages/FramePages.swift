import HTTPTypes
import Identity

/// The pages that the portal's foundation asks for: sign-in, passwords, problems, all in the site's frame.
extension Desk {
    package func renderers(development: Bool) -> PageRenderers {
        let layout = layout
        return PageRenderers(
            problem: { problem, visitor in
                let fields = problem.fields.map { "<li>\($0.message)</li>" as Markup }
                let body: Markup = """
                    <p class="soft">错误 \(Int(problem.status.code))</p><h1>\(problem.title)</h1><p class="lead">\(problem.detail)</p>\((!fields.isEmpty).markup("<div class=\"card\"><ul>\(fields)</ul></div>"))
                    \(problem.statute.markup { "<p class=\"small soft\">依据:\($0)</p>" })<p class="actions"><a class="button" href="/">返回首页</a><a class="button quiet" href="/services">服务目录</a></p><p class="small soft">请求编号 <span class="mono">\(visitor.requestID)</span></p>
                    """
                return layout.page(problem.title, visitor, width: .narrow, body)
            },
            signIn: { page, visitor in layout.page("登录", visitor, width: .narrow, SignInMarkup.page(page, layout, visitor, development)) },
            password: { page, visitor in
                let body: Markup = """
                    \(Parts.errors(page.errors))<h1>修改密码</h1>\(page.isForced.markup("<div class=\"note warn\"><b>首次登录或密码到期,请先修改密码。</b></div>"))\(page.isDone.markup("<div class=\"note good\" role=\"status\"><b>密码已修改。</b></div>"))
                    <form method="post" action="\(Paths.password())" class="card">\(layout.token(visitor))<div class="field"><label for="f-current">当前密码</label><input id="f-current" name="current" type="password" autocomplete="current-password" required></div><div class="field"><label for="f-password">新密码</label><p class="hint">至少12位,不含用户名。</p><input id="f-password" name="password" type="password" autocomplete="new-password" required></div><div class="field"><label for="f-again">再输一次</label><input id="f-again" name="again" type="password" autocomplete="new-password" required></div><button class="button" type="submit">保存</button></form>
                    """
                return layout.page("修改密码", visitor, width: .narrow, body)
            },
            secondFactor: { page, visitor in
                let setup = page.setup.markup { "<div class=\"card\"><p>请在验证器应用中添加下面的密钥:</p><p class=\"mono\">\($0.secret)</p><p class=\"small mono\">\($0.uri)</p></div>" }
                let body: Markup = """
                    <h1>动态验证码</h1><p role="status">\(page.message ?? (page.isActive ? "已启用。" : "尚未启用。"))</p>\(setup)<form method="post" action="\(Paths.secondFactor())" class="card">\(layout.token(visitor))<div class="field"><label for="f-code">验证码</label><input id="f-code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code"></div><div class="actions"><button class="button quiet" name="step" value="prepare" type="submit">取得密钥</button><button class="button" name="step" value="confirm" type="submit">确认启用</button></div></form>
                    """
                return layout.page("动态验证码", visitor, width: .narrow, body)
            })
    }
}

enum SignInMarkup {
    static func page(_ page: SignInPage, _ layout: Layout, _ visitor: Visitor, _ development: Bool) -> Markup {
        let message = page.message.markup { "<div class=\"errors\" role=\"alert\"><h2>没有登录成功</h2><p>\($0)</p></div>" }
        if page.isOfficial {
            return """
                \(message)<h1>工作人员登录</h1><form method="post" action="\(Paths.signInOfficial())" class="card">\(layout.token(visitor))<input type="hidden" name="next" value="\(page.next)"><div class="field"><label for="f-user">用户名</label><input id="f-user" name="user_name" type="text" value="\(page.userName)" autocomplete="username" required></div><div class="field"><label for="f-password">密码</label><input id="f-password" name="password" type="password" autocomplete="current-password" required></div><div class="field"><label for="f-code">动态验证码</label><p class="hint">未启用的可不填。</p><input id="f-code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code"></div><button class="button" type="submit">登录</button></form><p><a href="/sign-in">个人和企业登录</a></p>
                \(development.markup("<div class=\"note\"><b>演示账号</b><p>用户名 shouli(受理)、shenhe(审核)、dengji(登簿)、anquan(安全管理)、xitong(系统管理)、shenji(审计),密码均为 Dengbu-demo-2026</p></div>"))
                """
        }
        let unified: Markup = page.hasUnifiedIdentity
            ? "<a class=\"button\" href=\"\(page.unifiedIdentityLink)\">个人或企业登录(统一身份认证)</a>"
            : "<p>本平台尚未接入统一身份认证,请到登记窗口办理。</p>"
        return """
            \(message)<h1>登录</h1><div class="card"><h2>个人、企业</h2><p>使用全省统一身份认证登录。可以用密码、短信验证码或人脸核验,<b>人脸核验不是必选项</b>。</p><p class="actions">\(unified)</p></div>
            <div class="card"><h2>登记机构工作人员</h2><p class="actions"><a class="button quiet" href="\(Paths.signInOfficial())">工作人员登录</a></p></div><p class="small soft">不方便上网的,可携带身份证到任一登记窗口办理。</p>
            """
    }
}
