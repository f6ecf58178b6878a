import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// An applicant's cases.
///
/// | method | path                             | what                                                     |
/// | ------ | -------------------------------- | -------------------------------------------------------- |
/// | GET    | /api/v1/services/{id}/choices    | what I may apply for                                     |
/// | POST   | /api/v1/cases                    | open a case, or join the one another party began         |
/// | GET    | /api/v1/cases                    | my cases                                                 |
/// | GET    | /api/v1/invitations              | drafts of others that wait for me                        |
/// | GET    | /api/v1/cases/{id}               | one                                                      |
/// | GET    | /api/v1/cases/{id}/events        | server-sent events: it has moved                         |
/// | GET    | /api/v1/cases/{id}/order         | who has done what, where the money stands, what is next  |
/// | POST   | /api/v1/cases/{id}/answers       | fill in the form                                         |
/// | GET    | /api/v1/cases/{id}/payment       | what is to be paid, and where                            |
/// | POST   | /api/v1/cases/{id}/correct       | what was asked for is mended                             |
/// | POST   | /api/v1/cases/{id}/custodian     | another custodian is wanted, or agreed to                |
/// | POST   | /api/v1/cases/{id}/withdraw      | withdraw                                                 |
struct CaseAPI: RouteGroup {
    let desk: Desk
    let streams: EventStreams

    private static let choice = Schema.object(
        "Choice", "可以选择的办理对象", [
            .required("subject", .string, "开办件时填入 subject"), .required("title", .string, "名称"), .required("detail", .string, "说明"),
            .optional("problem", .string, "现在还不能办理的原因"),
        ])
    private static let invitation = Schema.object(
        "Invitation", "等我参加的办件：以这一身份在同一单元上开办件，即加入",
        CaseJSON.summaryProperties + [.required("role", .string, "请我作为哪一方参加")])
    private static let opening = Schema.object(
        "NewCase", "开办件", [
            .required("service", .text(1...80), "服务编号"), .required("role", .text(1...40), "申请人身份"),
            .optional("subject", .text(1...4_000), "不动产单元号或项目编号，依服务而定；可以一并办理的，多个不动产单元号之间用逗号分开"),
        ])
    private static let answering = Schema.object("Answers", "填写申请信息", [.required("answers", .map(.lines(0...5_000)), "按名称填写的内容")])
    private static let withdrawing = Schema.object("Withdrawal", "撤回申请", [.optional("reason", .text(0...100), "原因")])
    private static let custodian = Schema.object(
        "CustodianWish", "更换资金监管机构；出卖人和买受人选择同一家即更换，选择现在的一家即收回提议", [.required("custodian", .text(18...18), "监管机构的统一社会信用代码")])
    private static let nothing = Schema.object("Nothing", "没有内容", [])

