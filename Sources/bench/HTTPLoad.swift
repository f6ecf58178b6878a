import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Many connections that ask as fast as they are answered.
struct HTTPLoad: Sendable {
    let http: HTTPClient
    let callers: Int

    init(callers: Int) {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = callers
        http = HTTPClient(configuration: configuration)
        self.callers = callers
    }

    /// - Parameters:
    ///   - encoding: what is accepted beside plain bodies.
    ///   - url: for a number that every caller counts up in its own steps.
    /// - Returns: answers of status 200 a second.
    func rate(for duration: Duration, accepting encoding: String? = nil, _ url: @escaping @Sendable (Int) -> String) async throws -> Double {
        let http = http
        let started = ContinuousClock.now
        let end = started + duration
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        var request = HTTPClientRequest(url: url(caller * 131 + count * 17))
                        // As a proxy passes on many clients, none of which meets its limit.
                        request.headers.add(name: "X-Forwarded-For", value: "10.\(caller).\(count / 200 % 250).\(Int.random(in: 1...250))")
                        if let encoding { request.headers.add(name: "Accept-Encoding", value: encoding) }
                        let answer = try await http.execute(request, timeout: .seconds(10))
                        _ = try await answer.body.collect(upTo: 1 << 20)
                        guard answer.status == .ok else { throw Citizen.Failed(description: "\(request.url) answered \(answer.status)") }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(total) / (ContinuousClock.now - started).inSeconds
    }
}
