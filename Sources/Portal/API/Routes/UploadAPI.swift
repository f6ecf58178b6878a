import Casework
import Hummingbird
import Identity
import Register

/// Files of applicants, for programs: multipart, as a browser sends them. The file's own bytes say what it is.
///
/// | method | path                                    | what                              |
/// | ------ | --------------------------------------- | --------------------------------- |
/// | POST   | /api/v1/cases/{id}/materials/{kind}     | hands files in for a material     |
/// | GET    | /api/v1/cases/{id}/uploads/{upload}     | one file                          |
/// | DELETE | /api/v1/cases/{id}/uploads/{upload}     | takes it back                     |
struct UploadAPI: RouteGroup {
    let desk: Desk
    private static let form = Schema.object("FileForm", "要上传的文件", [.required("file", .formatted(.binary), "文件；一次可以有多个")])

    func addRoutes(to table: inout RouteTable) {
        table.party(
            Endpoint(
                "api.case.upload", .post, PathTemplate("/api/v1/cases/{id}/materials/{kind}"), .viewOwnCases, .api, "上传材料", body: .upload, request: Self.form,
                response: CaseJSON.whole, bodyLimit: CaseUploadRoutes.bodyLimit, rate: RateLimit(burst: 60, perMinute: 30), timeout: .seconds(900)), add)
        table.party(
            Endpoint("api.case.uploaded", .get, PathTemplate("/api/v1/cases/{id}/uploads/{upload}"), .viewOwnCases, .file, "上传的材料", timeout: .seconds(900)),
            show)
        table.party(
            Endpoint(
                "api.case.removeUpload", .delete, PathTemplate("/api/v1/cases/{id}/uploads/{upload}"), .viewOwnCases, .api, "移除上传的材料",
                response: CaseJSON.whole), remove)
    }

    @Sendable func add(_ request: Request, _ context: PartyContext) async throws -> Response {
        let wanted = try await CaseUploadRoutes(desk: desk).wanted(context)
        try await wanted.take(request, desk: desk, in: context)
        return try await moved(wanted.file.id, context)
    }

    /// As bytes: what they are, the program that handed them in knows.
    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        var response = try await CaseUploadRoutes(desk: desk).show(request, context)
        response.headers[.contentType] = "application/octet-stream"
        return response
    }

    @Sendable func remove(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        try await desk.office.removeUpload(try context.part("upload"), of: id, by: context.party.id)
        return try await moved(id, context)
    }

    private func moved(_ id: String, _ context: PartyContext) async throws -> Response {
        try await desk.advance(id)
        return try await CaseAnswer(desk: desk, party: context.party.id).response(id)
    }
}
