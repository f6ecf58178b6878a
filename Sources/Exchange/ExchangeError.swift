package import Contracts
package import Register

/// Why a department's word could not be had. None of these is ever taken for an answer: the case waits.
package enum ExchangeError: Error, Sendable {
    case notConnected(Department)
    case unreachable(Department, String)
    case timedOut(Department)
    case circuitOpen(Department, until: Moment)
    case distrusted(Department, MessageError)
    case busy(Department)
    case refused(Department, String)

    package var department: Department {
        switch self {
        case .notConnected(let department), .unreachable(let department, _), .timedOut(let department), .circuitOpen(let department, _),
            .distrusted(let department, _), .busy(let department), .refused(let department, _):
            department
        }
    }

    /// For the person who waits.
    package var message: String {
        switch self {
        case .notConnected(let department): "本系统尚未与\(department.chinese)联通，请联系登记机构。"
        case .unreachable(let department, _), .timedOut(let department), .circuitOpen(let department, _), .busy(let department):
            "\(department.chinese)暂时没有回应，系统会自动重试。"
        case .distrusted(let department, _): "\(department.chinese)的答复未通过安全验证，系统没有采信，将自动重试。"
        case .refused(let department, let reason): "\(department.chinese)没有受理这次查询：\(reason)"
        }
    }

    var isWorthRetrying: Bool {
        switch self {
        case .unreachable, .busy, .distrusted: true
        case .notConnected, .timedOut, .circuitOpen, .refused: false
        }
    }
}
