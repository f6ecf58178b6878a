import Casework
import Hummingbird
import Identity
import Register
import Storage

/// 查询结果证明: the file for whoever asked, the check page for everybody they show it to.
///
/// | method | path                     | who      | what                                                         |
/// | ------ | ------------------------ | -------- | ------------------------------------------------------------ |
/// | GET    | /extracts/{token}.pdf    | asker    | the sealed file                                              |
/// | GET    | /x/{token}               | anybody  | the QR code's page: number, time, and the file's fingerprint |
struct ExtractRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.party(Endpoint("extract.file", .get, PathTemplate("/extracts/{file}"), .downloadOwnCertificate, .file, "下载查询结果证明"), file)
        table.anyone(.page("extract.check", .get, PathTemplate("/x/{token}"), .checkCertificate, "核验查询结果证明"), check)
    }

    private func find(_ token: String) async throws -> IssuedExtract {
        guard token.count == 32, token.allSatisfy(\.isHexDigit), let extract = try await desk.office.database.read({ try ExtractRecords.find(token: token, in: $0) })
        else { throw PortalError.notFound }
        return extract
    }

    @Sendable func file(_ request: Request, _ context: PartyContext) async throws -> Response {
        let name = try context.part("file")
        guard name.hasSuffix(".pdf") else { throw PortalError.notFound }
        let extract = try await find(String(name.dropLast(4)))
        // Whoever isn't the asker learns no more from here than from the public page.
        guard extract.party == context.party.id else { throw PortalError.notFound }
        guard let bytes = try await desk.office.extractFile(extract) else { throw PortalError.unavailable("查询结果正在制作，请稍后再试。") }
        return .file(bytes, type: "application/pdf", name: "\(extract.number).pdf", inline: true, eTag: extract.document)
    }

    @Sendable func check(_ request: Request, _ context: AppContext) async throws -> Response {
        let extract = try await find(try context.part("token"))
        let authority = desk.office.profile.authority
        guard let document = extract.document else { throw PortalError.unavailable("查询结果正在制作，请稍后再试。") }
        return desk.page(
            "核验查询结果证明", context, width: .narrow, scripts: ["extract.js"],
            """
            <div class="verdict"><h1>确由本机构出具</h1><p>\(authority)于\(extract.issuedAt.date.chinese)出具了编号如下的查询结果证明。</p></div>
            <section class="card">\(Parts.facts([("编号", "\(extract.number)"), ("出具机构", "\(authority)"), ("查询时间", "\(extract.issuedAt.description)"), ("文件指纹", "<code>\(document)</code>")]))</section>
            <section class="card"><h2>核对内容是否被改动</h2><p>为保护查询人，本页不显示查询内容。请选择您收到的 PDF 文件，浏览器会在本机计算指纹并与上面的比对，文件不会上传。</p><div data-digest="\(document)" hidden><div class="field"><label for="file">收到的 PDF 文件</label><input id="file" type="file" accept="application/pdf"></div><div role="status" data-answer></div></div><noscript><p>您的浏览器没有启用脚本。可以用任何工具计算文件的 SHA-256 值并与上面的指纹比对。</p></noscript></section>
            <p class="small soft">证明反映查询时登记簿的记载；此后是否变化，以登记簿为准。</p>
            """)
    }
}
