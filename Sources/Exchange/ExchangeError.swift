package import Contracts
package import Register

/// Why a peer's word could not be had. None of these is ever taken for an answer: the case waits.
package enum ExchangeError: Error, Sendable {
    case notConnected(Correspondent)
    case unreachable(Correspondent, String)
    case timedOut(Correspondent)
    case circuitOpen(Correspondent, until: Moment)
    case distrusted(Correspondent, MessageError)
    case busy(Correspondent)
    case refused(Correspondent, String)

    package var correspondent: Correspondent {
        switch self {
        case .notConnected(let whom), .unreachable(let whom, _), .timedOut(let whom), .circuitOpen(let whom, _), .distrusted(let whom, _), .busy(let whom),
            .refused(let whom, _):
            whom
        }
    }

    /// For the person who waits.
    package var message: String {
        switch self {
        case .notConnected(let whom): "本系统尚未与\(whom.name)联通，请联系登记机构。"
        case .unreachable(let whom, _), .timedOut(let whom), .circuitOpen(let whom, _), .busy(let whom): "\(whom.name)暂时没有回应，系统会自动重试。"
        case .distrusted(let whom, _): "\(whom.name)的答复未通过安全验证，系统没有采信，将自动重试。"
        case .refused(let whom, let reason): "\(whom.name)没有受理这次查询：\(reason)"
        }
    }

    var isWorthRetrying: Bool {
        switch self {
        case .unreachable, .busy, .distrusted: true
        case .notConnected, .timedOut, .circuitOpen, .refused: false
        }
    }
}
