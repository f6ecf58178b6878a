package import CoreMetrics
import Synchronization

/// Keeps what is measured and writes it as Prometheus reads it (text format 0.0.4).
///
/// Give it to `MetricsSystem.bootstrap` once in a process; tests make their own. How many series a name may have is bounded:
/// the ones beyond are counted together under `overflow="true"`, so that no label from outside can eat the memory.
package final class PrometheusMetrics: MetricsFactory, Sendable {
    enum Kind: String { case counter, gauge, histogram }

    struct Family {
        let kind: Kind
        var series: [SeriesKey: any PrometheusSeries] = [:]
    }

    struct SeriesKey: Hashable {
        let labels: [String]
    }

    private let families = Mutex<[String: Family]>([:])
    private let seriesLimit: Int

    package init(seriesLimit: Int = 1000) { self.seriesLimit = seriesLimit }

    // MARK: MetricsFactory

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(Self.name(label, suffix: "_total"), .counter, dimensions) { PrometheusNumber() }
    }

    package func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        series(Self.name(label, suffix: "_total"), .counter, dimensions) { PrometheusNumber() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(Self.name(label, suffix: ""), .gauge, dimensions) { PrometheusNumber() }
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return series(Self.name(label, suffix: ""), .gauge, dimensions) { PrometheusNumber() } }
        return series(Self.name(label, suffix: ""), .histogram, dimensions) { PrometheusHistogram(bounds: PrometheusHistogram.sizes) }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(Self.name(label, suffix: "_seconds"), .histogram, dimensions) { PrometheusHistogram(bounds: PrometheusHistogram.seconds) }
    }

    // Series outlive the objects that feed them: a request's counter is gone after the request, its count is not.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    // MARK: Writing

    package func text() -> String {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (key, series) in family.series.sorted(by: { $0.key.labels.lexicographicallyPrecedes($1.key.labels) }) {
                series.write(name, key.labels, to: &text)
            }
        }
        return text
    }

    // MARK: Inside

    private func series<Series: PrometheusSeries>(
        _ name: String, _ kind: Kind, _ dimensions: [(String, String)], _ make: () -> Series
    ) -> Series {
        let labels = dimensions.map { "\(Self.name($0.0, suffix: ""))=\"\(Self.escaped($0.1))\"" }.sorted()
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind)
            defer { families[name] = family }
            if let found = family.series[SeriesKey(labels: labels)] as? Series { return found }
            let key = family.series.count < seriesLimit ? SeriesKey(labels: labels) : SeriesKey(labels: ["overflow=\"true\""])
            if let found = family.series[key] as? Series { return found }
            let made = make()
            // A name that is used for two kinds of things keeps its first meaning; the second is measured but not shown.
            if family.kind == kind { family.series[key] = made }
            return made
        }
    }

    private static func name(_ label: String, suffix: String) -> String {
        var name = ""
        for scalar in label.unicodeScalars {
            let isFine = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.value >= 0x30 && scalar.value <= 0x39 || scalar == "_")
            name.unicodeScalars.append(isFine ? scalar : "_")
        }
        if let first = name.unicodeScalars.first, first.value < 0x3A { name = "_" + name }
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.prefix(120) {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return text
    }
}
