import Casework
import Portal
import Storage

/// What a command needs of the database's schema.
enum SchemaNeed {
    /// Brought up to date, with what the pages need too.
    case upToDate
    /// A register of this version. Commands that only look change no schema, and what they would say of a database without a register
    /// means nothing.
    case register
    /// A register of this version, or a new one: for what is handed out before the first start.
    case registerOrNew
}

/// A database that a command can't work on, with what to do.
enum SchemaFault: Error, Hashable, CustomStringConvertible {
    case noRegister(database: String)
    case older(next: String)
    case newer(unknown: String)
    /// The schema was changed by hand, or by a program that isn't of this line.
    case strange(String)
    /// The key to the seals of rows isn't in the key folder, or is another register's.
    case sealKeyMissing

    var description: String {
        switch self {
        case .noRegister(let database):
            "no-register: there is no register in \(database) yet. Look whether --data and dengbu.database name the right one; `dengbu serve` makes a new one."
        case .older(let next):
            "older-database: the database is of an earlier version of this program (the first migration that it lacks is \(next)). Back it up, then start `dengbu serve` of this version: it brings the database up to date."
        case .newer(let unknown):
            "newer-database: the database is of a later version of this program (\(unknown) isn't known here). Use that version."
        case .sealKeyMissing:
            "seal-key-missing: the rows of this database are sealed with a key that this machine's key folder doesn't have. Bring it from another machine of the register, or from the back-up of its keys: `dengbu key export`, `dengbu key import`."
        case .strange(let what):
            "strange-database: the database's schema isn't one that this program has made: \(what). Restore it from a backup."
        }
    }
}

extension SchemaNeed {
    /// - Throws: ``SchemaFault`` in words for the operator.
    func meet(in database: any Database, called name: String) async throws {
        do {
            switch self {
            case .upToDate: try await Self.bring(database)
            case .register, .registerOrNew:
                switch try await database.schemaState(CaseOffice.migrations) {
                case .current: break
                case .empty:
                    guard self == .registerOrNew else { throw SchemaFault.noRegister(database: name) }
                    try await Self.bring(database)
                case .behind(let next): throw SchemaFault.older(next: next)
                case .ahead(let unknown): throw SchemaFault.newer(unknown: unknown)
                }
            }
        } catch StorageError.migrationUnknown(let name) {
            throw SchemaFault.newer(unknown: name)
        } catch StorageError.migrationChanged(let name) {
            throw SchemaFault.strange("\(name) reads differently")
        } catch StorageError.migrationOrder(let expected, let found) {
            throw SchemaFault.strange("\(found) stands where \(expected) should")
        }
    }

    private static func bring(_ database: any Database) async throws {
        try await database.migrate(CaseOffice.migrations + PortalSchema.migrations)
    }
}
