import Casework
import Register

/// What anybody may know of a unit.
enum PublicUnitJSON {
    static let schema = Schema.object(
        "PublicUnit", "单元的自然状况和有无权利限制，不含权利人信息", DescriptionJSON.properties + [
            .required("registered", .boolean, "已首次登记"), .required("shared", .boolean, "共有"), .required("mortgaged", .boolean, "抵押"),
            .required("seized", .boolean, "查封"), .required("restricted", .boolean, "其他限制"), .required("advance_notice", .boolean, "预告登记"),
            .required("objection", .boolean, "异议登记"), .required("residence", .boolean, "居住权"),
        ])

    static func write(_ unit: PublicUnit, to json: inout JSONWriter) {
        DescriptionJSON.write(unit.unit, unit.standing, unit.description, to: &json)
        json.field("registered", unit.isRegistered)
        json.field("shared", unit.isShared)
        json.field("mortgaged", unit.isMortgaged)
        json.field("seized", unit.isSeized)
        json.field("restricted", unit.isRestricted)
        json.field("advance_notice", unit.hasAdvanceNotice)
        json.field("objection", unit.hasObjection)
        json.field("residence", unit.hasResidence)
    }
}

/// 自然状况.
enum DescriptionJSON {
    static let properties: [Schema.Property] = [
        .required("unit", .unitCode, "不动产单元号"), .required("standing", .cases(Folio.Standing.self), "planned 预测，built 已建成，cancelled 已注销"),
        .required("location", .string, "坐落"), .required("use", NamedJSON.schema("UseCode"), "规划用途"), .required("building_area", .string, "建筑面积（平方米）"),
        .required("inner_area", .string, "专有建筑面积"), .required("shared_area", .string, "分摊建筑面积"), .optional("storey", .integer, "所在层"),
        .optional("storeys", .integer, "总层数"), .optional("land_term_until", .date, "土地使用期限至"),
    ]

    static func write(_ unit: UnitCode, _ standing: Folio.Standing, _ description: UnitDescription, to json: inout JSONWriter) {
        json.field("unit", unit.text)
        json.field("standing", standing.rawValue)
        json.field("location", description.location)
        NamedJSON.write("use", description.use, CodeLists.uses[description.use] ?? description.use, to: &json)
        json.field("building_area", description.buildingArea.description)
        json.field("inner_area", description.innerArea.description)
        json.field("shared_area", description.sharedArea.description)
        json.optional("storey", description.storey)
        json.optional("storeys", description.storeys)
        json.optional("land_term_until", description.landTermUntil)
    }
}

/// A page of the register. How parties are called is decided by who reads it.
enum FolioJSON {
    private static let holder = Schema.object("Holder", "一位权利人", [.required("name", .string, "姓名或名称"), .optional("share", .string, "份额")])

    static let schema = Schema.object(
        "RegisterPage", "登记簿页", DescriptionJSON.properties + [
            .required("version", .integer, "第几版"),
            .optional(
                "ownership",
                .object(
                    "Ownership", "所有权、使用权", [
                        .required("entry", .string, "业务号"), .required("right", .string, "权利类型"), .required("form", .string, "共有情况"),
                        .required("holders", .array(holder), "权利人"), .required("cause", .string, "登记原因"), .required("registered_at", .dateTime, "登簿时间"),
                        .optional("passed_on", .date, "先于登簿取得权利的日期（民法典229）"),
                    ]), "所有权、使用权"),
            .required(
                "mortgages",
                .array(
                    .object(
                        "Mortgage", "抵押权", [
                            .required("entry", .string, "业务号"), .required("rank", .integer, "顺位"), .required("mortgagees", .array(.string), "抵押权人"),
                            .required("mortgagors", .array(.string), "抵押人"), .required("amount", .money, "债权数额（分）"), .required("from", .date, "起"),
                            .required("until", .date, "止"), .optional("transfer_ban", .boolean, "有禁止或限制转让的约定"),
                        ])), "抵押权"),
            .required(
                "seizures",
                .array(
                    .object(
                        "Seizure", "查封", [
                            .required("entry", .string, "业务号"), .required("place", .integer, "0 为查封，其余为轮候位次"), .required("authority", .string, "机关"),
                            .required("document", .string, "文号"), .required("from", .date, "起"), .required("until", .date, "止"),
                            .optional("share", .string, "查封的份额；没有的为全部"),
                        ])), "查封"),
            .required(
                "notices",
                .array(
                    .object(
                        "AdvanceNotice", "预告登记", [
                            .required("entry", .string, "业务号"), .required("kind", .string, "种类"), .required("holders", .array(.string), "权利人"),
                            .required("obligors", .array(.string), "义务人"),
                        ])), "预告登记"),
            .required("objections", .array(entry("Objection", "异议登记")), "异议登记"), .required("locks", .array(entry("Lock", "限制")), "限制"),
            .required("residences", .array(entry("Residence", "居住权")), "居住权"), .required("easements", .array(entry("Easement", "地役权")), "地役权"),
        ])

