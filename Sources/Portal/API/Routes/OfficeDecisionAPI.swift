import Casework
import Hummingbird
import Identity
import Register

/// What officials decide. Each names the version of the case that they saw; a stale one is refused (409, or 412 with `If-Match`).
///
/// | method | path                               | role                       | what                       |
/// | ------ | ---------------------------------- | -------------------------- | -------------------------- |
/// | POST   | /api/v1/office/cases/{id}/claim    | clerk, examiner, registrar | 领取                       |
/// | POST   | /api/v1/office/cases/{id}/release  | the same                   | 释放; a registrar takes it away |
/// | POST   | /api/v1/office/cases/{id}/approve  | examiner, registrar        | go on to the register      |
/// | POST   | /api/v1/office/cases/{id}/return   | the same and clerk         | 一次性告知补正             |
/// | POST   | /api/v1/office/cases/{id}/refuse   | examiner, registrar        | 不予登记                   |
/// | POST   | /api/v1/office/cases/{id}/suspend  | examiner, registrar        | 中止                       |
/// | POST   | /api/v1/office/cases/{id}/resume   | examiner, registrar        | 恢复                       |
struct OfficeDecisionAPI: RouteGroup {
    let desk: Desk

    private static let reason = Schema.Property.optional("reason", .text(0...200), "原因")

    func addRoutes(to table: inout RouteTable) {
        add("claim", .viewCase, "领取办件", [], to: &table) { desk, id, _, version, actor, _ in
            try await desk.office.claim(id, by: actor, expecting: version)
        }
        add("release", .viewCase, "释放办件", [Self.reason], to: &table) { desk, id, fields, version, actor, context in
            try await desk.office.release(
                id, reason: fields["reason"] ?? "", overruling: context.signedIn.may(.reassignCase), by: actor, expecting: version)
        }
        add("approve", .decideCase, "审核通过", [.optional("opinion", .lines(0...500), "审核意见")], to: &table) { desk, id, fields, version, actor, _ in
            try await desk.office.decide(id, .approve(opinion: fields["opinion"] ?? ""), by: actor, expecting: version)
        }
        add(
            "return", .returnCase, "一次性告知补正",
            [
                .optional("findings", .list(.text(1...80), 0...100), "采用的核验意见（check）"),
                .optional("items", .list(.text(1...500), 0...50), "其他需要补正的内容"),
            ], to: &table
        ) { desk, id, fields, version, actor, _ in
            let file = try await desk.office.load(id)
            let findings = desk.office.notice(of: file, ticked: Set(fields.all("findings")), items: fields.all("items"))
            try await desk.office.decide(id, .giveBack(findings: findings), by: actor, expecting: version)
        }
        add("refuse", .decideCase, "不予登记", [.required("ground", .lines(5...1_000), "理由和依据")], to: &table) { desk, id, fields, version, actor, _ in
            let file = try await desk.office.load(id)
            let open = file.state.findings.filter { $0.consequence != .note }
            try await desk.office.decide(id, .refuse(findings: open, opinion: (fields["ground"] ?? "").trimmingBlanks), by: actor, expecting: version)
        }
        add(
            "suspend", .suspendCase, "中止", [.required("reason", .text(1...200), "原因"), .required("ground", .oneOf(["court", "publicNotice"]), "事由")], to: &table
        ) { desk, id, fields, version, actor, _ in
            try await desk.office.suspend(id, reason: (fields["reason"] ?? "").trimmingBlanks, ground: fields["ground"] ?? "", by: actor, expecting: version)
        }
        add("resume", .suspendCase, "恢复办理", [Self.reason], to: &table) { desk, id, fields, version, actor, _ in
            try await desk.office.resume(id, reason: fields["reason"] ?? "", by: actor, expecting: version)
        }
    }

    private func add(
        _ name: String, _ permission: Permission, _ summary: String, _ properties: [Schema.Property], to table: inout RouteTable,
        _ act: @Sendable @escaping (Desk, String, FormFields, Int, Actor, OfficialContext) async throws -> Void
    ) {
        let request = Schema.object("Case\(name.prefix(1).uppercased())\(name.dropFirst())", summary, properties + [SeenVersion.property])
        table.official(
            .api(
                "api.office.\(name)", .post, PathTemplate("/api/v1/office/cases/{id}/\(name)"), permission, summary, request: request,
                response: OfficeCaseJSON.whole, bodyLimit: 64 * 1024, isIdempotent: true, isConditional: true)
        ) { [desk] request, context in
            let id = try context.part("id")
            let fields = try await request.checkedBody(in: context)
            let answer = OfficeCaseAnswer(desk: desk, context: context)
            let file = try await answer.load(id)
            let actor = Actor.official(account: context.account.text, name: context.signedIn.name)
            let version = try SeenVersion(request, fields)
            try await version.guarded { try await act(desk, file.id, fields, $0, actor, context) }
            try await desk.engine.advance(file.id)
            return try await answer.response(file.id)
        }
    }
}
