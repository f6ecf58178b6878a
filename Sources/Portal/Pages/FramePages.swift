import HTTPTypes
import Identity

/// The pages that the portal's foundation asks for: sign-in, passwords, problems, all in the site's frame.
extension Desk {
    package func renderers(development: Bool) -> PageRenderers {
        let layout = layout
        return PageRenderers(
            problem: { problem, visitor in layout.page(problem.title, visitor, width: .narrow, ProblemMarkup.page(problem, visitor)) },
            signIn: { page, visitor in layout.page("登录", visitor, width: .narrow, SignInMarkup.page(page, layout, visitor, development)) },
            password: { page, visitor in
                let body: Markup = """
                    \(Parts.errors(page.errors))<h1>修改密码</h1>\(page.isForced.markup("<div class=\"note warn\"><b>首次登录或密码到期，请先修改密码。</b></div>"))\(page.isDone.markup("<div class=\"note good\" role=\"status\"><b>密码已修改。</b></div>"))
                    <form method="post" action="\(Paths.password())" class="card">\(layout.token(visitor))<div class="field"><label for="f-current">当前密码</label><input id="f-current" name="current" type="password" autocomplete="current-password" required></div><div class="field"><label for="f-password">新密码</label><p class="hint" id="h-password">至少12位，不含用户名。</p><input id="f-password" name="password" type="password" autocomplete="new-password" aria-describedby="h-password" required></div><div class="field"><label for="f-again">再输一次</label><input id="f-again" name="again" type="password" autocomplete="new-password" required></div><button class="button" type="submit">保存</button></form>
                    """
                return layout.page("修改密码", visitor, width: .narrow, body)
            },
            secondFactor: { page, visitor in
                let setup = page.setup.markup { "<div class=\"card\"><p>请在验证器应用中添加下面的密钥：</p><p class=\"mono\">\($0.secret)</p><p class=\"small mono\">\($0.uri)</p></div>" }
                let body: Markup = """
                    <h1>动态验证码</h1><p role="status">\(page.message ?? (page.isActive ? "已启用。" : "尚未启用。"))</p>\(setup)<form method="post" action="\(Paths.secondFactor())" class="card">\(layout.token(visitor))<div class="field"><label for="f-code">验证码</label><input id="f-code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code"></div><div class="actions"><button class="button quiet" name="step" value="prepare" type="submit">取得密钥</button><button class="button" name="step" value="confirm" type="submit">确认启用</button></div></form>
                    """
                return layout.page("动态验证码", visitor, width: .narrow, body)
            })
    }
}

/// What went wrong, in words for people: what happened, whether anything was lost, what to do now.
enum ProblemMarkup {
    static func page(_ problem: Problem, _ visitor: Visitor) -> Markup {
        let fields = problem.fields.map { "<li>\($0.message)</li>" as Markup }
        let steps = advice(problem).map { "<li>\($0)</li>" as Markup }
        return """
            <div class="problem"><p class="code">\(Int(problem.status.code))</p><h1>\(problem.title)</h1><p class="lead">\(problem.detail)</p></div>
            \((fields.count > 1).markup("<section class=\"card\"><h2>具体内容</h2><ul>\(fields)</ul></section>"))\(problem.statute.markup { "<p class=\"small soft\">依据：\($0)</p>" })
            \((!steps.isEmpty).markup("<section class=\"card\"><h2>接下来怎么办</h2><ul>\(steps)</ul></section>"))
            <p class="actions">\(actions(problem, visitor))</p><p class="small soft">如需帮助，请到任一登记窗口，并告知请求编号 <span class="mono">\(visitor.requestID)</span></p>
            """
    }

