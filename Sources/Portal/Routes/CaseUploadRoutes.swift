import Casework
import Catalogue
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Register
import Storage

/// Files of applicants: in, out, and taken back.
///
/// | method | path                                   | who        | what                                    |
/// | ------ | -------------------------------------- | ---------- | --------------------------------------- |
/// | POST   | /cases/{id}/materials/{kind}           | applicant  | hands files in for a material           |
/// | GET    | /cases/{id}/uploads/{upload}           | applicant  | one file                                |
/// | POST   | /cases/{id}/uploads/{upload}/remove    | applicant  | takes it back                           |
/// | GET    | /office/cases/{id}/uploads/{upload}    | official   | one file; the look is written down      |
struct CaseUploadRoutes: RouteGroup {
    let desk: Desk
    private static let addPath = PathTemplate("/cases/{id}/materials/{kind}")
    private static let filePath = PathTemplate("/cases/{id}/uploads/{upload}")
    private static let removePath = PathTemplate("/cases/{id}/uploads/{upload}/remove")
    private static let officePath = PathTemplate("/office/cases/{id}/uploads/{upload}")
    /// Bytes of one request: two files of the largest kind of material, or many small ones.
    static let bodyLimit = 110 * 1024 * 1024

    static func add(_ caseID: String, _ kind: String) -> String { addPath.filled([caseID, kind]) }
    static func link(_ caseID: String, _ upload: String) -> String { filePath.filled([caseID, upload]) }
    static func remove(_ caseID: String, _ upload: String) -> String { removePath.filled([caseID, upload]) }
    static func officeLink(_ caseID: String, _ upload: String) -> String { officePath.filled([caseID, upload]) }

    func addRoutes(to table: inout RouteTable) {
        // Somebody on a slow line needs minutes for a large scan.
        table.party(
            Endpoint(
                "case.upload", .post, Self.addPath, .viewOwnCases, .page, "上传材料", body: .upload, bodyLimit: Self.bodyLimit,
                rate: RateLimit(burst: 60, perMinute: 30), timeout: .seconds(900)), add)
        table.party(Endpoint("case.uploaded", .get, Self.filePath, .viewOwnCases, .file, "查看上传的材料", timeout: .seconds(900)), show)
        table.party(.page("case.removeUpload", .post, Self.removePath, .viewOwnCases, "移除上传的材料", bodyLimit: 8 * 1024), remove)
        table.official(Endpoint("office.uploaded", .get, Self.officePath, .viewCase, .file, "查看申请人上传的材料", timeout: .seconds(900)), officeShow)
    }

    /// A material that a case may be given files for.
    struct Wanted {
        let file: CaseFile
        let kind: String
        let material: MaterialDefinition

        /// Stores the files of a multipart body, and refers to them in the case.
        func take(_ request: Request, desk: Desk, in context: PartyContext) async throws {
            let rule = UploadRule(
                kinds: UploadMarkup.kinds(of: material), fileLimit: Int64(material.maxMegabytes) * 1024 * 1024, files: CaseOffice.uploadsPerMaterial)
            let upload = try await request.upload(rule, to: desk.office.uploads, in: context)
            guard !upload.files.isEmpty else { throw PortalError.upload(.missing(field: kind)) }
            let files = upload.files.map { file in
                IncomingUpload(name: file.name, mediaType: file.kind.mediaType, digest: file.blob.digest.hex, size: file.blob.size)
            }
            try await desk.office.addUploads(files, material: kind, to: file.id, by: context.party.id)
        }
    }

    /// Whose case it is, and what it wants, is known before a byte is stored.
    func wanted(_ context: PartyContext) async throws -> Wanted {
        let file = try await desk.office.load(try context.part("id"), for: context.party.id)
        let kind = try context.part("kind")
        let service = try desk.office.service(of: file.state)
        guard let need = service.material(kind), desk.office.takesUpload(need, in: file.state), let material = desk.office.catalogue.material(kind) else {
            throw PortalError.notFound
        }
        try file.state.require(.answer)
        return Wanted(file: file, kind: kind, material: material)
    }

