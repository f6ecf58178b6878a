import Exchange
import Register

/// Parts of the pages about being called back.
enum CallbackMarkup {
    static func tag(_ endpoint: CallbackEndpoint) -> Markup {
        switch endpoint.state {
        case .on where endpoint.failingSince != nil: "<span class=\"tag warn\">正在重试</span>"
        case .on: "<span class=\"tag good\">\(endpoint.state.chinese)</span>"
        case .unproved: "<span class=\"tag warn\">\(endpoint.state.chinese)</span>"
        case .off: "<span class=\"tag bad\">\(endpoint.state.chinese)</span>"
        }
    }

    static func list(_ endpoints: [CallbackEndpoint]) -> Markup {
        guard !endpoints.isEmpty else { return Parts.empty("还没有回调地址", "登记之后，办件的每一步都会通知贵单位的系统，不必反复查询。") }
        let items = endpoints.map { endpoint -> Markup in
            "<li><span><b><a href=\"\(Paths.callback(endpoint.id))\">\(endpoint.url)</a></b><span class=\"small\">\(endpoint.createdAt.description)登记\(endpoint.lastError.markup { "，最近一次：\(word($0))" })</span></span>\(tag(endpoint))</li>"
        }
        return "<div class=\"card\"><ul class=\"tasks\">\(items)</ul></div>"
    }

    static func form(_ endpoints: [CallbackEndpoint], error: FieldError?, typed: String, token: Markup) -> Markup {
        guard endpoints.count < CallbackDesk.limit else { return .empty }
        let message = error.markup { "<p class=\"message\" id=\"e-url\"><span class=\"hidden\">错误：</span>\($0.message)</p>" }
        return """
            <form class="card" method="post" action="\(Paths.callbacks())" novalidate>\(token)<h2>登记一个地址</h2><div class="field\((error != nil).markup(" wrong"))"><label for="f-url">网址</label><p class="hint" id="h-url">以 https:// 开头。登记后立即收到一条测试通知，贵单位的系统应答复其中 challenge 的值。</p>\(message)<input id="f-url" name="url" type="url" inputmode="url" maxlength="500" autocomplete="off" value="\(typed)" aria-describedby="h-url\((error != nil).markup(" e-url"))"\((error != nil).markup(" aria-invalid=\"true\""))></div><button class="button" type="submit">登记并发送测试</button></form>
            """
    }

    static let help: Markup = """
        <section class="card"><h2>怎样核对收到的通知</h2><p>每条通知带有登记机构的签名，请先核对再采信。通知不含个人信息，详情请凭办件编号通过接口查询。</p>
        <ol><li>取请求头 <code>webhook-id</code>、<code>webhook-timestamp</code> 和请求正文，用英文句点连接。</li><li>用登记机构的 Ed25519 公钥核对 <code>webhook-signature</code> 中 <code>v1a,</code> 之后的签名；公钥在 <code>/api/v1/institution/callback-keys</code>。</li><li>时间相差超过五分钟的不予采信。</li><li>同一 <code>webhook-id</code> 只处理一次；<code>version</code> 小于已知版本的不处理。</li><li>处理完毕答复 2xx；其他答复和十秒内没有答复的，稍后重发。</li></ol></section>
        """

    static func endpoint(_ endpoint: CallbackEndpoint, _ tally: (waiting: Int, failed: Int), token: Markup) -> Markup {
        func button(_ action: String, _ word: String, _ style: String = "quiet") -> Markup {
            "<form method=\"post\" action=\"\(action)\">\(token)<button class=\"button small \(style)\" type=\"submit\">\(word)</button></form>"
        }
        let note: Markup =
            switch endpoint.state {
            case .off: "<div class=\"note bad\" role=\"status\"><b>已停用</b><p>\(endpoint.offReason ?? "")</p></div>"
            case .unproved:
                "<div class=\"note warn\" role=\"status\"><b>等待验证</b><p>测试通知的答复中没有 challenge 的值之前，不发送其他通知。\(endpoint.lastError.markup { "最近一次：\(word($0))。" })</p></div>"
            case .on:
                endpoint.failingSince.markup { "<div class=\"note warn\" role=\"status\"><b>没有送达，正在重试</b><p>自\($0.description)起没有成功送达\(endpoint.lastError.markup { "（\(word($0))）" })。连续三天没有送达的，自动停用。</p></div>" }
            }
        return """
            \(note)<div class="card">\(Parts.facts([("网址", "<code>\(endpoint.url)</code>"), ("状态", tag(endpoint)), ("待送达", "\(tally.waiting)条"), ("未送达", "\(tally.failed)条")]))
            <div class="actions">\(endpoint.state == .on ? button(Paths.callbackEnd(endpoint.id), "停用") : button(Paths.callbackProof(endpoint.id), endpoint.state == .off ? "重新启用" : "重新发送测试", ""))\((endpoint.state == .on && tally.failed > 0).markup(button(Paths.callbackReplay(endpoint.id), "补发全部未送达的", "")))\(button(Paths.callbackRemoval(endpoint.id), "移除"))</div></div>
            """
    }