    private static func advice(_ problem: Problem) -> [String] {
        switch (problem.status.code, problem.code) {
        case (404, _): ["请检查地址，或者从首页重新进入。", "从别处链接来的，内容可能已经移走。", "办件和证书只有本人登录后才能看到。"]
        case (403, "forged-request"): ["返回上一页，刷新后重新提交；刚才填写但没有提交的内容需要重填。", "已经提交成功的申请不受影响，可以在“我的办件”中查看。"]
        case (403, "forbidden"): ["如果您有多个账号，请退出后换一个账号登录。", "办理本人的业务，请使用统一身份认证登录。"]
        case (401, _): ["为了安全，登录状态会在一段时间没有操作后结束。", "重新登录后可以继续办理，已经保存的内容不会丢失。"]
        case (409, _): ["返回办件页面查看最新进度，再决定下一步。"]
        case (429, _): ["请稍等片刻再试，不必反复刷新；正在办理的业务不受影响。"]
        case (_, "department-unavailable"): ["请几分钟后重新打开本页；已经提交的申请由系统自动继续，不用您等。", "急需办理的，可以到任一登记窗口。"]
        case (500..., _): ["已经提交成功的申请和缴费不受影响，请先在“我的办件”中查看，不要重复提交。", "仍然不能办理的，可以到任一登记窗口办理。"]
        default: []
        }
    }

    private static func actions(_ problem: Problem, _ visitor: Visitor) -> Markup {
        let first: Markup =
            if problem.status == .unauthorized {
                "<a class=\"button\" href=\"/sign-in\">重新登录</a>"
            } else if let signedIn = visitor.signedIn, !signedIn.isStaff {
                "<a class=\"button\" href=\"/my/cases\">我的办件</a>"
            } else {
                "<a class=\"button\" href=\"/services\">服务目录</a>"
            }
        return "\(first)<a class=\"button quiet\" href=\"/\">返回首页</a>"
    }
}

enum SignInMarkup {
    static func page(_ page: SignInPage, _ layout: Layout, _ visitor: Visitor, _ development: Bool) -> Markup {
        let message = page.message.markup { "<div class=\"errors\" role=\"alert\" tabindex=\"-1\" autofocus><h2>没有登录成功</h2><p>\($0)</p></div>" }
        if page.isOfficial {
            return """
                \(message)<h1>工作人员登录</h1><form method="post" action="\(Paths.signInOfficial())" class="card">\(layout.token(visitor))<input type="hidden" name="next" value="\(page.next)"><div class="field"><label for="f-user">用户名</label><input id="f-user" name="user_name" type="text" value="\(page.userName)" autocomplete="username" required></div><div class="field"><label for="f-password">密码</label><input id="f-password" name="password" type="password" autocomplete="current-password" required></div><div class="field"><label for="f-code">动态验证码</label><p class="hint" id="h-code">未启用的可不填。</p><input id="f-code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" aria-describedby="h-code"></div><button class="button" type="submit">登录</button></form><p><a href="/sign-in">个人和企业登录</a></p>
                \(development.markup("<div class=\"note\"><b>演示账号</b><p>用户名 shouli（受理）、shenhe（审核）、dengji（登簿）、anquan（安全管理）、xitong（系统管理）、shenji（审计），密码均为 Dengbu-demo-2026</p></div>"))
                """
        }
        let unified: Markup = page.hasUnifiedIdentity
            ? "<a class=\"button wide\" href=\"\(page.unifiedIdentityLink)\">使用统一身份认证登录</a>"
            : "<p>本平台尚未接入统一身份认证，请到登记窗口办理。</p>"
        return """
            \(message)<h1>登录</h1><section class="card"><h2>个人、企业</h2><p>使用全省统一身份认证登录，可以用密码、短信验证码或者人脸核验。<b>人脸核验不是必选项。</b></p><p class="actions">\(unified)</p></section>
            <section class="plain"><h2>登记机构工作人员</h2><p><a href="\(Paths.signInOfficial())">用工作账号登录</a></p></section><section class="plain"><h2>不方便上网？</h2><p>携带身份证到任一登记窗口都可以办理；家人可以凭委托书代办。</p></section>
            """
    }
}
