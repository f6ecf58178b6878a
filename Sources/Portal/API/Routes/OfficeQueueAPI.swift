import Casework
import Catalogue
import HTTPTypes
import Hummingbird
import Identity
import Register
import Storage

/// The work of officials, within their office's divisions.
///
/// | method | path                         | role                       | what                                     |
/// | ------ | ---------------------------- | -------------------------- | ---------------------------------------- |
/// | GET    | /api/v1/office/cases         | clerk, examiner, registrar | the queue, filtered                      |
/// | GET    | /api/v1/office/cases/{id}    | the same                   | everything of a case; the look is recorded |
struct OfficeQueueAPI: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let query = [
            QueryParameter("phase", .cases(CaseState.Phase.self), "状态，默认 waitingOfficer"), QueryParameter("service", .text(1...80), "服务编号"),
            QueryParameter("deadline", .cases(QueueFilter.Deadline.self), "期限"), QueryParameter("whose", .oneOf(["mine", "free"]), "领取情况"),
            QueryParameter("text", .text(1...60), "受理编号或不动产单元号的开头"),
        ]
        table.official(
            .api(
                "api.office.cases", .get, PathTemplate("/api/v1/office/cases"), .viewWorkQueue, "待办", query: query + Cursor.parameters,
                response: .page(of: OfficeCaseJSON.line, named: "QueuePage")), cases)
        table.official(
            .api("api.office.case", .get, PathTemplate("/api/v1/office/cases/{id}"), .viewCase, "办件及证据；查看留痕", response: OfficeCaseJSON.whole), show)
    }

    @Sendable func cases(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let limit = Cursor.limit(query)
        let phase = query["phase"].flatMap(CaseState.Phase.init) ?? .waitingOfficer
        let account = context.account.text
        var filter = QueueFilter(
            phases: [phase], service: query["service"], assignee: query["whose"] == "mine" ? account : nil, unclaimedOnly: query["whose"] == "free",
            deadline: query["deadline"].flatMap(QueueFilter.Deadline.init), today: context.now.date, divisions: context.office.divisions,
            text: query["text"], order: phase.isOpen ? .due : .newest, limit: limit + 1)
        // One's own drafts only: somebody else's counter is none of mine.
        if phase == .draft { filter.assignee = account }
        filter.after = try Cursor.read(query["cursor"], parts: 3).map { cursor in
            guard let opened = Int64(cursor.parts[2]) else { throw Cursor.wrong }
            return QueueFilter.Place(id: cursor.parts[0], dueOn: LegalDate(cursor.parts[1]), openedAt: Moment(microseconds: opened))
        }
        let office = desk.office
        let wanted = filter
        let found = try await office.database.read { try CaseSearch.queue(wanted, region: office.region, in: $0).cases }
        return .json { json in
            ListPage(found, limit: limit) { Cursor([$0.id, $0.dueOn?.description ?? "", String($0.openedAt.microseconds)]) }
                .write(to: &json) { OfficeCaseJSON.line($1, office.catalogue, to: &$0) }
        }
    }

    @Sendable func show(_ request: Request, _ context: OfficialContext) async throws -> Response {
        try await OfficeCaseAnswer(desk: desk, context: context).response(context.part("id"))
    }
}

/// One case, for an official. Seeing it is a look, written down once a sitting.
struct OfficeCaseAnswer: Sendable {
    let desk: Desk
    let context: OfficialContext

    /// - Throws: `CaseError.unknownCase`, ``PortalError/otherTerritory``.
    func load(_ id: String) async throws -> CaseFile {
        let file = try await desk.office.load(id)
        for unit in file.state.units { try context.requireTerritory(unit) }
        return file
    }

    func response(_ id: String) async throws -> Response {
        let office = desk.office
        let file = try await load(id)
        let service = try office.service(of: file.state)
        let reading = try await office.read(file, by: context.viewer, at: context.now)
        var json = JSONWriter(capacity: 16_384)
        json.object { OfficeCaseJSON.write(file, service, office, reading, to: &$0) }
        return .json(json, headers: [.eTag: SeenVersion.eTag(file.state.version)])
    }
}
