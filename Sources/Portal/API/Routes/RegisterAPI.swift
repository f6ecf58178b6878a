import Casework
import Hummingbird
import Identity
import Register

/// What anybody may learn from the register: natural facts and yes or no, never who holds something.
///
/// | method | path                              | what                                    |
/// | ------ | --------------------------------- | --------------------------------------- |
/// | GET    | /api/v1/units/{unit}              | natural facts, and whether limited      |
/// | GET    | /api/v1/certificates/check        | a certificate by its number             |
/// | GET    | /api/v1/certificates/{token}      | a certificate by its QR code            |
struct RegisterAPI: RouteGroup {
    let desk: Desk
    /// Looking up one unit after another would copy the register.
    private static let rate = RateLimit(burst: 30, perMinute: 30)

    func addRoutes(to table: inout RouteTable) {
        table.anyone(
            .api(
                "api.unit", .get, PathTemplate("/api/v1/units/{unit}"), .checkCertificate, "单元的公开信息", response: PublicUnitJSON.schema, rate: Self.rate), unit)
        table.anyone(
            .api(
                "api.certificate.byNumber", .get, PathTemplate("/api/v1/certificates/check"), .checkCertificate, "按证号查验",
                query: [QueryParameter("number", .text(10...60), "证号", required: true)], response: CertificateJSON.checked, rate: Self.rate), byNumber)
        table.anyone(
            .api(
                "api.certificate", .get, PathTemplate("/api/v1/certificates/{token}"), .checkCertificate, "按二维码查验", response: CertificateJSON.checked,
                rate: Self.rate), byToken)
    }

    @Sendable func unit(_ request: Request, _ context: AppContext) async throws -> Response {
        let code = try UnitCode(context.part("unit"))
        guard let unit = try await desk.office.publicUnit(code) else { throw BookError.unknownUnit(code.text) }
        return .json { PublicUnitJSON.write(unit, to: &$0) }
    }

    @Sendable func byNumber(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = try request.checkedQuery(in: context)
        let number: CertificateNumber
        do { number = try CertificateNumber(query["number"] ?? "") } catch { throw FieldError("number", error.message) }
        return answer(try await desk.office.check(number: number))
    }

    @Sendable func byToken(_ request: Request, _ context: AppContext) async throws -> Response {
        answer(try await desk.office.check(token: context.part("token")))
    }

    private func answer(_ checked: CheckedCertificate?) -> Response {
        guard let checked else {
            let problem = Problem(.notFound, code: "unknown-certificate", title: "没有这本证书", detail: "没有记录的证书不是本登记机构颁发的，请核对后重试。")
            return .json(bytes: problem.json, status: problem.status, headers: [.contentType: "application/problem+json; charset=utf-8"])
        }
        return .json { CertificateJSON.checked(checked, logKey: desk.logKey, to: &$0) }
    }
}
