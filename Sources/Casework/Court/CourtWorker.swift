package import Logging

/// What is done for courts without anybody's asking: seizures that have run out are entered as ended, departments that were silent
/// before a sale are asked again. A loop of its own: no case waits behind a silent department.
package struct CourtWorker: DueWorker {
    private let office: CaseOffice
    private let logger: Logger
    package let idle: Duration

    package init(office: CaseOffice, logger: Logger, idle: Duration = .milliseconds(500)) {
        self.office = office
        self.logger = logger
        self.idle = idle
    }

    /// Looks once.
    /// - Returns: how many pages and reviews were worked on.
    package func tick() async -> Int {
        do {
            return try await office.enterExpiredSeizures() + office.carryOnReviews()
        } catch {
            logger.error("what is due for courts could not be done", metadata: ["error": "\(type(of: error))"])
            return 0
        }
    }
}
