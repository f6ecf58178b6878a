package import AsyncHTTPClient

extension HTTPClient {
    /// Connections to the departments, for the whole life of the process. What is told after a registration must not hold up what a
    /// waiting applicant's case asks for, so there are more of them than the shared client's eight for each host.
    package static let departments: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        // Nobody traces; each request's address would be taken apart once more for it.
        configuration.tracing.tracer = nil
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}
