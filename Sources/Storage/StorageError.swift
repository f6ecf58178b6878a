/// What can go wrong in the database, the same for both engines.
///
/// No case carries a stored value: errors are logged, and values may be personal data.
package enum StorageError: Error, Sendable, Hashable {
    /// A row with this key exists. `constraint` is the constraint's name on PostgreSQL, the columns (`region, unit`) on SQLite.
    case unique(table: String, constraint: String)
    /// A row that is referred to does not exist, or is still referred to. SQLite does not say by which table.
    case foreignKey(table: String, constraint: String)
    /// A `CHECK` failed. Name the constraints: an unnamed one is called differently by each engine.
    case check(constraint: String)
    case notNull(table: String, column: String)
    /// The value does not fit the column: another type, too long, a NUL character in a text.
    case invalidValue(String)
    /// Another transaction got in the way. `write` runs the closure again; it is only seen when that did not help often enough.
    case serializationFailure
    /// A lock was not obtained in time, or no connection was free in time.
    case busy
    /// A statement ran longer than allowed.
    case timeout
    /// Too many writes are waiting already; nothing was done.
    case overloaded
    /// The commit was sent, but no answer came: it may or may not have happened. Ask before doing it again.
    case outcomeUnknown(String)
    /// The connection was lost before anything was committed.
    case connectionLost(String)
    /// A write inside `read`.
    case readOnly
    case diskFull
    /// The database file or a table of the server is damaged.
    case corrupt(String)
    /// A statement in a transaction in which an earlier one failed.
    case transactionAborted
    case missingColumn(String)
    case wrongType(column: String, expected: String, found: String)
    /// The statement can't be run on both engines, or is not one statement.
    case invalidStatement(String)
    /// A migration that this database has already seen reads differently now.
    case migrationChanged(String)
    /// The migrations of a series stand in another order than this database has seen them.
    case migrationOrder(expected: String, found: String)
    /// The database was migrated by a newer version of the program.
    case migrationUnknown(String)
    /// The engine is not set up to keep what it has confirmed (`fsync`, `synchronous`), or to store it as we write it.
    case unsuitable(String)
    /// A location that names neither engine.
    case invalidLocation
    /// The database was closed.
    case closed
    case other(code: String, message: String)

    /// Whether nothing was committed and the same closure may succeed at once.
    var isTransient: Bool {
        switch self {
        case .serializationFailure, .connectionLost: true
        default: false
        }
    }
}
