package import Logging
import ServiceLifecycle
package import Storage

/// Seals, beside everything else, the rows that were there before their tables were sealed: after an update of the program, once.
package struct RowSealKeeper: Service {
    private let database: SealingDatabase
    private let logger: Logger

    package init(database: SealingDatabase, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// - Returns: how many rows were sealed.
    @discardableResult
    package func seal() async throws -> Int {
        try await database.adopt() + ActionCodes.adopt(in: database) + ValueCodes.adopt(in: database) + PendingCodes.adopt(in: database)
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let sealed = try await seal()
                    if sealed > 0 { logger.notice("rows that had no seal have one now", metadata: ["rows": "\(sealed)"]) }
                    return
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("rows could not be sealed, it is tried again", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(10))
            }
        }
        try? await gracefulShutdown()
    }
}
