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
            .required("registered", .integer, "已首次登记的套数"), .required("sold", .integer, "已转移的套数"), .optional("case", .string, "首次登记的办件"),
            .required(
                "buildings",
                .array(
                    .object(
                        "ProjectBuilding", "一幢房屋", [
                            .required("code", .string, "幢代码"), .required("units", .integer, "套数"), .required("reported", .boolean, "测绘报告已经提交"),
                            .optional("report_number", .string, "测绘报告编号"), .optional("surveyor", .string, "测绘单位"),
                        ])), "各幢房屋"),
            .optional(
                "pledge",
                .object(
                    "ProjectPledge", "已经签署的承诺书", [
                        .required("signed_at", .dateTime, "签署时间"), .required("valid_until", .date, "有效期至"), .required("digest", .string, "文书的 SHA-256"),
                    ]), "承诺书"),
        ])

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
        if let pledge = overview.pledge {
            json.object("pledge") { json in
                json.field("signed_at", pledge.signedAt.rfc3339)
                json.field("valid_until", pledge.validUntil.description)
                json.field("digest", pledge.digest)
            }
        }
    }
}
