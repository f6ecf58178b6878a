/// Where a database lives.
package enum DatabaseLocation: Sendable, Hashable {
    /// The path of the database file. Its folder is made if it does not exist.
    case sqlite(path: String)
    /// What libpq understands: `postgres://user@host/name?…` or `host=… dbname=…`.
    case postgres(conninfo: String)

    /// `sqlite:/path/to/file`, `postgres://…`, `postgresql://…`, or libpq's `key=value` form. Nil for anything else.
    package init?(url: String) {
        if url.hasPrefix("sqlite:") {
            let path = String(url.dropFirst("sqlite:".count))
            // A database in memory can't be durable and has no readers beside the writer.
            guard !path.isEmpty, !path.hasPrefix(":"), !path.hasSuffix("/") else { return nil }
            self = .sqlite(path: path.hasPrefix("//") ? String(path.dropFirst(2)) : path)
        } else if url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") {
            self = .postgres(conninfo: url)
        } else if url.split(separator: "=", maxSplits: 1).first.map({ Self.keywords.contains(String($0)) }) == true {
            self = .postgres(conninfo: url)
        } else {
            return nil
        }
    }

    package var engine: Engine {
        switch self {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }

    /// The keywords that a `key=value` string may begin with. libpq has more; they can follow.
    private static let keywords: Set = [
        "host", "hostaddr", "port", "dbname", "user", "password", "passfile", "service", "sslmode", "application_name",
    ]
}

extension DatabaseLocation: CustomStringConvertible {
    /// For logs: without the conninfo, which may hold a password.
    package var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres: "postgres"
        }
    }
}