    func addRoutes(to table: inout RouteTable) {
        let limit = 64 * 1024
        table.party(
            .api("api.choices", .get, PathTemplate("/api/v1/services/{id}/choices"), .viewOwnCases, "可以办理的不动产",
                query: [QueryParameter("role", .text(1...40), "申请人身份，默认第一个适合的")], response: .page(of: Self.choice, named: "ChoicePage")),
            choices)
        table.party(
            .api(
                "api.case.open", .post, PathTemplate("/api/v1/cases"), .viewOwnCases, "开办件，或加入共同申请人已开的办件", request: Self.opening, response: CaseJSON.whole,
                success: .created, bodyLimit: 8 * 1024, rate: RateLimit(burst: 30, perMinute: 30), sparesSystems: true, isIdempotent: true), open)
        table.party(
            .api(
                "api.cases", .get, PathTemplate("/api/v1/cases"), .viewOwnCases, "我的办件", query: Cursor.parameters,
                response: .page(of: CaseJSON.summary, named: "CasePage")), cases)
        table.party(
            .api("api.invitations", .get, PathTemplate("/api/v1/invitations"), .viewOwnCases, "等我参加的办件", response: .page(of: Self.invitation, named: "InvitationPage")),
            invitations)
        table.party(.api("api.case", .get, PathTemplate("/api/v1/cases/{id}"), .viewOwnCases, "一个办件", response: CaseJSON.whole, isTagged: true), show)
        table.party(Endpoint("api.case.events", .get, PathTemplate("/api/v1/cases/{id}/events"), .viewOwnCases, .stream, "办件进度推送"), events)
        table.party(
            .api("api.case.order", .get, PathTemplate("/api/v1/cases/{id}/order"), .viewOwnCases, "多方办理的全景", response: OrderJSON.schema, isTagged: true), order)
        table.party(
            .api(
                "api.case.answer", .post, PathTemplate("/api/v1/cases/{id}/answers"), .viewOwnCases, "填写申请信息", request: Self.answering,
                response: CaseJSON.whole, bodyLimit: limit, isIdempotent: true), answer)
        table.party(
            .api("api.case.payment", .get, PathTemplate("/api/v1/cases/{id}/payment"), .payOwnFee, "缴费", response: CaseJSON.fee, isTagged: true), payment)
        table.party(
            .api(
                "api.case.correct", .post, PathTemplate("/api/v1/cases/{id}/correct"), .viewOwnCases, "补正完成，或重新获取材料", request: Self.nothing,
                response: CaseJSON.whole, bodyLimit: 1024, isIdempotent: true), correct)
        table.party(
            .api(
                "api.case.custodian", .post, PathTemplate("/api/v1/cases/{id}/custodian"), .viewOwnCases, "更换资金监管机构", request: Self.custodian,
                response: CaseJSON.whole, bodyLimit: 8 * 1024, isIdempotent: true), chooseCustodian)
        table.party(
            .api(
                "api.case.withdraw", .post, PathTemplate("/api/v1/cases/{id}/withdraw"), .viewOwnCases, "撤回申请", request: Self.withdrawing,
                response: CaseJSON.whole, bodyLimit: 8 * 1024, isIdempotent: true), withdraw)
    }

    @Sendable func choices(_ request: Request, _ context: PartyContext) async throws -> Response {
        let service = try desk.office.service(context.part("id"))
        let role = try request.checkedQuery(in: context)["role"] ?? service.applicants.first { $0.kinds.contains(ApplicantKind(context.party.kind)) }?.role
        let found = try await Choices(office: desk.office, party: context.party).list(for: service, role: role ?? "")
        return .json { json in
            ListPage(found, limit: found.count) { Cursor([$0.value]) }.write(to: &json) { json, choice in
                json.field("subject", choice.value)
                json.field("title", choice.title)
                json.field("detail", choice.detail)
                json.optional("problem", choice.problem)
            }
        }
    }

    @Sendable func open(_ request: Request, _ context: PartyContext) async throws -> Response {
        let fields = try await request.checkedBody(in: context)
        let id = try await desk.office.apply(
            service: fields["service"] ?? "", as: fields["role"] ?? "", subject: fields["subject"] ?? "", by: context.party,
            through: context.signedIn.isClient ? .machine : .web)
        try await desk.advance(id)
        var response = try await CaseAnswer(desk: desk, party: context.party.id).response(id)
        response.status = .created
        response.headers[.location] = "/api/v1/cases/\(id)"
        return response
    }

    @Sendable func cases(_ request: Request, _ context: PartyContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let before = try Cursor.read(query["cursor"], parts: 2).map { cursor in
            guard let at = Int64(cursor.parts[0]) else { throw Cursor.wrong }
            return (openedAt: Moment(microseconds: at), id: cursor.parts[1])
        }
        let office = desk.office
        let party = context.party.id
        let found = try await office.database.read { try CaseSearch.page(of: party, before: before, limit: limit + 1, region: office.region, in: $0) }
        return .json { json in
            ListPage(found, limit: limit) { Cursor([String($0.openedAt.microseconds), $0.id]) }
                .write(to: &json) { CaseJSON.summary($1, office.catalogue, to: &$0) }
        }
    }

    @Sendable func invitations(_ request: Request, _ context: PartyContext) async throws -> Response {
        let found = try await desk.office.invitations(of: context.party.id)
        let catalogue = desk.office.catalogue
        return .json { json in
            ListPage(found, limit: found.count) { Cursor([$0.summary.id]) }.write(to: &json) { json, item in
                CaseJSON.summary(item.summary, catalogue, to: &json)
                json.field("role", item.role)
            }
        }
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        try await CaseAnswer(desk: desk, party: context.party.id).response(to: request, context.part("id"))
    }

