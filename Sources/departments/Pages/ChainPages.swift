import Contracts
import Hummingbird
import NIOCore
import Register

/// The chain for everybody to read: whoever holds a receipt looks here whether its block is in it.
struct ChainPages: Sendable {
    let town: Town

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/chain/blocks") { _, _ in HTML.page("区块", department: "省政务区块链平台", Self.table(town)) }
        router.get("/chain/blocks/:height") { _, context -> Response in
            guard let height = Int(context.parameters.get("height") ?? ""), height > 0,
                let block = town.read({ $0.blocks.count >= height ? $0.blocks[height - 1] : nil })
            else { throw HTTPError(.notFound) }
            return Response(
                status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: try CanonicalJSON.encode(block))))
        }
    }

    /// The last blocks, the newest first.
    static func table(_ town: Town) -> String {
        let blocks = town.read { Array($0.blocks.suffix(20)) }
        guard !blocks.isEmpty else { return "<div class=\"card\"><p>还没有区块</p></div>" }
        let rows = blocks.reversed().compactMap { stored -> String? in
            guard let block = try? CanonicalJSON.decode(ProvincialChain.Block.self, from: Array(stored.block.utf8)) else { return nil }
            let records = stored.records.map { HTML.escape("\($0.origin) 前 \($0.size) 条") }.joined(separator: "<br>")
            return "<tr><td><a href=\"/chain/blocks/\(block.height)\">\(block.height)</a></td><td>\(block.time)</td><td>\(records)</td><td>\(HTML.escape(String(block.previous.prefix(16))))</td></tr>"
        }.joined()
        return "<div class=\"card\"><table><tr><th>高度</th><th>时间</th><th>存证</th><th>前一区块</th></tr>\(rows)</table></div>"
    }
}
