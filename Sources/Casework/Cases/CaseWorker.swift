package import Logging
import Register
import Storage

/// The loop that moves every case whose time has come: retries, timers, cases left by a crash, and legal deadlines.
package struct CaseWorker: DueWorker {
    private let engine: CaseEngine
    private let logger: Logger
    package let idle: Duration

    package init(engine: CaseEngine, logger: Logger, idle: Duration = .milliseconds(250)) {
        self.engine = engine
        self.logger = logger
        self.idle = idle
    }

    /// Looks once.
    /// - Returns: how many cases were worked on.
    package func tick() async -> Int {
        do {
            let due = try await engine.office.claimDue(limit: 32)
            await withTaskGroup(of: Void.self) { group in
                // Below the people who wait for an answer: a certificate's drawing and sealing must not stand in front of a page.
                for id in due { group.addTask(priority: .utility) { await advance(id) } }
            }
            let escalated = try await engine.office.escalateDue()
            return due.count + escalated
        } catch {
            logger.error("case worker could not look for due cases", metadata: ["error": "\(type(of: error))"])
            return 0
        }
    }

    private func advance(_ id: String) async {
        do {
            // Whoever has it in hand, often with somebody who waits for a page, is done first, and doesn't do this one's work besides.
            try await engine.advance(id)
        } catch {
            // The claim already moved the case's time on, so it is tried again; personal data never reaches the log.
            logger.error("case could not go on", metadata: ["case": "\(id)", "error": "\(error)".prefixed(200)])
        }
    }
}

extension String {
    fileprivate func prefixed(_ count: Int) -> Logger.MetadataValue { .string(String(prefix(count))) }
}
