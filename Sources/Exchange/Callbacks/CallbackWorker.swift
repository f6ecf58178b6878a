package import Logging
package import Register
package import Seals
import ServiceLifecycle
package import Storage

/// Tells institutions what is to be told: at least once, each event under the same id every time.
///
/// Whoever doesn't answer is left alone for longer each time and holds nobody else up. What one receiver refuses is tried again by itself
/// while the rest goes on, for three days. A receiver that takes nothing for three days is switched off, and its owner reads why.
package struct CallbackWorker: Service {
    private let database: any Database
    private let region: String
    private let signer: any MessageSigner
    private let networks: CallbackNetworks
    private let dial: CallbackDialler
    private let logger: Logger
    private let now: @Sendable () -> Moment
    private let idle: Duration

    package init(
        database: any Database, region: String, signer: any MessageSigner, networks: CallbackNetworks, dial: CallbackDialler? = nil, logger: Logger,
        idle: Duration = .milliseconds(500), now: @escaping @Sendable () -> Moment
    ) {
        self.database = database
        self.region = region
        self.signer = signer
        self.networks = networks
        self.dial = dial ?? LiveCallbackLine.dialler(within: networks)
        self.logger = logger
        self.idle = idle
        self.now = now
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var swept = now()
            while !Task.isCancelled {
                do {
                    while try await tellDue() > 0 {}
                    if now().seconds(since: swept) > 3_600 {
                        swept = now()
                        try await sweep()
                    }
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("call-backs could not be read", metadata: ["error": "\(type(of: error))"])
                }
                try? await Task.sleep(for: idle)
            }
        }
    }

    /// Receivers served at once.
    private static let atOnce = 16
    /// Events that one receiver gets before the next look, and how many of them at once.
    private static let page = 64
    private static let sentAtOnce = 8
    /// Longer than a page to a slow receiver takes: eight rounds of ten seconds.
    private static let lease = 120.0

    /// Serves every receiver for whom something is due, once.
    /// - Returns: how many events were tried.
    @discardableResult
    package func tellDue() async throws -> Int {
        let at = now()
        let region = region
        let due = try await database.read { connection in
            try connection.rows(
                """
                SELECT e.endpoint_id FROM callback_endpoint e
                WHERE e.region = \(region) AND e.next_at <= \(at.microseconds) AND e.state <> 'off' AND e.lease_until <= \(at.microseconds) AND EXISTS (
                    SELECT 1 FROM callback_delivery d WHERE d.region = e.region AND d.endpoint_id = e.endpoint_id AND d.state = 'waiting'
                    AND d.next_at <= \(at.microseconds) AND (e.state = 'on' OR d.kind = \(CallbackDesk.testKind)))
                ORDER BY e.next_at, e.endpoint_id LIMIT 64
                """
            ).map { try $0.text("endpoint_id") }
        }
        guard !due.isEmpty else { return 0 }
        return await withTaskGroup(of: Int.self) { group in
            var tried = 0
            for (index, id) in due.enumerated() {
                if index >= Self.atOnce { tried += await group.next() ?? 0 }
                group.addTask { await serve(id) }
            }
            for await count in group { tried += count }
            return tried
        }
    }

    private func serve(_ id: String) async -> Int {
        do {
            guard let (endpoint, deliveries) = try await claim(id) else { return 0 }
            let outcomes = await tell(deliveries, to: endpoint)
            try await store(outcomes, of: endpoint)
            return outcomes.count
        } catch {
            // Its lease runs out, and it is served again; what was told is told twice, under the same id.
            logger.error("call-backs could not be served", metadata: ["endpoint": "\(id)", "error": "\(type(of: error))"])
            return 0
        }
    }

    private func claim(_ id: String) async throws -> (CallbackEndpoint, [CallbackDelivery])? {
        let at = now()
        let region = region
        return try await database.write(.rowLocks) { connection in
            guard
                let row = try connection.row(
                    """
                    UPDATE callback_endpoint SET lease_until = \(at.adding(seconds: Self.lease).microseconds)
                    WHERE region = \(region) AND endpoint_id = \(id) AND lease_until <= \(at.microseconds) AND state <> 'off'
                    RETURNING \(sql: CallbackEndpoints.columns)
                    """)
            else { return nil }
            let endpoint = try CallbackEndpoint(row)
            let only: SQL = endpoint.state == .on ? "" : "AND kind = \(CallbackDesk.testKind)"
            let deliveries = try connection.rows(
                """
                SELECT \(sql: CallbackDeliveries.columns) FROM callback_delivery
                WHERE region = \(region) AND endpoint_id = \(id) AND state = 'waiting' AND next_at <= \(at.microseconds) \(sql: only)
                ORDER BY next_at, event_id LIMIT \(Self.page)
                """
            ).map(CallbackDelivery.init)
            return (endpoint, deliveries)
        }
    }

    // MARK: telling

    struct Outcome: Sendable {
        let delivery: CallbackDelivery
        let reply: CallbackReply
        /// The test was answered with what it said.
        let isProof: Bool
        var isTaken: Bool {
            guard case .answered(let status, _) = reply, (200..<300).contains(status) else { return false }
            return delivery.kind != CallbackDesk.testKind || isProof
        }
    }

    private func tell(_ deliveries: [CallbackDelivery], to endpoint: CallbackEndpoint) async -> [Outcome] {
        guard let first = deliveries.first else { return [] }
        let line: any CallbackLine
        do {
            // Looked at again each time: networks may have been taken out of the settings, names lead elsewhere by now.
            line = try await dial(try CallbackAddress(endpoint.url, within: networks))
        } catch {
            let word = (error as? CallbackUnreachable)?.word ?? (error is CallbackAddress.Fault ? "network-not-permitted" : "unreachable")
            return [Outcome(delivery: first, reply: .unreachable(word), isProof: false)]
        }
        var outcomes: [Outcome] = []
        for part in deliveries.chunks(of: Self.sentAtOnce) {
            outcomes += await withTaskGroup(of: Outcome.self) { group in
                for delivery in part { group.addTask { await send(delivery, on: line, endpoint) } }
                var ended: [Outcome] = []
                for await outcome in group { ended.append(outcome) }
                return ended
            }
            // Who doesn't answer at all is not asked for the rest.
            if outcomes.contains(where: { if case .unreachable = $0.reply { true } else { false } }) { break }
        }
        await line.hangUp()
        return outcomes
    }

    private func send(_ delivery: CallbackDelivery, on line: any CallbackLine, _ endpoint: CallbackEndpoint) async -> Outcome {
        let body = Array(delivery.body.utf8)
        let isTest = delivery.kind == CallbackDesk.testKind
        let headers: [(String, String)]
        do {
            headers = try CallbackSignature.headers(id: delivery.event, body: body, at: now(), signer: signer)
        } catch {
            return Outcome(delivery: delivery, reply: .unreachable("not-signed"), isProof: false)
        }
        let reply = await line.post(body, headers: headers, readingBody: isTest)
        var isProof = false
        if isTest, case .answered(let status, let answer) = reply, (200..<300).contains(status) {
            isProof = String(decoding: answer, as: UTF8.self).contains(endpoint.challenge)
        }
        return Outcome(delivery: delivery, reply: reply, isProof: isProof)
    }

    // MARK: what came of it

    private func store(_ outcomes: [Outcome], of endpoint: CallbackEndpoint) async throws {
        let at = now()
        let region = region
        let verdict = CallbackVerdict(outcomes, endpoint: endpoint, at: at)
        try await database.write(.rowLocks) { connection in
            try connection.executeAll(verdict.statements(region: region))
            if let reason = verdict.end { try CallbackEndpoints.switchOff(endpoint.id, reason: reason, at: at, region: region, in: connection) }
        }
        if verdict.end != nil { logger.warning("a call-back address was switched off", metadata: ["endpoint": "\(endpoint.id)"]) }
    }

    /// Forgets what was told a month ago, and what could not be told three months ago.
    private func sweep() async throws {
        let region = region
        let (told, failed) = (now().adding(seconds: -30 * 86_400).microseconds, now().adding(seconds: -90 * 86_400).microseconds)
        try await database.write(.rowLocks) { connection in
            let ids = try connection.rows("SELECT endpoint_id FROM callback_endpoint WHERE region = \(region) AND next_at >= 0 ORDER BY endpoint_id")
            for row in ids {
                let id = try row.text("endpoint_id")
                try connection.execute(
                    """
                    DELETE FROM callback_delivery WHERE region = \(region) AND endpoint_id = \(id) AND created_at < \(told)
                    AND (state = 'done' OR (state = 'failed' AND created_at < \(failed)))
                    """)
            }
        }
    }
}