    private static func entry(_ name: String, _ summary: String) -> Schema {
        .object(name, summary, [.required("entry", .string, "业务号"), .required("matter", .string, "内容")])
    }

    static func write(_ folio: Folio, names: [PartyID: String], to json: inout JSONWriter) {
        func name(_ party: PartyRef) -> String { names[party.id] ?? "—" }
        DescriptionJSON.write(folio.unit, folio.standing, folio.description, to: &json)
        json.field("version", folio.version)
        if let ownership = folio.ownership {
            json.object("ownership") { json in
                json.field("entry", ownership.entry.id.text)
                json.field("right", ownership.right.chinese)
                json.field("form", ownership.form.chinese)
                json.array("holders", ownership.holders) { json, holder in
                    json.object { json in
                        json.field("name", name(holder.party))
                        json.optional("share", holder.share?.description)
                    }
                }
                json.field("cause", ownership.cause.chinese)
                json.field("registered_at", ownership.entry.registeredAt.rfc3339)
                json.optional("passed_on", ownership.passedOn)
            }
        }
        json.array("mortgages", folio.mortgages) { json, mortgage in
            json.object { json in
                json.field("entry", mortgage.entry.id.text)
                json.field("rank", mortgage.rank)
                json.strings("mortgagees", mortgage.mortgagees.map(name))
                json.strings("mortgagors", mortgage.mortgagors.map(name))
                json.field("amount", mortgage.amount.fen)
                json.field("from", mortgage.from.description)
                json.field("until", mortgage.until.description)
                if let ban = mortgage.transferBan { json.field("transfer_ban", ban) }
            }
        }
        json.array("seizures", folio.seizures) { json, seizure in
            json.object { json in
                json.field("entry", seizure.entry.id.text)
                json.field("place", seizure.place)
                json.field("authority", seizure.authority)
                json.field("document", seizure.document)
                json.field("from", seizure.from.description)
                json.field("until", seizure.until.description)
                json.optional("share", seizure.share?.description)
            }
        }
        json.array("notices", folio.notices) { json, notice in
            json.object { json in
                json.field("entry", notice.entry.id.text)
                json.field("kind", notice.kind.chinese)
                json.strings("holders", notice.holders.map { name($0.party) })
                json.strings("obligors", notice.obligors.map(name))
            }
        }
        write("objections", folio.objections.map { ($0.entry.id.text, $0.matter) }, to: &json)
        write("locks", folio.locks.map { ($0.entry.id.text, "\($0.authority)：\($0.reason)") }, to: &json)
        write("residences", folio.residences.map { ($0.entry.id.text, "\($0.holders.map(name).joined(separator: "、"))：\($0.scope)") }, to: &json)
        write("easements", folio.easements.map { ($0.entry.id.text, $0.content) }, to: &json)
    }

    private static func write(_ key: String, _ entries: [(String, String)], to json: inout JSONWriter) {
        json.array(key, entries) { json, entry in
            json.object { json in
                json.field("entry", entry.0)
                json.field("matter", entry.1)
            }
        }
    }
}
