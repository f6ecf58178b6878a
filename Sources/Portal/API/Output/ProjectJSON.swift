import Casework
import Register

/// A project as its developer reads it.
enum ProjectJSON {
    static let state = NamedJSON.schema("ProjectState", .cases(Project.State.self))

    static let summary = Schema.object("OwnProject", "本企业的一个项目", summaryProperties)
    private static let summaryProperties: [Schema.Property] = [
        .required("id", .string, "项目编号"), .required("name", .string, "名称"), .required("location", .string, "坐落"), .required("parcel", .string, "宗地代码"),
        .required("state", state, "状态"), .optional("suspended_for", .string, "暂停的原因"), .required("units", .integer, "房屋套数"),
    ]

    static let whole = Schema.object(
        "OwnProjectDetails", "本企业的一个项目，连同还缺什么",
        summaryProperties + [
            .required("editable", .boolean, "还可以修改"), .required("ready", .boolean, "首次登记的材料已经齐全"), .required("self_service", .integer, "列入自办名单的套数"),
            .required("outlined", .integer, "有平面轮廓的套数，其不动产权证书有房产分户图"),
            .required("registered", .integer, "已首次登记的套数"), .required("sold", .integer, "已转移的套数"), .optional("case", .string, "首次登记的办件"),
            .required(
                "buildings",
                .array(
                    .object(
                        "ProjectBuilding", "一幢房屋", [
                            .required("code", .string, "幢代码"), .required("units", .integer, "套数"), .required("reported", .boolean, "测绘报告已经提交"),
                            .optional("report_number", .string, "测绘报告编号"), .optional("surveyor", .string, "测绘单位"),
                        ])), "各幢房屋"),
            .optional("pledge", pledge, "承诺书"),
        ])

    static let pledge = Schema.object(
        "ProjectPledge", "已经签署的承诺书", [
            .required("signed_at", .dateTime, "签署时间"), .required("valid_until", .date, "有效期至"), .required("digest", .string, "文书的 SHA-256"),
            .required("in_force", .boolean, "有效"), .optional("withdrawn_at", .dateTime, "撤回时间"), .optional("withdrawn_for", .string, "撤回的原因"),
            .optional("file_sha256", .string, "盖章文件的 SHA-256"),
        ])

    private static let listedProperties: [Schema.Property] = [
        .required("id", .string, "项目编号"), .required("name", .string, "名称"), .required("location", .string, "坐落"), .required("parcel", .string, "宗地代码"),
        .required("state", .reference("ProjectState"), "状态"), .optional("suspended_for", .string, "暂停的原因"),
        .required("open", .boolean, "购房人现在可以自行办理"), .optional("closed_for", .string, "现在不能自行办理的原因"), .optional("pledge", .reference("ProjectPledge"), "承诺书"),
    ]
    /// Everybody's view.
    static let listed = Schema.object("Project", "购房人可自行办理的项目", listedProperties)
    /// A registrar's.
    static let listing = Schema.object(
        "ListedProject", "名单中的一个项目，连同项目记录",
        listedProperties + [
            .required("version", .integer, "版本，随每次变更增加"),
            .required(
                "history",
                .array(
                    .object(
                        "ProjectEvent", "一次变更", [.required("at", .dateTime, "时间"), .required("what", NamedJSON.schema("ProjectEventKind"), "事项"), .required("detail", .string, "说明")])), "项目记录，新的在前"),
        ])

    static func write(_ found: ListedProject, on day: LegalDate, to json: inout JSONWriter) {
        let project = found.project
        let standing = found.standing(on: day)
        json.field("id", project.id)
        json.field("name", project.name)
        json.field("location", project.location)
        json.field("parcel", project.parcel)
        NamedJSON.write("state", project.state.rawValue, project.state.chinese, to: &json)
        json.optional("suspended_for", project.suspendedFor)
        json.field("open", standing.isOpen)
        json.optional("closed_for", standing.reason)
        if let pledge = found.pledge { write(pledge, on: day, to: &json) }
    }

    static func write(_ found: ListedProject, events: [ProjectEvent], version: Int, on day: LegalDate, to json: inout JSONWriter) {
        write(found, on: day, to: &json)
        json.field("version", version)
        json.array("history", events) { json, event in
            json.object { json in
                json.field("at", event.at.rfc3339)
                NamedJSON.write("what", event.kind.rawValue, event.kind.chinese, to: &json)
                json.field("detail", event.detail)
            }
        }
    }

    private static func write(_ pledge: Pledge, on day: LegalDate, to json: inout JSONWriter) {
        json.object("pledge") { json in
            json.field("signed_at", pledge.signedAt.rfc3339)
            json.field("valid_until", pledge.validUntil.description)
            json.field("digest", pledge.digest)
            json.field("in_force", pledge.isInForce(on: day))
            json.optional("withdrawn_at", pledge.revokedAt)
            json.optional("withdrawn_for", pledge.revokedFor)
            json.optional("file_sha256", pledge.document)
        }
    }

    static func write(_ project: Project, units: Int, to json: inout JSONWriter) {
        json.field("id", project.id)
        json.field("name", project.name)
        json.field("location", project.location)
        json.field("parcel", project.parcel)
        NamedJSON.write("state", project.state.rawValue, project.state.chinese, to: &json)
        json.optional("suspended_for", project.suspendedFor)
        json.field("units", units)
    }

    static func write(_ overview: ProjectOverview, to json: inout JSONWriter) {
        write(overview.project, units: overview.units.count, to: &json)
        json.field("editable", overview.isEditable)
        json.field("ready", overview.isReady)
        json.field("self_service", overview.selfService)
        json.field("outlined", overview.outlined)
        json.field("registered", overview.registered)
        json.field("sold", overview.sold)
        json.optional("case", overview.caseID)
        json.array("buildings", overview.buildings) { json, building in
            let report = overview.reports.first { $0.building == building.code }
            json.object { json in
                json.field("code", building.code)
                json.field("units", building.units)
                json.field("reported", report != nil)
                json.optional("report_number", report?.number)
                json.optional("surveyor", report?.surveyor)
            }
        }
        if let pledge = overview.pledge { write(pledge, on: overview.today, to: &json) }
    }
}
