import Casework
import Catalogue
import Hummingbird
import Identity
import Register
import Storage

/// What is mine: property, certificates, cases, and who has looked.
///
/// | method | path                   | what                                      |
/// | ------ | ---------------------- | ----------------------------------------- |
/// | GET    | /my                    | property and certificates                 |
/// | GET    | /my/property/{unit}    | one unit's page, for its holder           |
/// | GET    | /my/cases              | my cases                                  |
/// | GET    | /my/looks              | who has looked at my data                 |
struct MyRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        table.party(.page("my.property", .get, PathTemplate("/my"), .viewOwnProperty, "我的不动产"), property)
        table.party(.page("my.unit", .get, PathTemplate("/my/property/{unit}"), .viewOwnProperty, "登记簿页"), unit)
        table.party(.page("my.cases", .get, PathTemplate("/my/cases"), .viewOwnCases, "我的办件"), cases)
        table.party(.page("my.looks", .get, PathTemplate("/my/looks"), .viewOwnLooks, "谁看过我的信息"), looks)
    }

    @Sendable func property(_ request: Request, _ context: PartyContext) async throws -> Response {
        let region = desk.office.region
        let party = context.party.id
        let list = try await desk.office.database.read { connection -> [(Holding, Folio, [IssuedCertificate])] in
            try HoldingRecords.of(party, region: region, in: connection).prefix(200).compactMap { holding in
                guard let page = try FolioRecords.find(holding.unit, region: region, in: connection) else { return nil }
                let certificates = try CertificateRecords.valid(of: holding.unit, region: region, in: connection).filter { $0.entry == holding.entry }
                return (holding, page.folio, certificates)
            }
        }
        let items = list.map { holding, folio, certificates -> Markup in
            let links = certificates.map { "<a class=\"button small quiet\" href=\"/certificates/\($0.token).pdf\">电子证书</a>" as Markup }
            return """
                <li class="card"><p>\(FolioMarkup.role(holding.role)) \(FolioMarkup.burdens(folio))</p><h3><a href="/my/property/\(folio.unit.text)">\(folio.description.location)</a></h3>
                <p class="soft small mono">\(folio.unit.grouped)</p><p class="small">\(certificates.first?.number ?? "")</p><div class="actions">\(links)</div></li>
                """
        }
        return desk.page(
            "我的不动产", context,
            """
            <h1>我的不动产</h1>\(items.isEmpty ? Parts.empty("您名下还没有已登记的不动产", "全款购买的新房可以自己办证。", action: ("去办证", "/services/transfer.presold.by-buyer")) : "<ul class=\"grid\">\(items)</ul>")
            <p class="actions"><a class="button quiet" href="/my/cases">我的办件</a><a class="button quiet" href="/my/looks">谁看过我的信息</a></p>
            """)
    }

    @Sendable func unit(_ request: Request, _ context: PartyContext) async throws -> Response {
        let code = try context.unitCode()
        let region = desk.office.region
        let party = context.party.id
        let office = desk.office
        let found = try await office.database.read { connection -> (Folio, [PartyID: String], [IssuedCertificate])? in
            guard let page = try FolioRecords.find(code, region: region, in: connection),
                page.folio.holdings.contains(where: { $0.party == party })
            else { return nil }
            let ids = Set(page.folio.holdings.map(\.party))
            // Co-owners of one page know each other; everybody else is shown masked.
            let names = try office.parties.masked(ids, in: connection).mapValues(\.name)
            return (page.folio, names, try CertificateRecords.all(of: code, region: region, in: connection).filter { $0.entry == page.folio.ownership?.entry.id || page.folio.liveEntries.contains($0.entry) })
        }
        // A page that isn't the asker's doesn't exist for the asker.
        guard let (folio, names, certificates) = found else { throw PortalError.notFound }
        return desk.page(
            "登记簿页", context,
            """
            \(Parts.crumbs([("我的不动产", "/my")]))<h1>\(folio.description.location)</h1>\(FolioMarkup.page(folio, names: names))
            <section class="card"><h2>证书</h2>\(CertificateMarkup.list(certificates))</section>
            """)
    }

    @Sendable func cases(_ request: Request, _ context: PartyContext) async throws -> Response {
        let list = try await desk.office.cases(of: context.party.id)
        let items = list.map { item -> Markup in
            let service = desk.office.catalogue.service(item.service)?.shortName ?? item.service
            return """
                <li><span><b><a href="/cases/\(item.id)">\(service)</a></b><span class="small">受理编号 \(item.id),\(item.openedAt.description)</span></span>\(CaseTag.tag(item.phase))</li>
                """
        }
        return desk.page(
            "我的办件", context, width: .narrow,
            "<h1>我的办件</h1>\(items.isEmpty ? Parts.empty("还没有办件", "从服务目录选择要办的事。", action: ("服务目录", "/services")) : "<div class=\"card\"><ul class=\"tasks\">\(items)</ul></div>")")
    }

    @Sendable func looks(_ request: Request, _ context: PartyContext) async throws -> Response {
        let region = desk.office.region
        let party = context.party.id
        let sealer = desk.office.parties.lookLog
        let looks = try await desk.office.database.read { try sealer.looks(at: party, in: $0) }
        _ = region
        let rows = looks.map { look -> Markup in
            "<tr><td>\(look.at.description)</td><td>\(look.viewer.office)</td><td>\(look.viewer.role.chinese)</td><td>\(look.purpose.code.chinese):\(look.purpose.text)</td><td>\(look.fields.sorted().map(\.chinese).joined(separator: "、"))</td></tr>"
        }
        return desk.page(
            "谁看过我的信息", context,
            """
            \(Parts.crumbs([("我的不动产", "/my")]))<h1>谁看过我的信息</h1><p class="lead">登记机构工作人员每一次查看您的个人信息，都须写明用途并留下记录。</p>
            \(rows.isEmpty ? Parts.empty("还没有人查看过", "系统自动办理时由程序核验，不需要工作人员查看。") : "<div class=\"scroll\"><table><thead><tr><th>时间</th><th>机构</th><th>岗位</th><th>用途</th><th>查看内容</th></tr></thead><tbody>\(rows)</tbody></table></div>")
            """)
    }
}
