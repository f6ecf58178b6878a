import Catalogue
import Exchange

/// A service as the API tells it; everything follows from its file in the catalogue.
enum ServiceJSON {
    static let summary = Schema.object(
        "ServiceSummary", "一项服务", [
            .required("id", .string, "服务编号"), .required("name", .string, "名称"), .required("summary", .string, "说明"),
            .required("category", NamedJSON.schema("ServiceCategory", .cases(ServiceCategory.self)), "主题"),
        ])

    static let whole = Schema.object(
        "Service", "一项服务的办理指南", [
            .required("id", .string, "服务编号"), .required("name", .string, "名称"), .required("short_name", .string, "简称"),
            .required("summary", .string, "说明"), .required("category", .reference("ServiceCategory"), "主题"),
            .required("subject", .cases(ServiceSubject.self), "办理的对象"), .required("law", .array(.string), "法律依据"),
            .required(
                "applicants",
                .array(
                    .object(
                        "ApplicantRole", "一种申请人身份", [
                            .required("role", .string, "身份代码"), .required("label", .string, "名称"), .required("kinds", .array(.cases(ApplicantKind.self)), "哪些当事人"),
                            .required("alone", .boolean, "可以单独申请"), .required("several", .boolean, "可以有多人"),
                            .required("optional", .boolean, "只在须取得其同意时参加"),
                        ])), "申请人"),
            .required("channels", .array(.cases(Channel.self)), "办理渠道"), .required("requires", .array(.string), "办理条件"),
            .required("form", .array(field), "要填写的内容"),
            .required(
                "materials",
                .array(
                    .object(
                        "MaterialNeed", "一份材料", [
                            .required("kind", .string, "材料代码"), .required("name", .string, "名称"), .required("from", .string, "来源"),
                            .required("uploaded", .boolean, "由申请人提供"),
                        ])), "材料"),
            .required("legal_working_days", .integer, "法定办理时限（工作日）"), .required("fee", .string, "收费说明"),
            .required("issues", .array(.string), "颁发的证书、证明"),
        ])

    static let field = Schema.object(
        "FormField", "一项要填写的内容", [
            .required("name", .string, "名称，作为 answers 的键"), .required("label", .string, "标签"), .required("type", .cases(FieldType.self), "类型"),
            .required("required", .boolean, "必填"),
            .required("by", .array(.string), "由哪些身份的申请人填写，其他人填写的不接受（403 answered-by-others）；为空的，参加申请的各方都可以填写"), .optional("help", .string, "说明"), .optional("max_length", .integer, "最多字数"),
            .optional("min", .integer, "最小值"), .optional("max", .integer, "最大值"),
            .required("options", .array(NamedJSON.schema("Option")), "选项"),
        ])

    static func summary(_ service: ServiceDefinition, to json: inout JSONWriter) {
        json.field("id", service.id)
        json.field("name", service.name)
        json.field("summary", service.summary)
        NamedJSON.write("category", service.category.rawValue, service.category.chinese, to: &json)
    }

    /// - Parameter custodians: who is connected to hold money: the options of fields that choose one.
    static func write(_ service: ServiceDefinition, _ catalogue: ServiceCatalogue, custodians: [DepartmentDirectory.Institution], to json: inout JSONWriter) {
        summary(service, to: &json)
        json.field("short_name", service.shortName)
        json.field("subject", service.subject.rawValue)
        json.strings("law", service.law.map(\.short))
        json.array("applicants", service.applicants) { json, role in
            json.object { json in
                json.field("role", role.role)
                json.field("label", role.label)
                json.strings("kinds", role.kinds.map(\.rawValue))
                json.field("alone", role.alone)
                json.field("several", role.several)
                json.field("optional", role.optional)
            }
        }
        json.strings("channels", service.channels.map(\.rawValue))
        json.strings("requires", service.requires.map(\.says))
        json.array("form", service.form) { json, field in json.object { Self.field(field, custodians, to: &$0) } }
        json.array("materials", service.materials) { json, need in
            json.object { json in
                json.field("kind", need.kind)
                json.field("name", catalogue.material(need.kind)?.name ?? need.kind)
                json.field("from", MaterialNames.issuer(need.from))
                json.field("uploaded", need.isUploaded)
            }
        }
        json.field("legal_working_days", service.within.legalWorkingDays)
        json.field("fee", service.fee.says)
        json.strings("issues", service.issues)
    }

    private static func field(_ field: FormField, _ custodians: [DepartmentDirectory.Institution], to json: inout JSONWriter) {
        json.field("name", field.name)
        json.field("label", field.label)
        json.field("type", field.type.rawValue)
        json.field("required", field.required)
        json.strings("by", field.by)
        json.optional("help", field.help)
        json.optional("max_length", field.limits.maxLength)
        json.optional("min", field.limits.min)
        json.optional("max", field.limits.max)
        let options = field.type == .custodian ? custodians.map { ($0.code, $0.name) } : field.options.map { ($0.value, $0.label) }
        json.array("options", options) { json, option in
            json.object { json in
                json.field("code", option.0)
                json.field("name", option.1)
            }
        }
    }
}
