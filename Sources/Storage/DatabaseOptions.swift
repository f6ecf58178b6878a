/// Sizes and limits of a database. The defaults suit a server with a few cores; a deployment sets what it measured.
package struct DatabaseOptions: Sendable {
    /// SQLite: how many reads run at the same time.
    package var readers = 4
    /// PostgreSQL: how many connections this process opens at most.
    package var connections = 16
    /// PostgreSQL: how long a caller waits for a free connection before ``StorageError/busy``.
    package var acquireTimeout: Duration = .seconds(10)
    /// PostgreSQL: how long connecting may take.
    package var connectTimeout: Duration = .seconds(5)
    /// How long one statement may run before ``StorageError/timeout``.
    package var statementTimeout: Duration = .seconds(30)
    /// How long to wait for a lock that another process holds before ``StorageError/busy``.
    package var lockTimeout: Duration = .seconds(10)
    /// How many prepared statements each connection keeps.
    package var cachedStatements = 300
    /// SQLite: how many writes are committed together at most.
    package var groupLimit = 512
    /// SQLite: a group that has worked this long takes no more writes, so that nobody waits long for its commit.
    package var groupDuration: Duration = .milliseconds(50)
    /// SQLite: how long a group that is about to begin waits at most for further writes where that spares commits (``WritePace``); zero for never.
    package var groupGathering: Duration = .milliseconds(20)
    /// SQLite: how many writes may wait before further ones are refused with ``StorageError/overloaded``.
    package var waitingWrites = 20_000
    /// SQLite: refuses statements that would read a whole table or region. Tests set it, so that a missing index is found on ten rows.
    package var refusesScans = false
    /// PostgreSQL: how often a write is tried when others keep getting in its way.
    package var writeAttempts = 50

    package init() {}
}
