import Casework
import Hummingbird
import Identity
import Ledger
import Register
import Storage

/// Certificates: the file for its holder, the proof and the check page for everybody.
///
/// | method | path                        | who      | what                                          |
/// | ------ | --------------------------- | -------- | --------------------------------------------- |
/// | GET    | /certificates/{token}.pdf   | holder   | the sealed file                               |
/// | GET    | /c/{token}                  | anybody  | the QR code's page: status now, public facts  |
/// | GET    | /c/{token}/receipt          | anybody  | proof that the log has the entry (tlog-proof) |
/// | GET    | /check                      | anybody  | check by number                               |
struct CertificateRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.party(
            Endpoint("certificate.file", .get, PathTemplate("/certificates/{file}"), .downloadOwnCertificate, .file, "下载电子证书"), file)
        table.anyone(.page("check.form", .get, PathTemplate("/check"), .checkCertificate, "查验证书", query: [QueryParameter("number", .string, "证号")]), form)
        table.anyone(.page("check.show", .get, PathTemplate("/c/{token}"), .checkCertificate, "证书查验结果"), check)
        table.anyone(Endpoint("check.receipt", .get, PathTemplate("/c/{token}/receipt"), .checkCertificate, .file, "登记日志凭证"), receipt)
        table.anyone(Endpoint("seal.chain", .get, PathTemplate("/seal-chain.pem"), .checkCertificate, .file, "电子印章证书链"), chain)
    }

    private func find(_ token: String) async throws -> IssuedCertificate {
        guard token.count == 32, token.allSatisfy(\.isHexDigit),
            let certificate = try await desk.office.database.read({ try CertificateRecords.find(token: token, in: $0) })
        else { throw PortalError.notFound }
        return certificate
    }

    @Sendable func file(_ request: Request, _ context: PartyContext) async throws -> Response {
        let name = try context.part("file")
        guard name.hasSuffix(".pdf") else { throw PortalError.notFound }
        let certificate = try await find(String(name.dropLast(4)))
        let region = desk.office.region
        let party = context.party.id
        let isOwn = try await desk.office.database.read { connection -> Bool in
            let holdings = try FolioRecords.find(certificate.unit, region: region, in: connection)?.folio.holdings ?? []
            if holdings.contains(where: { $0.party == party && ($0.role == .owner || $0.entry == certificate.entry) }) { return true }
            return try CaseRecords.load(certificate.caseID, region: region, in: connection).state.applicants.contains { $0.party.id == party }
        }
        // Whoever isn't its holder learns no more from here than from the public page.
        guard isOwn else { throw PortalError.notFound }
        let bytes = try await desk.office.certificateFile(certificate)
        return .file(bytes, type: "application/pdf", name: "\(certificate.number).pdf", inline: true, eTag: certificate.document)
    }

    @Sendable func form(_ request: Request, _ context: AppContext) async throws -> Response {
        let number = String((try request.query()["number"] ?? "").prefix(60))
        var message: Markup = .empty
        if !number.isEmpty {
            do {
                let parsed = try CertificateNumber(number)
                let region = desk.office.region
                if let found = try await desk.office.database.read({ try CertificateRecords.find(number: parsed.text, region: region, in: $0) }) {
                    return .see("/c/\(found.token)")
                }
                message = "<div class=\"note bad\" role=\"alert\"><b>没有这个证号</b><p>请核对证号。没有记录的证书不是本登记机构颁发的。</p></div>"
            } catch let error as CertificateNumberError {
                message = "<div class=\"note bad\" role=\"alert\"><b>证号格式不对</b><p>\(error.message)</p></div>"
            }
        }
        return desk.page(
            "查验证书", context, width: .narrow,
            """
            <h1>查验证书</h1><p class="lead">扫描证书上的二维码，或输入证号，查看证书现在的状态。</p>\(message)
            <form class="card" role="search"><div class="field"><label for="number">不动产权证号或登记证明号</label><p class="hint">例如：赣(2026)南昌市不动产权第0000001号</p><input id="number" name="number" type="text" value="\(number)" maxlength="60" required></div><button class="button" type="submit">查验</button></form>
            """)
    }

    @Sendable func check(_ request: Request, _ context: AppContext) async throws -> Response {
        let certificate = try await find(try context.part("token"))
        let region = desk.office.region
        let folio = try await desk.office.database.read { try FolioRecords.find(certificate.unit, region: region, in: $0)?.folio }
        let title = certificate.kind == .certificate ? "不动产权证书" : "不动产登记证明"
        let note: Markup =
            switch certificate.status {
            case .valid: "<div class=\"note good\" role=\"status\"><b>证书有效</b><p>登记簿现在的记载与本证书一致。</p></div>"
            case .replaced: "<div class=\"note warn\" role=\"status\"><b>证书已被新证书取代</b><p>\(certificate.endedAt.markup { "\($0.description)起，本证书不再有效。" })</p></div>"
            case .cancelled: "<div class=\"note bad\" role=\"status\"><b>证书已注销</b><p>\(certificate.endedAt.markup { "\($0.description)起，本证书不再有效。" })</p></div>"
            }
        var facts: [(String, Markup)] = [
            ("证号", "\(certificate.number)"), ("不动产单元号", "<span class=\"mono\">\(certificate.unit.grouped)</span>"), ("登簿时间", "\(certificate.issuedAt.description)"),
        ]
        if let folio {
            // Only natural facts and whether anything limits the unit: never who holds it (民法典 219; 案例二十).
            facts.append(("坐落", "\(folio.description.location)"))
            facts.append(("用途", "\(CodeLists.uses[folio.description.use] ?? folio.description.use)"))
            if folio.description.buildingArea > .zero { facts.append(("建筑面积", "\(folio.description.buildingArea.description) 平方米")) }
            facts.append(("权利限制", FolioMarkup.burdens(folio)))
        }
        return desk.page(
            "\(title)查验", context, width: .narrow, scripts: ["check.js"],
            """
            <h1>\(title)查验</h1>\(note)<section class="card">\(Parts.facts(facts))</section>
            <section class="note" data-proof="/c/\(certificate.token)/receipt" data-key="\(desk.logKey)" data-unit="\(certificate.unit.text)" aria-live="polite"><b>正在您的浏览器中核对登记日志…</b><ol></ol><noscript><p>您的浏览器没有启用脚本。可以<a href="/c/\(certificate.token)/receipt">下载存证凭据</a>，用公钥在任何工具中核验。</p></noscript></section>
            <p class="small soft">凭据采用公开的透明日志格式(C2SP tlog-proof),<a href="/c/\(certificate.token)/receipt">下载凭据</a>；日志公钥：<code>\(desk.logKey)</code></p>
            """)
    }

    @Sendable func receipt(_ request: Request, _ context: AppContext) async throws -> Response {
        let certificate = try await find(try context.part("token"))
        guard let receipt = try await desk.office.sequencer.receipt(forEntry: certificate.entry, within: .seconds(2)) else {
            throw PortalError.unavailable("登记日志正在写入，请稍后再试。")
        }
        return .text(String(decoding: receipt.encoded, as: UTF8.self))
    }

    @Sendable func chain(_ request: Request, _ context: AppContext) async throws -> Response {
        .file(Array(desk.chain.utf8), type: "application/x-pem-file", name: "seal-chain.pem")
    }
}
