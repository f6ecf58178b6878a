import Contracts
import Hummingbird
import NIOCore
import Register

/// What is going on in the departments, and what shall go wrong.
struct ControlPages: Sendable {
    let town: Town
    let keys: KeyRing
    let base: Base

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/") { _, _ in Response.redirect(to: "/control", type: .normal) }
        router.get("/healthz") { _, _ in "ok" }
        router.get("/directory.json") { _, _ in json(try DirectoryFile.json(keys: keys, town: town, origin: base.origin)) }
        router.get("/control") { _, _ in page() }
        router.post("/control/faults") { request, _ in
            let fields = HTML.fields(try await request.body.collect(upTo: 4_096))
            guard let peer = Peer(wire: fields["department"] ?? ""), town.plays(peer) else { throw HTTPError(.badRequest, message: "department") }
            if let kind = Fault.Kind(rawValue: fields["kind"] ?? "") {
                let fault = Fault(kind: kind, milliseconds: Int(fields["milliseconds"] ?? ""), times: Int(fields["times"] ?? ""))
                town.setFault(fault, of: peer, about: nil)
            } else {
                town.change { $0.faults[peer] = nil }
            }
            return Response.redirect(to: "/control", type: .normal)
        }
        // The same by API: PUT a fault, DELETE it; ?about= takes away the one about a unit, a person or a case.
        router.put("/control/faults/:peer") { request, context in
            guard let peer = Peer(wire: context.parameters.get("peer") ?? ""), town.plays(peer) else { throw HTTPError(.notFound) }
            let body = Array(buffer: try await request.body.collect(upTo: 4_096))
            guard let fault = try? CanonicalJSON.decode(Fault.self, from: body) else { throw HTTPError(.badRequest, message: "fault") }
            town.setFault(fault, of: peer, about: fault.about)
            return Response(status: .noContent)
        }
        router.delete("/control/faults/:peer") { request, context in
            guard let peer = Peer(wire: context.parameters.get("peer") ?? ""), town.plays(peer) else { throw HTTPError(.notFound) }
            if let about = HTML.fields(request.uri.query ?? "")["about"] {
                town.setFault(nil, of: peer, about: about)
            } else {
                town.change { $0.faults[peer] = nil }
            }
            return Response(status: .noContent)
        }
        router.post("/control/load") { request, _ in
            var count = 0
            var rest: [UInt8] = []
            for try await chunk in request.body {
                rest += Array(buffer: chunk)
                guard let end = rest.lastIndex(of: 0x0A) else { continue }
                count += try loaded(rest[...end])
                rest = Array(rest[(end + 1)...])
            }
            count += try loaded(rest[...])
            return "\(count)"
        }
        router.get("/control/demos.json") { _, _ in json(try CanonicalJSON.encode(town.read { $0.demos })) }
        router.get("/control/told.json") { _, _ in json(try CanonicalJSON.encode(town.read { Array($0.told.values) })) }
    }

    private func loaded(_ lines: ArraySlice<UInt8>) throws -> Int {
        do {
            return try town.load(lines: lines, kept: true)
        } catch {
            throw HTTPError(.badRequest, message: "a line is not a city record: \(error)")
        }
    }

    private func json(_ bytes: [UInt8]) -> Response {
        Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Where an institution's own pages are.
    private static func links(_ peer: Peer) -> String {
        guard let code = peer.institution else { return peer.department == .tax ? "<br><a href=\"/declare-tax\">申报契税</a>" : "" }
        if peer.department == .court { return "<br><a href=\"/courts\">司法查控专线</a>" }
        return peer.department == .lender ? "（贷款）<br><a href=\"/lenders/\(code)\">信贷柜台</a>" : "（资金监管）<br><a href=\"/custodians/\(code)\">资金总账</a>"
    }

    private func page() -> Response {
        let (asked, faults, told, counts, sms) = town.read { state in
            (
                state.asked, state.faults, state.told.values.sorted { $0.at > $1.at }.prefix(40),
                [("人口", state.people.count), ("企业", state.enterprises.count), ("项目", state.projects.count), ("备案合同", state.contracts.count), ("维修资金", state.funds.count), ("完税凭证", state.receipts.count), ("缴款单", state.orders.count)],
                state.smsBox.suffix(10)
            )
        }
        var rows = ""
        for (peer, name) in town.peers {
            let place = peer.wire
            let options = Fault.Kind.allCases.map { "<option value=\"\($0.rawValue)\"\(faults[peer]?.first?.kind == $0 ? " selected" : "")>\($0.chinese)</option>" }.joined()
            rows += """
                <tr><td>\(HTML.escape(name))\(Self.links(peer))</td><td>\(asked[peer] ?? 0)</td><td><form method="post" action="/control/faults">
                <input type="hidden" name="department" value="\(place)">
                <label for="k-\(place)">故障</label><select id="k-\(place)" name="kind"><option value="">正常</option>\(options)</select>
                <label for="m-\(place)">延迟（毫秒）</label><input id="m-\(place)" name="milliseconds" inputmode="numeric" value="\(faults[peer]?.first?.milliseconds.map(String.init) ?? "")">
                <label for="t-\(place)">次数（空为一直）</label><input id="t-\(place)" name="times" inputmode="numeric" value="\(faults[peer]?.first?.times.map(String.init) ?? "")">
                <button class="quiet" type="submit">设置</button></form></td></tr>
                """
        }
        let figures = counts.map { "<tr><th>\($0.0)</th><td>\($0.1)</td></tr>" }.joined()
        let messages = told.map { "<tr><td>\($0.at)</td><td>\($0.department.chinese)</td><td>\(HTML.escape($0.contract))</td><td>\(HTML.escape(String($0.payload.prefix(160))))</td></tr>" }.joined()
        let texts = sms.reversed().map { "<tr><td>\(HTML.escape($0.phone))</td><td>\(HTML.escape($0.text))</td></tr>" }.joined()
        return HTML.page(
            "各部门状态", department: "部门模拟台",
            """
            <div class="card"><table>\(figures)</table></div><h2>故障设置</h2><div class="card"><table><tr><th>部门</th><th>被询问</th><th>故障</th></tr>\(rows)</table></div>
            <h2>最近收到的推送</h2><div class="card"><table><tr><th>时间</th><th>部门</th><th>事项</th><th>内容</th></tr>\(messages)</table></div>
            <h2>政务区块链</h2>\(ChainPages.table(town))
            <h2>短信</h2><div class="card"><table>\(texts)</table></div>
            """)
    }
}
