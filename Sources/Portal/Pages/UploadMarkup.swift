import Casework
import Catalogue
import Identity
import Register

/// The part of a case's page where its applicants hand in what only they have.
enum UploadMarkup {
    /// What a material may be uploaded as.
    static func kinds(of material: MaterialDefinition) -> Set<FileKind> {
        Set(
            material.formats.map { format in
                switch format {
                case .pdf: .pdf
                case .jpg: .jpeg
                case .png: .png
                case .ofd: .ofd
                }
            })
    }

    /// The check that finds what is missing.
    static let check = "uploads-complete"

    /// The same as a task before the application is handed in.
    static func task(_ file: CaseFile, _ service: ServiceDefinition, desk: Desk, token: Markup, party: PartyID) async throws -> TaskList.Task? {
        guard let (items, missing) = try await items(file, service, desk: desk, token: token, party: party) else { return nil }
        return TaskList.Task(
            title: "上传材料", state: missing == 0 ? .done : .now, word: missing == 0 ? "已齐全" : "还差\(missing)份",
            body: "<div id=\"uploads\"><p>只有这些材料无法从有关部门取得。提交申请之前可以随时更换、移除；没有写明由谁上传的，任何一位申请人都可以上传。</p>\(items)</div>")
    }

    /// Empty where the service asks for no upload and none is there.
    static func section(_ file: CaseFile, _ service: ServiceDefinition, desk: Desk, token: Markup, party: PartyID) async throws -> Markup {
        guard let (items, missing) = try await items(file, service, desk: desk, token: token, party: party) else { return .empty }
        let isOpen = file.state.available.contains(.answer)
        let tag: Markup = missing == 0 ? "<span class=\"tag good\">已齐全</span>" : "<span class=\"tag warn\">还差\(missing)份</span>"
        return """
            <section class="card" id="uploads"><h2>您上传的材料 \(isOpen.markup(tag))</h2><p class="small soft">\(isOpen ? "重新提交之前可以更换、移除。" : "申请已经提交，材料不能再更换。")</p>\(items)</section>
            """
    }

    /// Each material with its files, and how many have none; nil where there is nothing to upload.
    private static func items(
        _ file: CaseFile, _ service: ServiceDefinition, desk: Desk, token: Markup, party: PartyID
    ) async throws -> (Markup, missing: Int)? {
        let state = file.state
        let needs = service.materials.filter { need in
            desk.office.takesUpload(need, in: state) || state.uploads.contains { $0.material == need.kind }
        }
        guard !needs.isEmpty else { return nil }
        let isOpen = state.available.contains(.answer)
        let notes = try await desk.office.uploadNotes(in: file)
        let items = needs.compactMap { need in
            desk.office.catalogue.material(need.kind).map {
                item(
                    $0, file, notes, isOpen: isOpen && desk.office.mayUpload(need, in: state, by: party), token: token, party: party,
                    reader: CaseReader(party, of: state, service), service)
            }
        }
        return ("\(items)", desk.office.wantedUploads(of: state, service).count { $0.count == 0 })
    }

    private static func item(
        _ material: MaterialDefinition, _ file: CaseFile, _ notes: [String: UploadNote], isOpen: Bool, token: Markup, party: PartyID, reader: CaseReader,
        _ service: ServiceDefinition
    ) -> Markup {
        let files = file.state.uploads.filter { $0.material == material.kind }
        let lines = files.map { upload -> Markup in
            let name = notes[upload.id]?.name ?? "材料"
            let remove: Markup =
                isOpen && upload.by == party
                ? "<form method=\"post\" action=\"\(CaseUploadRoutes.remove(file.id, upload.id))\">\(token)<button class=\"button small quiet\" type=\"submit\">移除<span class=\"hidden\">\(name)</span></button></form>"
                : .empty
            let title: Markup = reader.reads(upload, of: service) ? "<a href=\"\(CaseUploadRoutes.link(file.id, upload.id))\">\(name)</a>" : "\(material.name)"
            return """
                <li><span><b>\(title)</b><span class="small">\(size(upload.size))，\(upload.by == party ? "您上传" : "其他申请人上传")</span></span>\(remove)</li>
                """
        }
        let list: Markup = lines.isEmpty ? .empty : "<ul class=\"tasks\">\(lines)</ul>"
        let formats = material.formats.map(\.chinese).joined(separator: "、")
        let id = "f-\(material.kind)"
        let form: Markup =
            isOpen
            ? """
            <form method="post" action="\(CaseUploadRoutes.add(file.id, material.kind))" enctype="multipart/form-data" class="upload">\(token)<div class="field"><label for="\(id)">\(files.isEmpty ? "选择文件" : "再添加文件")<span class="hidden">：\(material.name)</span></label><p class="hint" id="h-\(material.kind)">\(formats)，每个不超过\(material.maxMegabytes) MB，最多\(CaseOffice.uploadsPerMaterial)个。</p><input id="\(id)" name="file" type="file" accept="\(accept(material))" multiple required aria-describedby="h-\(material.kind)"></div><button class="button small quiet" type="submit">上传<span class="hidden">\(material.name)</span></button></form>
            """ : .empty
        return "<div class=\"material\"><h3>\(material.name)</h3><p class=\"small soft\">\(material.about)</p>\(list)\(form)</div>"
    }

    private static func accept(_ material: MaterialDefinition) -> String {
        material.formats.map { format in format == .jpg ? ".jpg,.jpeg" : ".\(format.rawValue)" }.joined(separator: ",")
    }

    static func size(_ bytes: Int64) -> String {
        if bytes < 1024 { return "\(bytes) 字节" }
        if bytes < 1024 * 1024 { return "\(bytes / 1024) KB" }
        return "\(bytes / 1024 / 1024).\(bytes * 10 / 1024 / 1024 % 10) MB"
    }
}
