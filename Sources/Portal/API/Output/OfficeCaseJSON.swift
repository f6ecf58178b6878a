import Casework
import Catalogue
import Identity
import Register

/// A case as officials read it: who the parties are, what the departments said, what the register would say.
enum OfficeCaseJSON {
    static let line = Schema.object(
        "QueueItem", "待办中的一个办件",
        CaseJSON.summaryProperties + [.required("escalation", .integer, "督办级别"), .optional("assignee", .string, "领取人")])

    static let whole = Schema.object(
        "OfficeCase", "工作人员所见的办件",
        CaseJSON.properties + [
            .required(
                "applicants",
                .array(
                    .object(
                        "RevealedApplicant", "一位申请人；本次查看已记录", [
                            .required("role", .reference("RoleName"), "身份"), .required("name", .string, "姓名或名称"), .required("identifier", .string, "证件号码"),
                            .optional("identified_by", .string, "身份核验方式"), .required("signed", .boolean, "已签署"),
                        ])), "申请人"),
            .optional("claimed_by", .string, "领取人"), .required("evidence", .array(evidence), "证据"),
            .required("contents", .map(.any), "各部门的答复，证件号码已遮盖"), .required("pages", .array(change), "登簿前后的登记簿页"),
            .required("obstacles", .array(.string), "现在登簿会遇到的障碍"), .required("certificates", .array(CertificateJSON.issued), "证书、证明"),
        ])

    private static let evidence = Schema.object(
        "Evidence", "一份证据", [
            .required("id", .string, "编号"), .required("material", .string, "材料"), .required("from", .string, "来源"), .required("digest", .string, "SHA-256"),
            .optional("key_id", .string, "签名密钥"), .required("signed", .boolean, "带签名"), .required("at", .dateTime, "取得时间"),
        ])
    private static let change = Schema.object(
        "PageChange", "一个单元登簿前后", [.required("before", FolioJSON.schema, "登簿前"), .required("after", .reference("RegisterPage"), "登簿后")])

    static func line(_ item: CaseSummary, _ catalogue: ServiceCatalogue, to json: inout JSONWriter) {
        CaseJSON.summary(item, catalogue, to: &json)
        json.field("escalation", item.escalation)
        json.optional("assignee", item.assigneeName)
    }

    static func write(_ file: CaseFile, _ service: ServiceDefinition, _ office: CaseOffice, _ reading: CaseReading, to json: inout JSONWriter) {
        CaseJSON.common(file, service, office, for: .official, to: &json)
        json.array("applicants", file.state.applicants) { json, applicant in
            json.object { json in
                let party = reading.revealed[applicant.party.id]
                NamedJSON.write("role", applicant.role, service.role(applicant.role)?.label ?? applicant.role, to: &json)
                json.field("name", party?.name ?? "—")
                json.field("identifier", party?.identifier ?? "—")
                json.optional("identified_by", applicant.identifiedBy)
                json.field("signed", file.state.signatures.contains { $0.party == applicant.party.id })
            }
        }
        json.optional("claimed_by", file.state.claim?.name)
        let names = SourceNames(office)
        json.array("evidence", reading.evidence) { json, item in
            json.object { json in
                json.field("id", item.id)
                json.field("material", item.material)
                json.field("from", names.issuer(item.source, file.state.materials[item.material]?.institution))
                json.field("digest", item.digest)
                json.optional("key_id", item.keyID)
                json.field("signed", item.signature != nil)
                json.field("at", item.at.rfc3339)
            }
        }
        json.object("contents") { json in
            for (kind, content) in reading.facts.materials.sorted(by: { $0.key < $1.key }) {
                json.key(kind)
                json.raw(MaterialContent.masked(content.value).canonicalBytes)
            }
        }
        let people = reading.revealed.mapValues(\.name)
        json.array("pages", reading.preview.pages.prefix(CaseReading.unitsShown)) { json, page in
            json.object { json in
                json.object("before") { FolioJSON.write(page.before, names: people, to: &$0) }
                json.object("after") { FolioJSON.write(page.after, names: people, to: &$0) }
            }
        }
        json.strings("obstacles", reading.preview.refusals.map { "\($0.code.chinese)（\($0.code.statute)）" } + [reading.preview.obstacle].compactMap { $0 })
        json.array("certificates", reading.certificates) { json, certificate in json.object { CertificateJSON.common(certificate, to: &$0) } }
    }
}
