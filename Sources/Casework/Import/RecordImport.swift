package import Register
package import Seals
package import Storage

/// Puts records that were registered before this register on its log: `dengbu import`.
///
/// The whole file is judged first. Then it goes on the log piece by piece, each in one transaction with how far the file has got, so that
/// whoever is killed goes on where it stopped, and no record is there twice or out of order. Pieces are read and committed to by several
/// tasks while the one before is stored. A server may run on the same database: each transaction takes the log for one to two
/// tenths of a second.
package struct RecordImport: Sendable {
    package struct Result: Hashable, Sendable {
        package let digest: [UInt8]
        package let records: Int
        /// Of these, put on the log by this run.
        package let added: Int
    }

    package enum Stage: String, Sendable { case survey = "bytes checked", log = "records" }

    let database: any Database
    private let appender: LogAppender
    let cipher: FieldCipher
    let region: String
    private let width: Int
    private let now: @Sendable () -> Moment

    /// - Parameters:
    ///   - signing: the keys that sign checkpoints.
    ///   - width: pieces that are worked on at a time.
    package init(
        database: any Database, signing: LogSigning, cipher: FieldCipher, region: String, width: Int, now: @escaping @Sendable () -> Moment
    ) throws {
        self.database = database
        appender = try LogAppender(signing: signing)
        self.cipher = cipher
        self.region = region
        self.width = max(1, width)
        self.now = now
    }

    /// Judges a file; needs no database.
    /// - Throws: `ImportError.faulty`.
    package static func check(_ file: ImportFile, region: String, width: Int, progress: @Sendable (Stage, Int, Int) -> Void = { _, _, _ in }) async throws -> Result {
        let survey = try await ImportSurvey(file, region: region, width: width) { progress(.survey, $0, $1) }
        return Result(digest: survey.digest, records: survey.records, added: 0)
    }

    /// - Parameter leavingUnfinished: begins although another file's import has stopped half way.
    /// - Throws: `ImportError`.
    package func run(
        _ file: ImportFile, leavingUnfinished: Bool = false, progress: @Sendable (Stage, Int, Int) -> Void = { _, _, _ in }
    ) async throws -> Result {
        let survey = try await ImportSurvey(file, region: region, width: width) { progress(.survey, $0, $1) }
        let (state, others) = try await begin(file, survey, leavingUnfinished: leavingUnfinished)
        let total = survey.records
        progress(.log, state.done, total)
        if !others.isEmpty, !state.isFinished { try await refuseDoubles(file, survey, of: others, from: state.done) }
        if !state.isFinished { try await put(file, survey, state, others: others) { progress(.log, $0, total) } }
        return Result(digest: survey.digest, records: total, added: total - state.done)
    }

    /// Finds the file's import, or begins one.
    /// - Returns: it, and those of other files.
    private func begin(_ file: ImportFile, _ survey: ImportSurvey, leavingUnfinished: Bool) async throws -> (ImportState, [ImportState]) {
        let region = region
        let fresh = ImportState(digest: survey.digest, name: file.name, at: now(), records: survey.records, done: 0)
        return try await database.write(.rowLocks) { connection in
            try connection.lock("dengbu import")
            let all = try ImportState.all(region: region, in: connection)
            let others = all.filter { $0.digest != survey.digest }
            if let known = all.first(where: { $0.digest == survey.digest }) { return (known, others) }
            if !leavingUnfinished, let open = others.first(where: { $0.done > 0 && !$0.isFinished }) {
                throw ImportError.unfinished(name: open.name, done: open.done, of: open.records, sameName: open.name == fresh.name && open.name != "-")
            }
            try connection.execute(fresh.inserting(region: region))
            return (fresh, others)
        }
    }

    private func put(
        _ file: ImportFile, _ survey: ImportSurvey, _ state: ImportState, others: [ImportState], progress: (Int) -> Void
    ) async throws {
        let start = state.done
        let region = region
        let rest = survey.pieces.filter { $0.first + $0.count > start }
        let firstPage = try await database.read { connection in
            try connection.row(
                "SELECT page FROM log_import_page WHERE region = \(region) AND digest = \(state.digest) ORDER BY page DESC LIMIT 1")?.int("page") ?? -1
        } + 1
        var chain = RecordChain(state, firstPage: Int(firstPage), region: region, cipher: cipher)
        let elsewhere = others.reduce(0) { $0 + $1.done }
        try await withThrowingTaskGroup(of: Step.self) { tasks in
            var waiting: [Int: DigestedPiece] = [:]
            var started = 0
            var linked = 0
            var done = start
            // One batch is linked while the one before is stored.
            var next: RecordChain.Batch?
            var isStoring = false
            while linked < rest.count || next != nil || isStoring {
                while started < rest.count, started - linked < width + 1 {
                    let piece = rest[started]
                    let number = started
                    tasks.addTask {
                        let bytes = try file.read(piece.bytes)
                        let skipped = max(0, start - piece.first)
                        do {
                            return .digested(number, try DigestedPiece(bytes, count: piece.count, skipping: skipped, region: region, binding: state.digest))
                        } catch is RecordFault { throw ImportError.changed }
                    }
                    started += 1
                }
                if next == nil, let piece = waiting.removeValue(forKey: linked) {
                    try file.checkUnchanged()
                    // What isn't stored yet of the piece before can be of its last unit alone, which isn't asked for.
                    let heads = try await heads(of: piece, chain, isFirst: linked == 0, others: others)
                    next = try chain.link(piece, heads: heads)
                    linked += 1
                }
                if !isStoring, let batch = next {
                    isStoring = true
                    next = nil
                    let expected = done
                    tasks.addTask { .stored(try await store(batch, state, from: expected, elsewhere: elsewhere)) }
                    continue
                }
                switch try await tasks.next() {
                case .digested(let number, let piece): waiting[number] = piece
                case .stored(let end):
                    done = end
                    isStoring = false
                    progress(done)
                case nil: break
                }
            }
        }
    }

    private enum Step: Sendable {
        case digested(Int, DigestedPiece)
        case stored(Int)
    }

    /// What the log has of the piece's units: of all of them where other files were imported, else of the first, which may have begun in
    /// a batch of an earlier run.
    private func heads(of piece: DigestedPiece, _ chain: borrowing RecordChain, isFirst: Bool, others: [ImportState]) async throws -> [[UInt8]: RecordChain.Head] {
        let isAlone = others.allSatisfy { $0.done == 0 }
        if isAlone, !isFirst { return [:] }
        let units = chain.units(of: piece)
        let asked = isAlone ? Array(units.prefix(1)) : units
        let region = region
        return try await database.read { connection in
            var heads: [[UInt8]: RecordChain.Head] = [:]
            for unit in asked { heads[Array(unit.utf8)] = try RecordChain.Head.read(unit, region: region, in: connection) }
            return heads
        }
    }

    /// One batch: entries, tiles, checkpoint, kept records, and how far the file has got.
    private func store(_ batch: RecordChain.Batch, _ state: ImportState, from done: Int, elsewhere: Int) async throws -> Int {
        let region = region
        let at = now()
        let appender = appender
        return try await database.write(.rowLocks) { connection in
            // Waits for the sequencer of a running server, and keeps it waiting for the length of this batch.
            try connection.lock(LogAppender.lock)
            let all = try ImportState.all(region: region, in: connection)
            // The chains were linked to what the log had when they were read.
            guard all.first(where: { $0.digest == state.digest })?.done == done,
                all.reduce(0, { $0 + ($1.digest == state.digest ? 0 : $1.done) }) == elsewhere
            else { throw ImportError.another }
            // The map leads to what stands on this register's own pages; records of before have chains of their own.
            try appender.append(batch.entries, map: .stays, at: at, in: connection)
            try connection.insert(batch.pages)
            let end = done + batch.count
            try connection.execute(state.moving(to: end, region: region))
            return end
        }
    }
}