    @Sendable func events(_ request: Request, _ context: PartyContext) async throws -> Response {
        let file = try await desk.office.load(context.part("id"), for: context.party.id)
        let office = desk.office
        return try streams.response(to: request, in: context) { CaseEvents.stream(file.id, office: office) }
    }

    @Sendable func order(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (id, party) = (try context.part("id"), context.party.id)
        return try await desk.tags.response(to: request, at: "order/\(id)/\(party.text)") { isFamiliar in
            try await desk.order(id, of: party, unless: isFamiliar)
        } writing: { OrderJSON.write($0, to: &$1) }
    }

    @Sendable func answer(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        let fields = try await request.checkedBody(in: context)
        let answers = Dictionary(fields.group("answers").map { ($0.key, $0.value) }) { $1 }
        try await desk.office.fillIn(id, answers, by: context.party.id)
        return try await moved(id, context)
    }

    @Sendable func payment(_ request: Request, _ context: PartyContext) async throws -> Response {
        let (id, party) = (try context.part("id"), context.party.id)
        return try await desk.tags.response(to: request, at: "payment/\(id)/\(party.text)") { isFamiliar in
            let file = try await desk.office.load(id, for: party)
            guard file.state.fee != nil else { throw APIProblems.notPaid }
            let stamp = Stamp([file.stampParts(on: desk.office.now().date)])
            return isFamiliar(stamp) ? .same : .other(file.state, stamp)
        } writing: { CaseJSON.fee($0, to: &$1) }
    }

    @Sendable func correct(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        _ = try await request.checkedBody(in: context)
        try await desk.office.mend(id, by: context.party.id)
        return try await moved(id, context)
    }

    @Sendable func chooseCustodian(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        let fields = try await request.checkedBody(in: context)
        try await desk.office.chooseCustodian(id, fields["custodian"] ?? "", by: context.party.id)
        return try await moved(id, context)
    }

    @Sendable func withdraw(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        let fields = try await request.checkedBody(in: context)
        _ = try await desk.office.load(id, for: context.party.id)
        try await desk.office.withdraw(id, reason: fields["reason"] ?? "", by: .party(context.party.id))
        return try await CaseAnswer(desk: desk, party: context.party.id).response(id)
    }

    private func moved(_ id: String, _ context: PartyContext) async throws -> Response {
        try await desk.advance(id)
        return try await CaseAnswer(desk: desk, party: context.party.id).response(id)
    }
}

/// One case, for one of its applicants.
struct CaseAnswer: Sendable {
    let desk: Desk
    let party: PartyID

    /// To whoever asks, and may have it already.
    func response(to request: Request, _ id: String) async throws -> Response {
        try await desk.tags.response(to: request, at: place(id)) { try await desk.office.ownCase(id, of: party, unless: $0) } writing: { write($0, to: &$1) }
    }

    /// To whoever has just changed it.
    func response(_ id: String) async throws -> Response {
        guard case .other(let shown, let stamp) = try await desk.office.ownCase(id, of: party, unless: { _ in false }) else { throw CaseError.unknownCase(id) }
        var json = JSONWriter(capacity: 4_096)
        json.object { write(shown, to: &$0) }
        return desk.tags.tagged(json, stamp, at: place(id))
    }

    private func place(_ id: String) -> String { "case/\(id)/\(party.text)" }

    private func write(_ shown: OwnCase, to json: inout JSONWriter) {
        let (state, service) = (shown.file.state, shown.service)
        CaseJSON.common(shown.file, service, desk.office, for: CaseReader(party, of: state, service), to: &json)
        json.array("applicants", state.applicants) { json, applicant in
            json.object { json in
                NamedJSON.write("role", applicant.role, service.role(applicant.role)?.label ?? applicant.role, to: &json)
                json.field("name", shown.names[applicant.party.id] ?? "—")
                json.field("me", applicant.party.id == party)
                json.field("signed", state.signatures.contains { $0.party == applicant.party.id })
            }
        }
        json.array("certificates", shown.certificates) { json, certificate in json.object { CertificateJSON.own(certificate, to: &$0) } }
        json.optional("pledge_notice", shown.pledge?.text)
        if let sale = shown.sale { SaleJSON.write(sale, to: &json) }
    }
}
