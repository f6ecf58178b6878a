import CoreMetrics
import Synchronization

/// One line, or one histogram, of the metrics page.
protocol PrometheusSeries: AnyObject, Sendable {
    func write(_ name: String, _ labels: [String], to text: inout String)
}

/// A number that goes up, or up and down.
final class PrometheusNumber: PrometheusSeries, CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)

    func increment(by amount: Int64) { value.withLock { $0 += Double(amount) } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func set(_ new: Int64) { value.withLock { $0 = Double(new) } }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func record(_ new: Int64) { set(new) }
    func record(_ new: Double) { set(new) }
    func reset() { value.withLock { $0 = 0 } }

    func write(_ name: String, _ labels: [String], to text: inout String) {
        text += "\(name)\(braces(labels)) \(number(value.withLock { $0 }))\n"
    }
}

/// How often values fell below each bound.
final class PrometheusHistogram: PrometheusSeries, RecorderHandler, TimerHandler {
    /// For durations: from a millisecond, which a page out of the cache takes, to the time limit.
    static let seconds = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    static let sizes = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 1_048_576, 16_777_216]

    private struct State {
        var counts: [Int64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    convenience init(bounds: [Int]) { self.init(bounds: bounds.map(Double.init)) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[place] += 1
            state.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func reset() { state.withLock { $0 = State(counts: Array(repeating: 0, count: bounds.count + 1)) } }

    func write(_ name: String, _ labels: [String], to text: inout String) {
        let state = state.withLock { $0 }
        var total: Int64 = 0
        for (place, count) in state.counts.enumerated() {
            total += count
            let bound = place < bounds.count ? number(bounds[place]) : "+Inf"
            text += "\(name)_bucket\(braces(labels + ["le=\"\(bound)\""])) \(total)\n"
        }
        text += "\(name)_sum\(braces(labels)) \(number(state.sum))\n\(name)_count\(braces(labels)) \(total)\n"
    }
}

private func braces(_ labels: [String]) -> String { labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}" }

/// Whole numbers without a fraction, as Prometheus' own clients write them.
private func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
}
