import Logging

/// The log on standard error, without what is said of every request beforehand: it would be written out anew for each, and hardly one is logged.
struct BareLog: LogHandler {
    private var line: StreamLogHandler

    init(label: String) { line = .standardError(label: label) }

    var logLevel: Logger.Level {
        get { line.logLevel }
        set { line.logLevel = newValue }
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    func log(event: LogEvent) { line.log(event: event) }
}
