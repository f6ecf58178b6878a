import CoreMetrics
import Identity
import HTTPTypes
import Hummingbird
import Logging
package import Storage

/// Whether something that the server needs works.
package struct ReadinessCheck: Sendable {
    package let name: String
    let check: @Sendable () async throws -> Void

    /// - Parameter check: throws what is wrong.
    package init(_ name: String, _ check: @Sendable @escaping () async throws -> Void) {
        self.name = name
        self.check = check
    }

    package static func database(_ database: any Database) -> ReadinessCheck {
        ReadinessCheck("database") { _ = try await database.read { try $0.row("SELECT 1 AS one")?.int("one") } }
    }
}

/// For the operator's tools.
///
/// | method | path          | who                        | what                                      |
/// | ------ | ------------- | -------------------------- | ----------------------------------------- |
/// | GET    | /healthz      | anybody                    | the process answers                       |
/// | GET    | /readyz       | anybody                    | and so does what it needs                 |
/// | GET    | /metrics      | this machine, token, system administrator | Prometheus text            |
/// | GET    | /openapi.json | anybody                    | the API's description                     |
struct SystemRoutes: RouteGroup {
    let checks: [ReadinessCheck]
    let metrics: PrometheusMetrics
    let gauges: @Sendable () async throws -> [GaugeReading]
    let openAPI: @Sendable () -> [UInt8]

    func addRoutes(to table: inout RouteTable) {
        table.anyone(Endpoint("system.health", .get, Paths.health.template, .viewHealth, .probe, "进程是否存活")) { _, _ in .text("ok\n") }
        table.anyone(Endpoint("system.readiness", .get, Paths.readiness.template, .viewHealth, .probe, "能否提供服务", timeout: .seconds(10)), readiness)
        table.anyone(Endpoint("system.metrics", .get, Paths.metrics.template, .viewMetrics, .probe, "运行指标")) { [metrics, gauges] _, context in
            do {
                for reading in try await gauges() { Meter(label: reading.label, dimensions: reading.dimensions, factory: metrics).set(reading.value) }
            } catch {
                // What is counted in memory is told all the same: a database that is down is when somebody looks.
                context.logger.error("gauges could not be read", metadata: ["error": "\(type(of: error))"])
            }
            let text = metrics.text()
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: .init(string: text)))
        }
        table.anyone(Endpoint("system.openAPI", .get, Paths.openAPI.template, .viewPublicPages, .api, "本接口的说明")) { [openAPI] _, _ in
            .json(bytes: openAPI(), headers: [.cacheControl: "public, max-age=300"])
        }
    }

    @Sendable func readiness(_ request: Request, _ context: AppContext) async throws -> Response {
        var results: [(String, Bool)] = []
        for check in checks {
            do {
                try await check.check()
                results.append((check.name, true))
            } catch {
                context.logger.error("not ready", metadata: ["check": "\(check.name)", "error": "\(type(of: error))"])
                results.append((check.name, false))
            }
        }
        let isReady = results.allSatisfy(\.1)
        return .json(status: isReady ? .ok : .serviceUnavailable) { json in
            json.field("ready", isReady)
            json.object("checks") { json in
                for (name, works) in results { json.field(name, works) }
            }
        }
    }
}
