import Register
import Storage

/// What follows from a round of call-backs to one receiver.
struct CallbackVerdict {
    /// Why the receiver is switched off; nil if it isn't.
    let end: String?
    private let outcomes: [CallbackWorker.Outcome]
    private let endpoint: CallbackEndpoint
    private let at: Moment

    init(_ outcomes: [CallbackWorker.Outcome], endpoint: CallbackEndpoint, at: Moment) {
        self.outcomes = outcomes
        self.endpoint = endpoint
        self.at = at
        let anyTaken = outcomes.contains(where: \.isTaken)
        if outcomes.contains(where: { if case .answered(410, _) = $0.reply { true } else { false } }) {
            end = "接收方答复该地址已经停用（HTTP 410）。"
        } else if !anyTaken, let since = endpoint.failingSince, at.seconds(since: since) > CallbackDeliveries.patience {
            end = "自\(since.date.chinese)起连续三天没有送达，已自动停用。排除故障后可以重新启用，并补发没有送达的通知。"
        } else {
            end = nil
        }
    }

    /// Seconds until the next try: soon at first, an hour at most, with some chance in it so that not everything comes back at once.
    static func pause(after failures: Int64) -> Double {
        let steps = [5.0, 15, 60, 300, 900, 1_800]
        return (failures <= steps.count ? steps[Int(max(1, failures)) - 1] : 3_600) * Double.random(in: 0.8...1.2)
    }

    func statements(region: String) -> [SQL] { outcomes.map { row($0, region) } + [own(region)] }

    private func row(_ outcome: CallbackWorker.Outcome, _ region: String) -> SQL {
        let delivery = outcome.delivery
        let attempts = delivery.attempts + 1
        let (status, error) = Self.words(outcome)
        let place: SQL = "region = \(region) AND endpoint_id = \(endpoint.id) AND event_id = \(delivery.event) AND state = 'waiting'"
        if outcome.isTaken {
            return """
                UPDATE callback_delivery SET state = 'done', attempts = \(attempts), done_at = \(at.microseconds), last_status = \(status), last_error = NULL
                WHERE \(sql: place)
                """
        }
        let isOver = at >= delivery.giveUpAt
        return """
            UPDATE callback_delivery SET state = \(isOver ? "failed" : "waiting"), attempts = \(attempts), done_at = \(isOver ? at.microseconds : nil),
                next_at = \(at.adding(seconds: Self.pause(after: attempts)).microseconds), last_status = \(status), last_error = \(error)
            WHERE \(sql: place)
            """
    }

    private func own(_ region: String) -> SQL {
        let unreachable = outcomes.contains { if case .unreachable = $0.reply { true } else { false } }
        let failures = unreachable ? endpoint.failures + 1 : 0
        let next = unreachable ? at.adding(seconds: Self.pause(after: failures)) : at
        let isFailing = !outcomes.isEmpty && !outcomes.contains(where: \.isTaken)
        let since = isFailing ? endpoint.failingSince ?? at : outcomes.isEmpty ? endpoint.failingSince : nil
        let error = isFailing ? outcomes.compactMap { Self.words($0).error }.last : nil
        let isProved = outcomes.contains { $0.isProof && $0.isTaken }
        let proof: SQL = isProved ? ", state = CASE WHEN state = 'unproved' THEN 'on' ELSE state END, proved_at = COALESCE(proved_at, \(at.microseconds))" : ""
        return """
            UPDATE callback_endpoint SET lease_until = 0, failures = \(failures), next_at = \(next.microseconds), failing_since = \(since?.microseconds),
                last_error = \(error)\(sql: proof)
            WHERE region = \(region) AND endpoint_id = \(endpoint.id)
            """
    }

    /// The HTTP status and a word for the log.
    private static func words(_ outcome: CallbackWorker.Outcome) -> (status: Int64?, error: String?) {
        switch outcome.reply {
        case .unreachable(let word): (nil, word)
        case .answered(let status, _) where (300..<400).contains(status): (Int64(status), "redirect")
        case .answered(let status, _) where (200..<300).contains(status): (Int64(status), outcome.isTaken ? nil : "challenge-missing")
        case .answered(let status, _): (Int64(status), "http-\(status)")
        }
    }
}
