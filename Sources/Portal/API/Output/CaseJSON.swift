import Casework
import Catalogue
import Register

/// A case as its applicants read it. Officials' view adds to it (``OfficeCaseJSON``).
enum CaseJSON {
    static let summary = Schema.object("CaseSummary", "一个办件", summaryProperties)
    static let summaryProperties: [Schema.Property] = [
        .required("id", .string, "受理编号"), .required("service", NamedJSON.schema("ServiceName"), "事项"),
        .required("phase", NamedJSON.schema("Phase", .cases(CaseState.Phase.self)), "状态"), .optional("unit", .unitCode, "不动产单元号"),
        .required("opened_at", .dateTime, "申请时间"), .optional("accepted_at", .dateTime, "受理时间"), .optional("due_on", .date, "应办结日期"),
        .required("changed_at", .dateTime, "最近变化"),
    ]

    static let properties: [Schema.Property] = [
        .required("id", .string, "受理编号"), .required("version", .integer, "版本，随每一步增加"), .required("service", .reference("ServiceName"), "事项"),
        .required("phase", .reference("Phase"), "状态"), .required("actions", .array(.cases(AvailableAction.self)), "现在可以做的事"),
        .required("units", .array(.unitCode), "不动产单元"), .optional("project", .string, "项目"),
        .required("answers", .map(.string), "已填写的内容；由对方负担的费用不显示"), OpenQuestionJSON.property, FindingJSON.property, .required("materials", .array(material), "材料"),
        .required("uploads", .array(upload), "申请人上传的文件"),
        .required("signed", .integer, "已签署的申请人数"),
        .optional(
            "waiting",
            .object(
                "Waiting", "办件在等谁", [
                    .required("for", .oneOf(["applicant", "payment", "officer", "department", "earlierCase", "court", "publicNotice"]), "等待对象"), .required("reason", .string, "原因"),
                ]), "等待"),
        .optional("returned", .array(.reference("Finding")), "一次性告知的补正内容"), .optional("refusal", .string, "不予登记的理由"),
        .optional("fee", fee, "费用"), .required("opened_at", .dateTime, "申请时间"), .optional("submitted_at", .dateTime, "提交时间"),
        .optional("accepted_at", .dateTime, "受理时间"), .optional("due_on", .date, "应办结日期"), .optional("registered_at", .dateTime, "登簿时间"),
        .required("history", .array(.object("HistoryItem", "一步", [.required("at", .dateTime, "时间"), .required("by", .string, "办理者"), .required("what", .string, "做了什么")])), "经过"),
    ]

    static let whole = Schema.object(
        "Case", "一个办件",
        properties + [
            .required(
                "applicants",
                .array(
                    .object(
                        "Applicant", "一位申请人", [
                            .required("role", NamedJSON.schema("RoleName"), "身份"), .required("name", .string, "姓名或名称；他人姓名已遮盖"), .required("me", .boolean, "本人"),
                            .required("signed", .boolean, "已签署"),
                        ])), "申请人"), .required("certificates", .array(CertificateJSON.own), "颁发给本人的证书、证明"),
            .optional("pledge_notice", .string, "开发企业的承诺书撤回或到期时，对本办件的影响"), SaleJSON.property,
        ])

    static let fee = Schema.object(
        "Fee", "登记费", [
            .required("total", .money, "合计（分）"), .required("paid", .boolean, "已缴"), .optional("pay_url", .string, "缴费页面"), .optional("receipt", .string, "票据号"),
            .required(
                "lines",
                .array(.object("FeeLine", "一项费用", [.required("name", .string, "名称"), .required("amount", .money, "金额（分）"), .required("basis", .string, "依据")])), "明细"),
        ])

    private static let material = Schema.object(
        "CaseMaterial", "一份材料", [
            .required("kind", .string, "材料代码"), .required("name", .string, "名称"), .required("from", .string, "来源"),
            .required("state", .oneOf(["fetched", "notFound", "uploaded", "unavailable"]), "状态"), .optional("note", .string, "说明"),
        ])

