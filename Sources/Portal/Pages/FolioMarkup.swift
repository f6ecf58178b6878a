import Casework
import Register

/// A register page for reading: to its holder, or to an official with a purpose.
enum FolioMarkup {
    static func role(_ role: Holding.Role) -> Markup {
        switch role {
        case .owner: "<span class=\"tag accent\">权利人</span>"
        case .mortgagee: "<span class=\"tag\">抵押权人</span>"
        case .noticeHolder: "<span class=\"tag\">预告登记权利人</span>"
        case .residence: "<span class=\"tag\">居住权人</span>"
        case .easement: "<span class=\"tag\">地役权人</span>"
        }
    }

    /// What limits the unit, as tags; "无限制" when nothing does.
    static func burdens(_ folio: Folio) -> Markup {
        var tags: [Markup] = []
        if folio.standing == .cancelled { return "<span class=\"tag bad\">已注销</span>" }
        if !folio.seizures.isEmpty { tags.append("<span class=\"tag bad\">查封</span> ") }
        if !folio.locks.isEmpty { tags.append("<span class=\"tag bad\">限制</span> ") }
        if !folio.mortgages.isEmpty { tags.append("<span class=\"tag warn\">抵押</span> ") }
        if !folio.notices.isEmpty { tags.append("<span class=\"tag warn\">预告</span> ") }
        if !folio.objections.isEmpty { tags.append("<span class=\"tag warn\">异议</span> ") }
        if !folio.residences.isEmpty { tags.append("<span class=\"tag warn\">居住权</span> ") }
        if !folio.easements.isEmpty { tags.append("<span class=\"tag warn\">地役权</span> ") }
        return tags.isEmpty ? "<span class=\"tag good\">无权利限制</span>" : "\(tags)"
    }

    /// - Parameter names: how parties are called for this reader: masked or revealed.
    static func page(_ folio: Folio, names: [PartyID: String]) -> Markup {
        func name(_ party: PartyRef) -> String { names[party.id] ?? "—" }
        func list(_ parties: [PartyRef]) -> String { parties.map(name).joined(separator: "、") }
        let description = folio.description
        var natural: [(String, Markup)] = [
            ("不动产单元号", "<span class=\"mono\">\(folio.unit.grouped)</span>"), ("坐落", "\(description.location)"),
            ("用途", "\(CodeLists.uses[description.use] ?? description.use)"), ("权利性质", "\(CodeLists.landNatures[description.landNature] ?? description.landNature)"),
        ]
        if description.buildingArea > .zero {
            natural.append(("建筑面积", "\(description.buildingArea.description) 平方米（专有 \(description.innerArea.description)，分摊 \(description.sharedArea.description)）"))
        }
        if let storey = description.storey, let storeys = description.storeys { natural.append(("所在层/总层数", "\(storey)/\(storeys)")) }
        if let until = description.landTermUntil { natural.append(("土地使用期限至", "\(until.chinese)")) }
        var sections: [Markup] = ["<section class=\"card\"><h2>自然状况</h2>\(Parts.facts(natural))</section>"]
        if let ownership = folio.ownership {
            let passed: [(String, Markup)] = ownership.passedOn.map { day in [("取得日期", "\(day.chinese)，依法院裁定取得")] } ?? []
            let holders = ownership.holders.map { holder in name(holder.party) + (holder.share.map { "（\($0)）" } ?? "") }.joined(separator: "、")
            sections.append(
                """
                <section class="card"><h2>\(ownership.right.chinese)</h2>\(Parts.facts([("权利人", "\(holders)"), ("共有情况", "\(ownership.form.chinese)"), ("登记原因", "\(ownership.cause.chinese)"), ("业务号", "<span class=\"mono\">\(ownership.entry.id.text)</span>"), ("登簿时间", "\(ownership.entry.registeredAt.description)")] + passed))</section>
                """)
        } else {
            sections.append("<section class=\"card\"><h2>权利状况</h2><p>尚未办理首次登记。</p></section>")
        }
        for mortgage in folio.mortgages {
            sections.append(
                """
                <section class="card"><h2>抵押权（第\(mortgage.rank)顺位）</h2>\(Parts.facts([("抵押权人", "\(list(mortgage.mortgagees))"), ("抵押人", "\(list(mortgage.mortgagors))"), ("债务人", mortgage.debtors.isEmpty ? "未记载" : "\(list(mortgage.debtors))"), ("债权数额", "¥ \(mortgage.amount.description)"), ("债务履行期限", "\(mortgage.from.description) 至 \(mortgage.until.description)"), ("禁止或限制转让的约定", "\(mortgage.transferBan.map { $0 ? "有" : "无" } ?? "未记载")"), ("业务号", "<span class=\"mono\">\(mortgage.entry.id.text)</span>")]))</section>
                """)
        }
        for seizure in folio.seizures {
            let share: [(String, Markup)] = seizure.share.map { share in [("查封份额", "\(share.description)")] } ?? []
            sections.append(
                """
                <section class="card"><h2>\(seizure.chinese)\(seizure.place == 0 ? "" : "（第\(seizure.place)位）")</h2>\(Parts.facts([("查封机关", "\(seizure.authority)"), ("文号", "\(seizure.document)"), ("期限", "\(seizure.from.description) 至 \(seizure.until.description)")] + share))</section>
                """)
        }
        for notice in folio.notices {
            sections.append(
                """
                <section class="card"><h2>预告登记</h2>\(Parts.facts([("种类", "\(notice.kind.chinese)"), ("金额", "¥ \(notice.amount.description)"), ("权利人", "\(list(notice.holders.map(\.party)))"), ("义务人", "\(list(notice.obligors))"), ("登簿时间", "\(notice.entry.registeredAt.description)")]))</section>
                """)
        }
        for objection in folio.objections {
            sections.append("<section class=\"card\"><h2>异议登记</h2>\(Parts.facts([("异议事项", "\(objection.matter)"), ("是否已经起诉", "\(objection.suitFiledOn.map { "\($0.chinese)起诉" } ?? "没有收到受理通知书，\(objection.lastDayToSue.chinese)后失效")"), ("登簿时间", "\(objection.entry.registeredAt.description)")]))</section>")
        }
        for lock in folio.locks {
            sections.append("<section class=\"card\"><h2>限制</h2>\(Parts.facts([("机关", "\(lock.authority)"), ("原因", "\(lock.reason)")]))</section>")
        }
        for residence in folio.residences {
            sections.append("<section class=\"card\"><h2>居住权</h2>\(Parts.facts([("居住权人", "\(list(residence.holders))"), ("范围", "\(residence.scope)"), ("期限", "\(residence.from.chinese)起，\(residence.term.chinese)")]))</section>")
        }
        for easement in folio.easements {
            sections.append("<section class=\"card\"><h2>地役权</h2>\(Parts.facts([("地役权人", "\(list(easement.holders))"), ("需役地", "<span class=\"mono\">\(easement.dominant.grouped)</span>"), ("内容", "\(easement.content)"), ("期限", "\(easement.from.chinese)起\(easement.until.map { "，至\($0.chinese)" } ?? "")")]))</section>")
        }
        return "<p>\(burdens(folio)) <span class=\"soft small\">第 \(folio.version) 版</span></p>\(sections)"
    }
}

