import Casework
import Hummingbird
import Identity
import Ledger
import Register
import Storage

/// What the log's map says of a unit, with the proof: its last entry, or that it has none. `dengbu verify state` and the browser verify it.
///
/// | method | path                          | what                                                                              |
/// | ------ | ----------------------------- | --------------------------------------------------------------------------------- |
/// | GET    | /api/v1/log/map               | the last entry with its proof under a checkpoint: public as the log itself        |
/// | GET    | /api/v1/units/{unit}/state    | the same, and what stands on the page: limited for each client, as the look-up is |
struct MapRoutes: RouteGroup {
    let desk: Desk
    /// As the public look-up: who asks for one unit after another copies the register.
    private static let rate = RateLimit(burst: 30, perMinute: 30)

    func addRoutes(to table: inout RouteTable) {
        let file = Schema.object(
            "UnitStateProof", "单元最新状态的证明（docs/LEDGER.md）",
            [
                .required("unit", .unitCode), .required("proof", .string, "dengbu-map-proof 文本：最近一条登记（或没有登记）、路径和检查点"),
                .required("state", .nullable(.string), "登记簿页的公开状态（RFC 8785），由该条登记承诺；为空表示没有登记、不在此提供，或者该条登记早于此功能"),
                .required("salt", .nullable(.string), "承诺的盐（十六进制）"),
            ])
        table.anyone(
            .api(
                "log.map", .get, PathTemplate("/api/v1/log/map"), .viewPublicPages, "单元最近一条登记的证明",
                query: [
                    QueryParameter("unit", .unitCode, "不动产单元代码", required: true),
                    QueryParameter("size", Schema.formatted(.int64), "检查点的条目数，默认为已公布的检查点"),
                ], response: file), map)
        table.anyone(
            .api(
                "api.unit.state", .get, PathTemplate("/api/v1/units/{unit}/state"), .checkCertificate, "单元最新状态及其证明", response: file, rate: Self.rate), state)
    }

    @Sendable func map(_ request: Request, _ context: AppContext) async throws -> Response {
        let query = try request.query()
        guard let unit = try? UnitCode(query["unit"] ?? "") else { throw PortalError.invalid([FieldError("unit", "应当是 28 位的不动产单元代码。")]) }
        var size: Int64?
        if let text = query["size"], !text.isEmpty {
            guard let value = Int64(text), value > 0, String(value) == text else { throw PortalError.invalid([FieldError("size", "应当是大于零的整数。")]) }
            size = value
        }
        guard let found = try await read(unit, size: size) else {
            if size != nil { throw PortalError.invalid([FieldError("size", "没有这个检查点，或者它的状态证明已不再保留；不带 size 可以取得已公布的检查点。")]) }
            throw Self.missing
        }
        return Self.answer(StateFile(found, showing: false))
    }

    @Sendable func state(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let found = try await read(context.unitCode(), size: nil) else { throw Self.missing }
        return Self.answer(StateFile(found, showing: true))
    }

    private static let missing = PortalError.unavailable("登记日志正在写入，请稍后再试。")

    private func read(_ unit: UnitCode, size: Int64?) async throws -> UnitState? {
        let region = desk.office.region
        let witnessed = desk.witnesses.policy.needsWitnesses
        return try await desk.office.database.read { try UnitState.read(unit, size: size, witnessed: witnessed, region: region, in: $0) }
    }

    private static func answer(_ file: StateFile) -> Response {
        .json { json in
            json.field("unit", file.unit)
            json.field("proof", file.proof)
            json.field("state", file.state)
            json.field("salt", file.salt)
        }
    }
}
