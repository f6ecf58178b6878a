import Casework
import Contracts
import Hummingbird
import Identity
import Ledger
import Register
import Storage

/// The log as a page for people, and which of its checkpoints stand on the provincial chain.
///
/// | method | path                 | what                                                                        |
/// | ------ | -------------------- | --------------------------------------------------------------------------- |
/// | GET    | /log                 | name, key, what is published, who cosigns, the last anchors                 |
/// | GET    | /api/v1/log/anchors  | anchors with the chain's receipts: `dengbu verify anchors` verifies them    |
struct AnchorRoutes: RouteGroup {
    let desk: Desk
    /// Anchors on the page; older ones are in the JSON.
    private static let shown = 20

    func addRoutes(to table: inout RouteTable) {
        table.anyone(.page("log.page", .get, PathTemplate("/log"), .viewPublicPages, "登记日志"), page)
        let count = Schema.formatted(.int64)
        let hex = Schema.pattern("^[0-9a-f]{64}$", example: String(repeating: "0a", count: 32))
        let anchor = Schema.object(
            "LogAnchor", "一个检查点的上链存证，可离线核验（docs/LEDGER.md）",
            [
                .required("size", count, "检查点的条目数"), .required("checkpoint", .string, "检查点原文（C2SP tlog-checkpoint）"),
                .required("record", .string, "上链内容（RFC 8785）：日志名称、条目数、根散列、检查点文本的 SHA-256、请求时间"),
                .required("block", .string, "区块头（RFC 8785），即链所签名的内容；records 含 record 的 SHA-256"), .required("height", count, "区块高度"),
                .required("time", .dateTime, "区块时间"), .required("blockDigest", hex, "区块头的 SHA-256"),
                .required("publicKey", hex, "链的 Ed25519 公钥"), .required("signature", .string, "链对 block 的 Ed25519 签名（十六进制）"),
            ])
        table.anyone(
            .api(
                "log.anchors", .get, PathTemplate("/api/v1/log/anchors"), .viewPublicPages, "检查点的上链存证，最新的在前",
                query: [QueryParameter("before", count, "只要条目数小于此数的"), QueryParameter("limit", .whole(1...100), "条数，默认20")],
                response: .object(
                    "LogAnchors", "上链存证",
                    [.required("interval", count, "存证间隔秒数；0 表示不存证"), .required("anchors", .array(anchor), "最新的在前")])), anchors)
    }

    @Sendable func anchors(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = try request.query()
        var before = Int64.max
        if let text = query["before"], !text.isEmpty {
            guard let value = Int64(text), value >= 0, String(value) == text else { throw PortalError.invalid([FieldError("before", "应当是不小于零的整数。")]) }
            before = value
        }
        guard let limit = Int(query["limit"] ?? "20"), (1...100).contains(limit) else { throw PortalError.invalid([FieldError("limit", "应当是 1 到 100 的整数。")]) }
        let end = before
        let found = try await desk.office.database.read { try AnchorRecords.latest(limit, before: end, in: $0) }
        let items = try found.map { (item: try AnchorFile.Item($0), block: $0.block) }
        return .json { json in
            json.field("interval", desk.anchors?.isOn == true ? desk.anchors?.interval ?? 0 : 0)
            json.array("anchors", items) { json, anchor in
                json.object { json in
                    json.field("size", anchor.item.size)
                    json.field("checkpoint", anchor.item.checkpoint)
                    json.field("record", anchor.item.record)
                    json.field("block", anchor.item.block)
                    json.field("height", anchor.block.height)
                    json.field("time", anchor.block.time.rfc3339)
                    json.field("blockDigest", anchor.block.name)
                    json.field("publicKey", anchor.item.publicKey)
                    json.field("signature", anchor.item.signature)
                }
            }
        }
    }