    static func log(_ found: [CallbackDelivery], _ endpoint: CallbackEndpoint, state: CallbackDelivery.State?, limit: Int, token: Markup) -> Markup {
        let shown = found.prefix(limit)
        let tabs = ([nil] + CallbackDelivery.State.allCases.map(Optional.some)).map { one -> Markup in
            "<a class=\"button small\((one != state).markup(" quiet"))\" href=\"\(Percent.link(Paths.callback(endpoint.id), one.map { [("state", $0.rawValue)] } ?? []))\"\((one == state).markup(" aria-current=\"page\""))>\(one?.chinese ?? "全部")</a>"
        }
        let rows = shown.map { item -> RowTable.Row in
            let tag: Markup =
                switch item.state {
                case .done: "<span class=\"tag good\">\(item.state.chinese)</span>"
                case .waiting: "<span class=\"tag warn\">\(item.state.chinese)</span>"
                case .failed: "<span class=\"tag bad\">\(item.state.chinese)</span>"
                }
            let again: Markup =
                item.state != .waiting && endpoint.state == .on && item.kind != CallbackDesk.testKind
                ? "<form method=\"post\" action=\"\(Paths.callbackReplay(endpoint.id))\">\(token)<input type=\"hidden\" name=\"event\" value=\"\(item.event)\"><button class=\"button small quiet\" type=\"submit\">补发<span class=\"hidden\">\(item.event)</span></button></form>" : .empty
            let about: Markup = item.caseID.markup { "<a class=\"mono\" href=\"/cases/\($0)\">\($0)</a>" }
            return [
                "\(item.createdAt.description)", "\(kind(item.kind))<br><span class=\"mono small\">\(item.event)</span>", about,
                "\(tag) \(item.lastError.markup { "<span class=\"small soft\">\(word($0))</span>" })", "\(Int(item.attempts))次", again,
            ]
        }
        let last = shown.last.map { "\($0.createdAt.microseconds)/\($0.event)" } ?? ""
        let more: Markup = found.count > limit
            ? "<nav class=\"pager\" aria-label=\"翻页\"><a class=\"button small quiet\" rel=\"next\" href=\"\(Percent.link(Paths.callback(endpoint.id), (state.map { [("state", $0.rawValue)] } ?? []) + [("before", last)]))\">更早的通知</a></nav>" : .empty
        let table: Markup = rows.isEmpty
            ? Parts.empty("没有通知", "发送过的通知保留三十天。")
            : RowTable(
                columns: [.init("时间", "nowrap"), .init("通知"), .init("办件"), .init("送达"), .init("尝试", "num"), .init("操作")], rows: rows
            ).markup
        return "<h2>发送记录</h2><nav class=\"tabs\" aria-label=\"送达状态\">\(tabs)</nav>\(table)\(more)"
    }

    private static func kind(_ kind: String) -> String {
        switch kind {
        case CallbackDesk.testKind: "测试"
        case "case.changed": "办件有变化"
        case "case.invited": "邀请参加办件"
        case "batch.ended": "批量申请处理完毕"
        default: kind
        }
    }

    /// What the log's words mean.
    static func word(_ error: String) -> String {
        switch error {
        case "timeout": "没有在十秒内答复"
        case "dns": "域名无法解析"
        case "network-not-permitted": "地址在不允许的网络中"
        case "redirect": "答复要求转到别处，不予跟随"
        case "challenge-missing": "答复中没有 challenge 的值"
        case "endpoint-off": "地址已停用"
        default: error.hasPrefix("http-") ? "答复 HTTP \(error.dropFirst(5))" : "无法连接"
        }
    }
}
