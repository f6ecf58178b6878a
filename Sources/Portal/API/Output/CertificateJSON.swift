import Casework
import Register

/// Certificates and proofs (不动产权证书, 不动产登记证明).
enum CertificateJSON {
    static let properties: [Schema.Property] = [
        .required("number", .string, "证号"), .required("kind", .cases(CertificateOrder.Kind.self), "certificate 证书，proof 证明"), .required("unit", .unitCode, "不动产单元号"),
        .required("status", .oneOf(["valid", "replaced", "cancelled"]), "状态"), .required("issued_at", .dateTime, "颁发时间"),
        .optional("ended_at", .dateTime, "失效时间"), .optional("replaced_by", .string, "新证号"), .required("check_url", .string, "公开查验页"),
    ]
    static let issued = Schema.object("IssuedCertificate", "颁发的证书或证明", properties)
    /// With the way to its file, for its holder.
    static let own = Schema.object("Certificate", "一本证书或一份证明", properties + [.required("file_url", .string, "电子证照文件")])
    static let checked = Schema.object(
        "CheckedCertificate", "公开查验的结果，不含权利人信息",
        properties + [.required("receipt_url", .string, "登记日志凭证（C2SP tlog-proof）"), .required("log_key", .string, "日志公钥"), .optional("unit_facts", PublicUnitJSON.schema, "单元现状")])

    static func common(_ certificate: IssuedCertificate, to json: inout JSONWriter) {
        json.field("number", certificate.number)
        json.field("kind", certificate.kind.rawValue)
        json.field("unit", certificate.unit.text)
        json.field("status", certificate.status.rawValue)
        json.field("issued_at", certificate.issuedAt.rfc3339)
        json.optional("ended_at", certificate.endedAt)
        json.optional("replaced_by", certificate.replacedBy)
        json.field("check_url", "/c/\(certificate.token)")
    }

    static func own(_ certificate: IssuedCertificate, to json: inout JSONWriter) {
        common(certificate, to: &json)
        json.field("file_url", "/api/v1/certificates/\(certificate.token)/file")
    }

    static func checked(_ checked: CheckedCertificate, logKey: String, to json: inout JSONWriter) {
        common(checked.certificate, to: &json)
        json.field("receipt_url", "/c/\(checked.certificate.token)/receipt")
        json.field("log_key", logKey)
        if let unit = checked.unit { json.object("unit_facts") { PublicUnitJSON.write(unit, to: &$0) } }
    }
}
