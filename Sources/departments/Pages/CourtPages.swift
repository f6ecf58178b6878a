import Contracts
import Foundation
import Hummingbird
import Register
import Seals

/// The courts' own desk: every kind of order on a page, sent over the signed line of the court that gives it, with the registry's answer.
/// Also for programs: with `Accept: application/json` the answer is its outcome as JSON; with `sender` another court than the one that the
/// order names sends it, which the registry must refuse.
///
/// | method | path           | what                                                                             |
/// | ------ | -------------- | -------------------------------------------------------------------------------- |
/// | GET    | /courts        | the forms, and what the registry has told                                        |
/// | POST   | /courts/{kind} | `seize`, `renew`, `lift`, `review`, `ruling`                                     |
struct CourtPages: Sendable {
    let town: Town
    let line: CourtLine

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/courts") { _, _ in page(answer: "") }
        router.post("/courts/:kind") { request, context in
            let fields = HTML.fields(try await request.body.collect(upTo: 16_384))
            let kind = context.parameters.get("kind") ?? ""
            let said: Envelope
            do {
                said = try await send(kind, fields)
            } catch let error as HTTPError {
                throw error
            } catch {
                throw HTTPError(.badGateway, message: "\(error)")
            }
            let receipt = try? CanonicalJSON.decode(Acknowledged.self, from: Array(said.payload.utf8))
            if request.headers[.accept]?.contains("json") == true {
                let answer = Answer(status: said.outcome?.status.rawValue ?? "", message: said.outcome?.message, receipt: receipt?.receipt, note: receipt?.note)
                return Response(
                    status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: try CanonicalJSON.encode(answer))))
            }
            let words = [said.outcome?.message, receipt.map { "回执 \($0.receipt)" }, receipt?.note].compactMap(\.self).joined(separator: "；")
            return page(answer: "<div class=\"card\"><p><b>登记机构答复：\(HTML.escape(said.outcome?.status.rawValue ?? ""))</b></p><p>\(HTML.escape(words))</p></div>")
        }
    }

    private struct Answer: Codable {
        var status: String
        var message: String?
        var receipt: String?
        var note: String?
    }

    private func send(_ kind: String, _ fields: [String: String]) async throws -> Envelope {
        func field(_ name: String) throws -> String {
            guard let value = fields[name], !value.isEmpty, value.count <= 400 else { throw HTTPError(.badRequest, message: name) }
            return value
        }
        func day(_ name: String) throws -> LegalDate {
            guard let date = LegalDate(try field(name)) else { throw HTTPError(.badRequest, message: name) }
            return date
        }
        let units = try field("unit").split(whereSeparator: { $0 == "," || $0.isWhitespace }).map { text -> UnitCode in
            guard let unit = try? UnitCode(String(text)) else { throw HTTPError(.badRequest, message: "unit") }
            return unit
        }
        guard let unit = units.first else { throw HTTPError(.badRequest, message: "unit") }
        let others = units.count > 1 ? Array(units.dropFirst()) : nil
        let (court, document) = (try field("court"), try field("document"))
        guard let sender = town.read({ $0.institutions.court(named: fields["sender"] ?? court)?.creditCode }) else {
            throw HTTPError(.badRequest, message: "court")
        }
        func id(_ body: some Encodable) throws -> String {
            "\(kind)-" + String(Hex.encode(Digests.sha256(try CanonicalJSON.encode(body))).prefix(24))
        }
        func share(_ name: String) -> Share? { fields[name].flatMap { Share($0) } }
        let today = Town.now.date
        let target = fields["identifier"].flatMap { $0.isEmpty ? nil : Housing.Party(name: fields["name"] ?? "", identifier: $0) }
        switch kind {
        case "seize":
            let order = Court.SeizureOrder.Request(
                document: document, court: court, unit: unit, from: today, until: fields["until"].flatMap { LegalDate($0) } ?? today.adding(years: 3).adding(days: -1),
                against: target, preSeizure: fields["pre"] == "yes" ? true : nil, others: others, share: share("share"))
            return try await line.send(Court.SeizureOrder.self, order, from: sender, id: id(order))
        case "renew":
            let order = Court.SeizureRenewed.Request(
                document: document, court: court, unit: unit, seizure: try field("seizure"), until: try day("until"), others: others)
            return try await line.send(Court.SeizureRenewed.self, order, from: sender, id: id(order))
        case "lift":
            let order = Court.SeizureLifted.Request(
                document: document, court: court, unit: unit, seizure: try field("seizure"), others: others, remaining: share("remaining"))
            return try await line.send(Court.SeizureLifted.self, order, from: sender, id: id(order))
        case "review":
            let order = Court.AuctionReview.Request(document: document, court: court, unit: unit)
            return try await line.send(Court.AuctionReview.self, order, from: sender, id: id(order))
        case "ruling":
            guard let price = Money(yuanText: try field("price")), let winner = target else { throw HTTPError(.badRequest, message: "price") }
            let debtor = Housing.Party(name: try field("debtor"), identifier: try field("debtor-identifier"))
            let order = Court.AuctionRuling.Request(
                document: document, notice: try field("notice"), court: court, unit: unit, servedOn: fields["served"].flatMap { LegalDate($0) } ?? today,
                winners: [winner], debtors: [debtor], form: .sole, price: price, lifts: [], endsOthers: fields["ends"] == "yes",
                disposal: fields["disposal"].flatMap { $0.isEmpty ? nil : $0 },
                manner: fields["manner"].flatMap { Court.SaleManner(rawValue: $0) })
            return try await line.send(Court.AuctionRuling.self, order, from: sender, id: id(order))
        case "withdraw":
            let order = Court.RulingWithdrawn.Request(document: document, court: court, unit: unit, ruling: try field("ruling"))
            return try await line.send(Court.RulingWithdrawn.self, order, from: sender, id: id(order))
        default: throw HTTPError(.notFound)
        }
    }

    // MARK: the page

    private static let forms: [(kind: String, title: String, fields: [(name: String, label: String)])] = [
        ("seize", "查封、预查封", [("until", "截止日（不填为三年）"), ("name", "被执行人姓名"), ("identifier", "被执行人证件（identity-card:… ）"), ("share", "查封份额"), ("pre", "预查封填 yes")]),
        ("renew", "续封", [("seizure", "原查封文号"), ("until", "续封截止日")]),
        ("lift", "解除查封", [("seizure", "原查封文号"), ("remaining", "继续查封的份额")]),
        ("review", "拍前联审", []),
        ("ruling", "成交裁定、以物抵债裁定", [("manner", "处置方式（拍卖不填，变卖 sale，以物抵债 debt）"), ("notice", "协助执行通知书文号"), ("debtor", "被执行人姓名"), ("debtor-identifier", "被执行人证件（identity-card:… ）"), ("name", "买受人（承受人）姓名"), ("identifier", "买受人（承受人）证件（identity-card:… ）"), ("price", "成交价或者抵债金额（元）"), ("served", "送达日"), ("ends", "确认其他查封失效填 yes"), ("disposal", "移送处置权函号")]),
        ("withdraw", "撤销成交裁定", [("ruling", "被撤销的成交裁定书文号")]),
    ]

    private func page(answer: String) -> Response {
        let courts = town.read { $0.institutions.peers.filter { $0.peer.department == .court }.map(\.name) }
            .map { "<option>\(HTML.escape($0))</option>" }.joined()
        func input(_ kind: String, _ name: String, _ label: String) -> String {
            if name == "court" { return "<label for=\"\(kind)-court\">\(label)</label><select id=\"\(kind)-court\" name=\"court\">\(courts)</select>" }
            return "<label for=\"\(kind)-\(name)\">\(label)</label><input id=\"\(kind)-\(name)\" name=\"\(name)\" maxlength=\"400\">"
        }
        let cards = Self.forms.map { form in
            let own = form.fields.map { input(form.kind, $0.name, $0.label) }.joined()
            return """
                <h2>\(form.title)</h2><form class="card" method="post" action="/courts/\(form.kind)">\(input(form.kind, "court", "法院"))\(input(form.kind, "document", "文号"))\(input(form.kind, "unit", "不动产单元号（几个的用空格隔开）"))\(own)<button type="submit">送达</button></form>
                """
        }.joined()
        let told = town.read { $0.told.values.filter { $0.contract == Court.SeizureChanged.name }.sorted { $0.at > $1.at }.prefix(30) }
            .compactMap { item -> String? in
                guard let change = try? CanonicalJSON.decode(Court.SeizureChanged.Request.self, from: Array(item.payload.utf8)) else { return nil }
                return "<tr><td>\(HTML.escape(change.court))</td><td>\(HTML.escape(change.document))</td><td>\(change.event.chinese)</td><td>\(change.on)</td></tr>"
            }.joined()
        let arrears = town.read { $0.told.values.filter { $0.contract == Court.ArrearsOpen.name }.sorted { $0.at > $1.at }.prefix(30) }
            .compactMap { item -> String? in
                guard let told = try? CanonicalJSON.decode(Court.ArrearsOpen.Request.self, from: Array(item.payload.utf8)) else { return nil }
                let open = told.open.map { "\($0.debt.chinese)\($0.open)元" } + told.unknown.map { "\($0.chinese)未查明" } + told.unassigned.map { "付给\($0.to)的\($0.amount)元未写明是哪一项" }
                return "<tr><td>\(HTML.escape(told.court))</td><td>\(HTML.escape(told.ruling))</td><td>\(HTML.escape(open.joined(separator: "、")))</td></tr>"
            }.joined()
        return HTML.page(
            "司法查控专线", department: "人民法院",
            "\(answer)\(cards)<h2>登记机构告知</h2><div class=\"card\"><table><tr><th>法院</th><th>文号</th><th>变化</th><th>日期</th></tr>\(told)</table><table><tr><th>法院</th><th>成交裁定</th><th>联审查明、裁定没有列明支付的欠费</th></tr>\(arrears)</table></div>")
    }
}
