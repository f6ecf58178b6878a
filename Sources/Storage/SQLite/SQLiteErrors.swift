import GRDB
import GRDBSQLite

extension StorageError {
    /// What the connection's last call failed with.
    init(sqlite connection: OpaquePointer) {
        self.init(
            sqliteCode: sqlite3_extended_errcode(connection),
            message: sqlite3_errmsg(connection).map { String(cString: $0) } ?? "")
    }

    /// What GRDB could not do for us: opening, closing, handing out a connection.
    init(_ error: DatabaseError) {
        if error.resultCode == .SQLITE_MISUSE {
            self = .closed
        } else {
            self.init(sqliteCode: error.extendedResultCode.rawValue, message: error.message ?? "")
        }
    }

    /// Maps an extended result code (sqlite.org/rescode.html). Only the messages of constraints are taken apart: they name
    /// tables, columns and constraints, never values.
    init(sqliteCode code: Int32, message: String) {
        let subject = message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
        switch code {
        case SQLITE_CONSTRAINT | (8 << 8), SQLITE_CONSTRAINT | (6 << 8), SQLITE_CONSTRAINT | (10 << 8):  // UNIQUE, PRIMARYKEY, ROWID
            let columns = Self.columns(subject)
            self = .unique(table: columns.table, constraint: columns.names)
        case SQLITE_CONSTRAINT | (3 << 8), SQLITE_CONSTRAINT | (7 << 8):  // FOREIGNKEY, TRIGGER (RAISE)
            self = code == SQLITE_CONSTRAINT | (3 << 8) ? .foreignKey(table: "", constraint: "") : .check(constraint: message)
        case SQLITE_CONSTRAINT | (1 << 8):  // CHECK
            self = .check(constraint: subject)
        case SQLITE_CONSTRAINT | (5 << 8):  // NOTNULL
            let columns = Self.columns(subject)
            self = .notNull(table: columns.table, column: columns.names)
        case SQLITE_CONSTRAINT | (12 << 8):  // DATATYPE, by a STRICT table
            self = .invalidValue(message)
        case SQLITE_BUSY | (2 << 8):  // SNAPSHOT
            self = .serializationFailure
        default:
            self.init(primaryCode: code & 0xFF, message: message)
        }
    }

    private init(primaryCode: Int32, message: String) {
        switch primaryCode {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .diskFull
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(message)
        case SQLITE_READONLY: self = .readOnly
        case SQLITE_INTERRUPT: self = .timeout
        case SQLITE_TOOBIG, SQLITE_MISMATCH: self = .invalidValue(message)
        default: self = .other(code: "SQLITE_\(primaryCode)", message: message)
        }
    }

    /// `party.region, party.code` -> `party` and `region, code`; `index 'x'` for an index on an expression.
    private static func columns(_ subject: String) -> (table: String, names: String) {
        let parts = subject.split(separator: ", ").map { $0.split(separator: ".", maxSplits: 1) }
        guard let table = parts.first?.first, parts.allSatisfy({ $0.count == 2 }) else { return ("", subject) }
        return (String(table), parts.map { String($0[1]) }.joined(separator: ", "))
    }
}
