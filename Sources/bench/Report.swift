import ArgumentParser
import Foundation

/// Prints what was measured, one line a figure, and remembers whether every goal was met.
struct Report {
    private(set) var missed: [String] = []

    /// Lines are written as they come, also into a pipe.
    private func line(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

    mutating func heading(_ text: String) { line("\n== \(text)") }

    /// A figure that stands for itself.
    func figure(_ name: String, _ value: String) { line("  \(name.padded(58)) \(value)") }

    /// A figure with a goal.
    mutating func goal(_ name: String, _ value: Double, atLeast goal: Double, unit: String) {
        judge(name, "\(value.shown)\(unit)", value >= goal, "at least \(goal.shown)\(unit)")
    }

    mutating func goal(_ name: String, _ value: Double, under goal: Double, unit: String) {
        judge(name, "\(value.shown)\(unit)", value < goal, "under \(goal.shown)\(unit)")
    }

    private mutating func judge(_ name: String, _ value: String, _ met: Bool, _ goal: String) {
        if !met { missed.append(name) }
        line("  \(name.padded(58)) \(value.padded(14)) \(met ? "met   " : "MISSED") \(goal)")
    }

    /// What one of `count` has cost each process.
    func processorTime(_ milliseconds: [String: Double], of count: Int, _ what: String) {
        for (name, spent) in milliseconds.sorted(by: { $0.key < $1.key }) {
            figure("  processor time of \(name) \(what)", "\((spent / Double(max(1, count))).shown) ms")
        }
    }

    /// How many a second this machine's processors could do at most if nothing else were to be done.
    func processorLimit(_ milliseconds: [String: Double], of count: Int, _ what: String, but other: String) {
        let processors = ProcessInfo.processInfo.activeProcessorCount
        let all = milliseconds.values.reduce(0, +) / Double(max(1, count))
        let without = all - (milliseconds[other] ?? 0) / Double(max(1, count))
        figure("  \(processors) processors at that cost: limit with / without \(other)", "\((Double(processors) * 1_000 / all).shown) / \((Double(processors) * 1_000 / without).shown) \(what)/s")
    }

    /// The commonest reasons.
    func failures(_ failures: [String]) {
        for (failure, count) in Dictionary(grouping: failures, by: { $0 }).mapValues(\.count).sorted(by: { $0.value > $1.value }).prefix(5) {
            figure("  failure", "\(count) × \(failure)")
        }
    }

    /// A rate on PostgreSQL beside pgbench's TPC-B with as many clients on the same server.
    mutating func besidePgbench(_ what: String, _ rate: Double, _ pgbench: Double?, atLeast goal: Double) {
        guard let pgbench else { return figure(what, "\(rate.shown)/s") }
        figure("pgbench TPC-B, same clients, same server", "\(pgbench.shown)/s")
        self.goal("\(what), ratio to pgbench (\(rate.shown)/s)", rate / pgbench, atLeast: goal, unit: "x")
    }

    func close() {
        if missed.isEmpty { line("\nevery goal was met") } else { line("\nmissed: \(missed.joined(separator: "; "))") }
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String { count >= width ? self : self + String(repeating: " ", count: width - count) }
}

extension Double {
    /// Three significant digits or whole numbers with separators.
    var shown: String {
        if self >= 1_000 {
            let formatter = NumberFormatter()
            formatter.numberStyle = .decimal
            formatter.groupingSeparator = ","
            formatter.maximumFractionDigits = 0
            return formatter.string(from: NSNumber(value: self)) ?? "\(Int(self))"
        }
        return String(format: self >= 100 ? "%.0f" : self >= 10 ? "%.1f" : "%.2f", self)
    }
}

/// The middle and the tail of many times.
struct Times: Sendable {
    private(set) var seconds: [Double] = []

    mutating func add(_ duration: Duration) {
        seconds.append(Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
    }

    mutating func merge(_ other: Times) { seconds += other.seconds }

    var count: Int { seconds.count }

    /// - Parameter part: 0.5 for the median.
    /// - Returns: milliseconds; without a single time not a number, which meets no goal.
    func quantile(_ part: Double) -> Double {
        guard !seconds.isEmpty else { return .nan }
        let sorted = seconds.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))] * 1_000
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// How long processors have worked for a process, as Linux counts it.
enum ProcessorTime {
    /// - Parameter process: its id, or `self`.
    /// - Returns: milliseconds, those of the kernel for it included.
    static func of(_ process: String) throws -> Double {
        let line = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // proc(5): the fields behind the name, which may hold anything, begin with the third; user and kernel time are the 14th and 15th.
        let fields = line[(line.lastIndex(of: ")") ?? line.startIndex)...].split(separator: " ").dropFirst()
        let ticks = fields.dropFirst(11).prefix(2).compactMap { Double($0) }.reduce(0, +)
        return ticks * 1_000 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// What this process and others have had so far, in milliseconds.
    /// - Parameter processes: NAME=PID each.
    static func of(processes: [String]) throws -> [String: Double] {
        var times = ["the load generator": try of("self")]
        for entry in processes {
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("not NAME=PID: \(entry)") }
            times[parts[0]] = try of(parts[1])
        }
        return times
    }
}
