import CoreMetrics
import Portal
import Testing

@Suite("Metrics")
struct PrometheusTests {
    @Test("Counters, gauges and histograms read as Prometheus wants them")
    func text() {
        let metrics = PrometheusMetrics()
        Counter(label: "cases.accepted", dimensions: [("service", "a\"b\\c\nd")], factory: metrics).increment(by: 3)
        Counter(label: "cases.accepted", dimensions: [("service", "a\"b\\c\nd")], factory: metrics).increment()
        let gauge = Meter(label: "queue-length", factory: metrics)
        gauge.set(7)
        gauge.decrement()
        let timer = Timer(label: "step", factory: metrics)
        timer.recordMilliseconds(3)
        timer.recordSeconds(2)
        let text = metrics.text()
        #expect(text.contains("# TYPE cases_accepted_total counter\ncases_accepted_total{service=\"a\\\"b\\\\c\\nd\"} 4\n"))
        #expect(text.contains("# TYPE queue_length gauge\nqueue_length 6\n"))
        #expect(text.contains("# TYPE step_seconds histogram\n"))
        #expect(text.contains("step_seconds_bucket{le=\"0.0025\"} 0\nstep_seconds_bucket{le=\"0.005\"} 1\n"))
        #expect(text.contains("step_seconds_bucket{le=\"+Inf\"} 2\n"))
        #expect(text.contains("step_seconds_count 2\n"))
    }

    @Test("Labels without end are counted together")
    func bounded() {
        let metrics = PrometheusMetrics(seriesLimit: 10)
        for number in 0..<100 { Counter(label: "hits", dimensions: [("path", "/\(number)")], factory: metrics).increment() }
        let lines = metrics.text().split(separator: "\n").filter { $0.hasPrefix("hits_total{") }
        #expect(lines.count == 11)
        #expect(lines.contains("hits_total{overflow=\"true\"} 90"))
    }
}