enum CaseTag {
    static func tag(_ phase: CaseState.Phase) -> Markup {
        switch phase {
        case .completed, .registered: "<span class=\"tag good\">\(phase.chinese)</span>"
        case .refused: "<span class=\"tag bad\">\(phase.chinese)</span>"
        case .waitingApplicant, .waitingPayment, .suspended, .waitingDepartment, .publicNotice: "<span class=\"tag warn\">\(phase.chinese)</span>"
        case .draft, .inProgress, .waitingOfficer, .withdrawn: "<span class=\"tag\">\(phase.chinese)</span>"
        }
    }
}

enum CertificateMarkup {
    static func status(_ status: IssuedCertificate.Status) -> Markup {
        switch status {
        case .valid: "<span class=\"tag good\">有效</span>"
        case .replaced: "<span class=\"tag warn\">已换发</span>"
        case .cancelled: "<span class=\"tag bad\">已注销</span>"
        }
    }

    /// - Parameter showing: with the way to show some of its fields, for its holder.
    static func list(_ certificates: [IssuedCertificate], showing: Bool = false) -> Markup {
        let items = certificates.map { certificate -> Markup in
            let show: Markup = showing && certificate.disclosure != nil
                ? " <a href=\"/my/certificates/\(certificate.token)/show\">出示部分内容<span class=\"hidden\">\(certificate.number)</span></a>" : .empty
            return "<li><span><b>\(certificate.number)</b><span class=\"small\">\(certificate.issuedAt.description)</span></span><span class=\"links\">\(status(certificate.status)) <a href=\"/certificates/\(certificate.token).pdf\">下载<span class=\"hidden\">\(certificate.number)</span></a> <a href=\"/c/\(certificate.token)\">查验<span class=\"hidden\">\(certificate.number)</span></a>\(show)</span></li>"
        }
        if items.isEmpty { return "<p>没有证书。</p>" }
        return "<ul class=\"tasks\">\(items)</ul>"
    }
}
