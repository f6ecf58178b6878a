import Casework
import Contracts
import Exchange
import Foundation
import Ledger
import Logging
import Register
import Seals
import Storage

/// Registers as fast as it can until it is killed: what `KillTests` kills.
///
///     RegistersUnderLoad prepare LOCATION PAIRS     makes a book of 2 × PAIRS homes that their developer owns
///     RegistersUnderLoad sell LOCATION FIRST PAIRS  sells them two by two from pair FIRST on, with everything that a case leaves behind
///     RegistersUnderLoad import LOCATION FILE [BATCHES MICROSECONDS]
///         puts the records of a file on the log and reports each batch that is stored; kills itself so long after so many batches
///
/// LOCATION is a file for SQLite or a conninfo for PostgreSQL. Each registration that was acknowledged is reported on standard output,
/// one line in one write: the filing's id and its certificate numbers. What was reported must be there whatever happens afterwards.
@main
enum RegisterUnderLoad {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let location = location(arguments[2]) else { throw Failure.usage }
        let book = try LoadedBook(database: try await openDatabase(location, logger: quiet))
        switch (arguments[1], arguments.count) {
        case ("prepare", 4): try await book.prepare(pairs: Int(arguments[3]) ?? 0)
        case ("sell", 5):
            let first = Int(arguments[3]) ?? 0
            try await book.sell(first..<(first + (Int(arguments[4]) ?? 0)))
        case ("import", 4), ("import", 6):
            try await book.database.migrate(CaseOffice.migrations)
            let file = try ImportFile(path: arguments[3], pieceLength: 8_192)
            let death = arguments.count == 6 ? Death(after: Int(arguments[4]) ?? 0, microseconds: Int(arguments[5]) ?? 0) : nil
            _ = try await book.importer.run(file) { stage, done, _ in
                guard stage == .log else { return }
                report("\(done)")
                death?.count()
            }
        default: throw Failure.usage
        }
        await book.database.close()
    }

    enum Failure: Error { case usage }

    private static func location(_ text: String) -> DatabaseLocation? {
        text.hasPrefix("/") ? .sqlite(path: text) : .postgres(conninfo: text)
    }

    static let quiet: Logger = {
        var logger = Logger(label: "dengbu.load")
        logger.logLevel = .critical
        return logger
    }()

    /// One line in one write to the pipe: whoever reads it sees it whole or not at all.
    static func report(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        guard bytes.withUnsafeBytes({ write(STDOUT_FILENO, $0.baseAddress, $0.count) }) == bytes.count else { exit(3) }
    }
}