    private static let upload = Schema.object(
        "CaseUpload", "一个上传的文件", [
            .required("id", .string, "文件编号"), .required("material", .string, "材料代码"), .required("size", .integer, "字节数"), .required("sha256", .string, "内容的 SHA-256"),
        ])

    static func summary(_ item: CaseSummary, _ catalogue: ServiceCatalogue, to json: inout JSONWriter) {
        json.field("id", item.id)
        NamedJSON.write("service", item.service, catalogue.service(item.service)?.shortName ?? item.service, to: &json)
        NamedJSON.write("phase", item.phase.rawValue, item.phase.chinese, to: &json)
        json.optional("unit", item.unit)
        json.field("opened_at", item.openedAt.rfc3339)
        json.optional("accepted_at", item.acceptedAt)
        json.optional("due_on", item.dueOn)
        json.field("changed_at", item.changedAt.rfc3339)
    }

    static func common(_ file: CaseFile, _ service: ServiceDefinition, _ office: CaseOffice, for reader: CaseReader, to json: inout JSONWriter) {
        let state = file.state
        let catalogue = office.catalogue
        let names = SourceNames(office)
        json.field("id", file.id)
        json.field("version", state.version)
        NamedJSON.write("service", service.id, service.shortName, to: &json)
        NamedJSON.write("phase", state.phase.rawValue, state.phase.chinese, to: &json)
        json.strings("actions", state.available.map(\.rawValue))
        json.strings("units", state.units.map(\.text))
        json.optional("project", state.project)
        json.object("answers") { json in
            for (name, answer) in state.answers.sorted(by: { $0.key < $1.key }) where service.field(name).map({ reader.sees(answer, to: $0, of: service) }) ?? true {
                json.field(name, answer)
            }
        }
        OpenQuestionJSON.write(state, service, to: &json)
        FindingJSON.write("findings", state.findings, for: reader, to: &json)
        json.array("materials", state.materials.values.sorted { $0.material < $1.material }) { json, item in
            json.object { json in
                json.field("kind", item.material)
                json.field("name", catalogue.material(item.material)?.name ?? item.material)
                json.field("from", names.issuer(item.source, item.institution))
                json.field("state", item.state.rawValue)
                json.optional("note", item.note)
            }
        }
        json.field("signed", state.signatures.count)
        if let waiting = state.waiting {
            json.object("waiting") { json in
                json.field("for", waiting.on.rawValue)
                json.field("reason", waiting.reason)
            }
        }
        json.array("uploads", state.uploads) { json, upload in
            json.object { json in
                json.field("id", upload.id)
                json.field("material", upload.material)
                json.field("size", upload.size)
                json.field("sha256", upload.digest)
            }
        }
        if let returned = state.returned { FindingJSON.write("returned", returned.findings, for: reader, to: &json) }
        json.optional("refusal", state.refusal?.opinion)
        if state.fee != nil { json.object("fee") { fee(state, to: &$0) } }
        json.field("opened_at", state.openedAt.rfc3339)
        json.optional("submitted_at", state.submittedAt)
        json.optional("accepted_at", state.acceptedAt)
        json.optional("due_on", office.dueDay(of: state) ?? state.acceptance?.dueOn)
        json.optional("registered_at", state.registeredAt)
        json.array("history", file.actions.compactMap { action in History.sentence(action, names, for: reader).map { (action, $0) } }) { json, item in
            json.object { json in
                json.field("at", item.0.at.rfc3339)
                json.field("by", names.actor(item.0.actor))
                json.field("what", item.1)
            }
        }
    }

    static func fee(_ state: CaseState, to json: inout JSONWriter) {
        json.field("total", state.fee?.total.fen ?? 0)
        json.field("paid", state.payment != nil)
        if state.payment == nil { json.optional("pay_url", state.fee?.payURL) }
        json.optional("receipt", state.payment?.receipt)
        json.array("lines", state.fee?.lines ?? []) { json, line in
            json.object { json in
                json.field("name", line.name)
                json.field("amount", line.amount.fen)
                json.field("basis", line.basis)
            }
        }
    }
}

extension FindingJSON {
    static let property = Schema.Property.required("findings", .array(schema), "核验意见")
}
