import Casework
import Identity
import Register

/// Organisations and what they may do, as the security administrator reads them.
enum OrganisationMarkup {
    private static let roles: [Role] = [.developer, .bank, .custodian, .court]

    static func word(_ role: Role) -> String {
        switch role {
        case .bank: "金融机构"
        case .custodian: "资金监管机构"
        case .court: "人民法院"
        default: "开发企业"
        }
    }

    static func source(_ event: OrganisationRoleEvent, names: [AccountID: String]) -> String {
        if event.source.hasPrefix("department:") { return MaterialNames.department(String(event.source.dropFirst(11))) }
        if event.source == OrganisationRoleEvent.connectionSource { return "接入记录" }
        if event.source.hasPrefix("account:") { return names[AccountID(String(event.source.dropFirst(8)))] ?? "安全管理员" }
        return "运维人员"
    }

    private static func tags(_ roles: Set<Role>) -> Markup {
        roles.isEmpty ? "<span class=\"tag\">没有身份</span>" : "\(Self.roles.filter(roles.contains).map { "<span class=\"tag good\">\(word($0))</span> " as Markup })"
    }

    static func table(_ found: [Organisation]) -> Markup {
        guard !found.isEmpty else { return Parts.empty("没有单位", "还没有单位取得过身份。") }
        let rows = found.map { item -> RowTable.Row in
            [
                "<a href=\"\(OrganisationAdminRoutes.one(item.party.text))\">\(item.name)</a>", "\(item.creditCode)", tags(item.roles),
                "\(item.history.first?.at.description ?? "")",
            ]
        }
        return RowTable(
            columns: [.init("单位", "wide"), .init("统一社会信用代码", "mono nowrap"), .init("身份", "nowrap"), .init("最近变更", "nowrap")], rows: rows
        ).markup
    }

    static func facts(_ found: Organisation) -> Markup {
        "<section class=\"card\"><h2>单位</h2>\(Parts.facts([("名称", "\(found.name)"), ("统一社会信用代码", "<span class=\"mono\">\(found.creditCode)</span>"), ("身份", tags(found.roles))]))</section>"
    }

    static func history(_ found: Organisation, names: [AccountID: String]) -> Markup {
        let items = found.history.map { event -> Markup in
            "<li><time>\(event.at.description)</time>\(event.isGrant ? "授予" : "撤销")\(word(event.role))身份：\(event.ground)<span class=\"small soft\">（\(source(event, names: names))\((!event.keyID.isEmpty).markup("，签名密钥 \(event.keyID)"))）</span></li>"
        }
        let list: Markup = items.isEmpty ? "<p class=\"soft\">还没有记录。</p>" : "<ul class=\"timeline\">\(items)</ul>"
        return "<section class=\"card\"><h2>身份记录</h2>\(list)</section>"
    }

    static func actions(_ found: Organisation, form: FormFields, errors: [FieldError], token: Markup) -> Markup {
        let forms = roles.map { role -> Markup in
            let has = found.roles.contains(role)
            let isThis = form["role"] == role.rawValue
            let wrong: Markup = (isThis && errors.contains { $0.name == "ground" }).markup(" wrong")
            // The error summary links to the field of the form that was sent.
            let id = isThis || (form["role"] == nil && role == roles[0]) ? "f-ground" : "f-ground-\(role.rawValue)"
            return """
                <form method="post" action="\(OrganisationAdminRoutes.roles(found.party.text))" class="card" novalidate>\(token)<input type="hidden" name="role" value="\(role.rawValue)"><input type="hidden" name="to" value="\(has ? "take" : "give")"><input type="hidden" name="version" value="\(found.version)"><h2>\(has ? "撤销" : "授予")\(word(role))身份</h2>
                \(has.markup("<p class=\"small soft\">单位的会话和接口令牌随即失效；主管部门的记录不会使其恢复，须在这里重新授予。</p>"))<div class="field\(wrong)"><label for="\(id)">理由</label><textarea id="\(id)" name="ground" rows="3" maxlength="200">\(isThis ? form["ground"] ?? "" : "")</textarea></div><button class="button small\(has ? " bad" : "")" type="submit">\(has ? "撤销" : "授予")</button></form>
                """
        }
        return "\(forms)"
    }
}