    @Sendable func page(_ request: Request, _ context: AppContext) async throws -> Response {
        let policy = desk.witnesses.policy
        let state = try await desk.office.database.read { connection in
            (
                size: try LogRecords.size(in: connection),
                published: try policy.needsWitnesses ? LogRecords.latestPublication(in: connection)?.size : LogRecords.latestCheckpoint(in: connection)?.size,
                anchors: try AnchorRecords.latest(Self.shown, in: connection), asked: try AnchorRecords.asked(in: connection)
            )
        }
        let names = policy.witnesses.filter { $0.url != nil }.map(\.label).joined(separator: "、")
        let facts = Parts.facts([
            ("日志名称", "<code>\(desk.office.sequencer.origin)</code>"), ("日志公钥", "<code>\(desk.logKey)</code>"), ("条目", "\(Int(state.size)) 条"),
            ("已公布的检查点", state.published.map { "<a href=\"/log/checkpoint\">前 \(Int($0)) 条</a>" } ?? "还没有"), ("见证方", names.isEmpty ? "没有" : "\(names)"),
        ])
        return desk.page(
            "登记日志", context, width: .narrow,
            """
            <h1>登记日志</h1><p class="lead">每一笔登记、每一本证书、每一次查看个人信息，都在这份只能追加的公开日志里占一条。日志不含任何人的姓名和证件号码。</p>
            <div class="card">\(facts)</div>
            <h2>政务区块链存证</h2><p>\(purpose)</p>\(waiting(asked: state.asked, anchors: state.anchors))\(list(state.anchors))
            <p class="small soft">登记不等待上链：链停机时登记照常进行，恢复后自动补送。数据接口：<a href="/api/v1/log">日志现状</a>、<a href="/api/v1/log/anchors">存证及回执</a>（JSON，可离线核验）</p>
            """)
    }

    private var purpose: Markup {
        guard let anchors = desk.anchors, anchors.isOn else { return "本登记机构目前没有把检查点送往区块链存证。" }
        return """
            检查点承诺了到它为止的全部条目。本登记机构每隔\(Self.span(anchors.interval))把最新公布的检查点写入\(Department.provincialChain.chinese)，并在这里公布链签名的回执：此后谁也不能改动已经存证的条目而不被发现，登记机构自己也不能。
            """
    }

    private static func span(_ seconds: Int) -> String {
        seconds % 3_600 == 0 ? "\(seconds / 3_600)小时" : seconds % 60 == 0 ? "\(seconds / 60)分钟" : "\(seconds)秒"
    }

    private func waiting(asked: (size: Int64, at: Moment)?, anchors: [Anchor]) -> Markup {
        guard let asked, asked.size > anchors.first?.receipt.record.size ?? 0 else { return .empty }
        return "<p class=\"note\">前 \(Int(asked.size)) 条的检查点已于 \(asked.at.description) 送出，等待链的回执。</p>"
    }

    private func list(_ anchors: [Anchor]) -> Markup {
        guard !anchors.isEmpty else { return Parts.empty("还没有存证", "第一个检查点写入区块链后，这里会列出它的区块和回执。") }
        let items = anchors.map { anchor -> Markup in
            let receipt = anchor.receipt
            let facts = Parts.facts([
                ("区块高度", "\(Int(anchor.block.height))"), ("区块时间", "\(anchor.block.time.description)"), ("链", "\(anchor.block.chain)"),
                ("根散列", "<code>\(receipt.record.root)</code>"), ("检查点文本的 SHA-256", "<code>\(receipt.record.digest)</code>"),
                ("区块摘要", "<code>\(anchor.block.name)</code>"), ("链的公钥", "<code>\(receipt.publicKey)</code>"), ("链的签名", "<code>\(receipt.signature)</code>"),
            ])
            return """
                <details class="card"><summary><span>前 \(Int(receipt.record.size)) 条<span class="small soft">　区块 \(Int(anchor.block.height))，\(anchor.block.time.description)</span></span></summary>\(facts)</details>
                """
        }
        return "\(items)"
    }
}