    @Sendable func add(_ request: Request, _ context: PartyContext) async throws -> Response {
        let wanted = try await wanted(context)
        let (file, material) = (wanted.file, wanted.material)
        do {
            try await wanted.take(request, desk: desk, in: context)
        } catch let error as PortalError {
            guard case .upload(let fault) = error else { throw error }
            return refused(material, fault.message, file, context)
        } catch BlobError.tooLarge(let limit) {
            return refused(material, UploadFault.tooLarge(limit: Int(limit)).message, file, context)
        } catch CaseError.invalid(_, let message) {
            return refused(material, message, file, context)
        }
        try await desk.advance(file.id)
        return .see("/cases/\(file.id)#uploads")
    }

    /// Nothing of the request was kept in the case: says why, and what would be taken.
    private func refused(_ material: MaterialDefinition, _ message: String, _ file: CaseFile, _ context: PartyContext) -> Response {
        let formats = material.formats.map(\.chinese).joined(separator: "、")
        return desk.page(
            "上传没有成功", context, width: .narrow, status: .unprocessableContent,
            """
            \(Parts.crumbs([("我的办件", "/my/cases"), (file.id, "/cases/\(file.id)")]))<h1>上传没有成功</h1>
            <div class="note bad" role="alert"><b>\(material.name)</b><p>\(message)</p></div>
            <p>可以上传 \(formats) 文件，每个不超过 \(material.maxMegabytes) MB。系统按文件的实际内容识别类型，与文件名无关。</p>
            <p class="actions"><a class="button" href="/cases/\(file.id)#uploads">返回重新选择</a></p>
            """)
    }

    @Sendable func remove(_ request: Request, _ context: PartyContext) async throws -> Response {
        let id = try context.part("id")
        try await desk.office.removeUpload(try context.part("upload"), of: id, by: context.party.id)
        try await desk.advance(id)
        return .see("/cases/\(id)#uploads")
    }

    @Sendable func show(_ request: Request, _ context: PartyContext) async throws -> Response {
        let file = try await desk.office.load(try context.part("id"), for: context.party.id)
        let upload = try upload(context, in: file)
        guard CaseReader(context.party.id, of: file.state, try desk.office.service(of: file.state)).reads(upload, of: try desk.office.service(of: file.state)) else {
            throw CaseError.notYours
        }
        return try await content(upload, of: file)
    }

    @Sendable func officeShow(_ request: Request, _ context: OfficialContext) async throws -> Response {
        let file = try await desk.office.load(try context.part("id"))
        for unit in file.state.units { try context.requireTerritory(unit) }
        let upload = try upload(context, in: file)
        let looks = desk.office.parties.lookLog
        let (viewer, now) = (context.viewer, context.now)
        let purpose = try Purpose.caseWork(file.id)
        // Everybody who applies may be named in it, so everybody sees who opened it.
        try await desk.office.database.write { connection in
            try looks.record(
                file.state.applicants.map(\.party.id), fields: [.document], for: purpose, by: viewer,
                about: LookSubject(unit: file.state.units.first, caseID: file.id), at: now, in: connection)
        }
        return try await content(upload, of: file)
    }

    private func upload(_ context: some VisitContext, in file: CaseFile) throws -> Uploaded {
        let id = try context.part("upload")
        guard let found = file.state.uploads.first(where: { $0.id == id }) else { throw CaseError.unknownUpload }
        return found
    }

    private func content(_ upload: Uploaded, of file: CaseFile) async throws -> Response {
        let note = try await desk.office.uploadNote(upload, in: file)
        return try await .upload(upload.digest, size: upload.size, type: note.mediaType, name: note.name, from: desk.office.uploads)
    }
}

extension Response {
    /// Somebody's file, streamed for saving: never shown by the browser inside our site, whatever is in it.
    static func upload(_ digest: String, size: Int64, type: String, name: String, from blobs: any BlobStore) async throws -> Response {
        guard let blob = BlobDigest(hex: digest) else { throw PortalError.notFound }
        let chunks = try await blobs.chunks(of: blob)
        var response = Response.file([], type: type, name: name)
        response.headers[.contentLength] = String(size)
        response.headers[.contentSecurityPolicy] = "default-src 'none'; sandbox"
        response.body = ResponseBody(contentLength: Int(size)) { writer in
            for try await chunk in chunks { try await writer.write(ByteBuffer(bytes: chunk)) }
            try await writer.finish(nil)
        }
        return response
    }
}
