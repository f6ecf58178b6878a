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
            Endpoint("certificate.file", .get, PathTemplate("/certificates/{file}"), .downloadOwnCertificate, .file, "下载电子证书", fileType: "application/pdf"), file)
        table.anyone(.page("check.form", .get, PathTemplate("/check"), .checkCertificate, "查验证书", query: [QueryParameter("number", .string, "证号")]), form)
        table.anyone(.page("check.show", .get, PathTemplate("/c/{token}"), .checkCertificate, "证书查验结果"), check)
        table.anyone(Endpoint("check.receipt", .get, PathTemplate("/c/{token}/receipt"), .checkCertificate, .file, "登记日志凭证", fileType: "text/plain"), receipt)
        table.anyone(Endpoint("seal.chain", .get, PathTemplate("/seal-chain.pem"), .checkCertificate, .file, "电子印章证书链", fileType: "application/x-pem-file"), chain)
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
        // Whoever isn't its holder learns no more from here than from the public page.
        guard let certificate = try await desk.office.ownCertificate(token: String(name.dropLast(4)), for: context.party.id) else { throw PortalError.notFound }
        let bytes = try await desk.office.certificateFile(certificate)
        return .file(bytes, type: "application/pdf", name: "\(certificate.number).pdf", inline: true, eTag: certificate.document)
    }

    @Sendable func form(_ request: Request, _ context: AppContext) async throws -> Response {
        let number = String((try request.query()["number"] ?? "").prefix(60))
        var answer: Markup = .empty
        var wrong: String?
        if !number.isEmpty {
            do {
                let parsed = try CertificateNumber(number)
                let region = desk.office.region
                if let found = try await desk.office.database.read({ try CertificateRecords.find(number: parsed.text, region: region, in: $0) }) {
                    return .see("/c/\(found.token)")
                }
                answer = unknown(parsed.text)
            } catch let error as CertificateNumberError {
                wrong = error.message
            }
        }
        let error = wrong.map { [FieldError("number", $0)] } ?? []
        return desk.page(
            "查验证书", context, width: .narrow, status: wrong != nil ? .unprocessableContent : answer.text.isEmpty ? .ok : .notFound,
            """
            \(Parts.errors(error))\(answer)\(answer.text.isEmpty ? "<h1>查验证书</h1>" as Markup : "<h2>再查一次</h2>")<p class="lead">扫描证书上的二维码，或输入证号，查看证书现在的状态。任何人都可以查验，不需要登录。</p>
            <form class="card" role="search" action="/check"><div class="field\((wrong != nil).markup(" wrong"))"><label for="f-number">不动产权证号或登记证明号</label><p class="hint" id="h-number">例如：赣(2026)南昌市不动产权第0000001号</p>\(wrong.markup { "<p class=\"message\" id=\"e-number\"><span class=\"hidden\">错误：</span>\($0)</p>" })<input id="f-number" name="number" type="text" value="\(number)" maxlength="60" required autocomplete="off" aria-describedby="h-number\(wrong == nil ? "" : " e-number")"\((wrong != nil).markup(" aria-invalid=\"true\""))></div><button class="button" type="submit">查验</button></form>
            """)
    }

    /// A number that was never issued: said so plainly, with what to do about it.
    private func unknown(_ number: String) -> Markup {
        """
        <div class="verdict bad" role="alert"><h1>查无此证</h1><p>\(desk.office.profile.authority)没有颁发过证号为<br><b>\(number)</b> 的证书。</p></div>
        <section class="card"><h2>接下来怎么办</h2><ul><li>请对照证书逐字核对证号，年份、地名和七位数字都不能错。</li><li>由其他市县颁发的证书，请到当地登记机构查验。</li><li>核对无误仍查不到的，证书可能是伪造的：请不要据此付款或签约，并向登记机构或公安机关反映。</li></ul></section>
        """
    }

    /// What the status means for whoever holds the paper in their hands.
    private func verdict(_ certificate: IssuedCertificate) -> Markup {
        let ended = certificate.endedAt.map { "\($0.date.chinese)起" } ?? ""
        switch certificate.status {
        case .valid: return "<div class=\"verdict\" role=\"status\"><h1>证书有效</h1><p>登记簿现在的记载与本证书一致。</p></div>"
        case .replaced:
            let next = certificate.replacedBy.markup { " <a href=\"\(Percent.link("/check", [("number", $0)]))\">查验新证书</a>" }
            return "<div class=\"verdict warn\" role=\"status\"><h1>证书已作废，换发了新证书</h1><p>\(ended)本证书不再有效，以新证书为准。\(next)</p></div>"
        case .cancelled: return "<div class=\"verdict bad\" role=\"status\"><h1>证书已注销</h1><p>\(ended)本证书不再有效：所证明的权利已经转移或者消灭。</p></div>"
        }
    }

    @Sendable func check(_ request: Request, _ context: AppContext) async throws -> Response {
        let certificate = try await find(try context.part("token"))
        let region = desk.office.region
        let folio = try await desk.office.database.read { try FolioRecords.find(certificate.unit, region: region, in: $0)?.folio }
        let title = certificate.kind == .certificate ? "不动产权证书" : "不动产登记证明"
        var facts: [(String, Markup)] = [
            ("种类", "\(title)"), ("证号", "\(certificate.number)"), ("状态", CertificateMarkup.status(certificate.status)),
            ("不动产单元号", "<span class=\"mono\">\(certificate.unit.grouped)</span>"), ("登簿时间", "\(certificate.issuedAt.description)"),
        ]
        if let ended = certificate.endedAt { facts.append(("失效时间", "\(ended.description)")) }
        if let folio {
            // Only natural facts and whether anything limits the unit: never who holds it (民法典 219; 案例二十).
            facts.append(("坐落", "\(folio.description.location)"))
            facts.append(("用途", "\(CodeLists.uses[folio.description.use] ?? folio.description.use)"))
            if folio.description.buildingArea > .zero { facts.append(("建筑面积", "\(folio.description.buildingArea.description) 平方米")) }
            facts.append(("单元现状", FolioMarkup.burdens(folio)))
            facts.append(("登记历史", "<a href=\"/units/\(certificate.unit.text)/history\">查看并核对从首次登记起的全部记录</a>"))
        }
        return desk.page(
            "\(title)查验", context, width: .narrow, scripts: ["check.js"],
            """
            \(verdict(certificate))<section class="card">\(Parts.facts(facts))</section>
            <section class="note" data-proof="/c/\(certificate.token)/receipt" data-key="\(desk.logKeys)" data-unit="\(certificate.unit.text)" data-number="\(certificate.number)" data-witnesses="\(desk.witnesses.policy.text)" aria-live="polite"><b>正在您的浏览器中核对登记日志…</b><ol></ol><noscript><p>您的浏览器没有启用脚本。可以<a href="/c/\(certificate.token)/receipt">下载存证凭据</a>，用公钥在任何工具中核验。</p></noscript></section>
            <details class="card"><summary>怎样自己核验</summary><p>凭据采用公开的透明日志格式（C2SP tlog-proof），可以<a href="/c/\(certificate.token)/receipt">下载凭据</a>，用任何兼容的工具核验。电子证书文件和证书上的二维码也各自带有同一份证明，离线即可核验（<code>dengbu verify certificate</code>）。日志公钥：<code>\(desk.logKey)</code></p></details>
            """)
    }

    @Sendable func receipt(_ request: Request, _ context: AppContext) async throws -> Response {
        let certificate = try await find(try context.part("token"))
        guard let receipt = try await desk.office.sequencer.receipt(forLeaf: "certificate:issued:\(certificate.number)", within: .seconds(2)) else {
            throw PortalError.unavailable("登记日志正在写入，请稍后再试。")
        }
        return .text(String(decoding: receipt.encoded, as: UTF8.self))
    }

    @Sendable func chain(_ request: Request, _ context: AppContext) async throws -> Response {
        .file(Array(desk.chain.utf8), type: "application/x-pem-file", name: "seal-chain.pem")
    }
}
