import Storage
import StorageTesting
import Testing

@Suite("Work queues")
struct QueueTests {
    private func take(_ count: Int, by worker: Int, from database: any Database) async throws -> [Int64] {
        try await database.write(.rowLocks) { connection in
            try connection.rows(
                """
                WITH picked AS MATERIALIZED (
                    SELECT id FROM job WHERE state = 'waiting' AND due <= \(100)
                    ORDER BY due, id LIMIT \(count) \(sql: connection.forUpdateSkipLocked))
                UPDATE job SET state = 'taken', taken_by = \(worker) FROM picked WHERE job.id = picked.id
                RETURNING job.id AS id, job.body AS body
                """
            ).map { try $0.int("id") }
        }
    }

    @Test("many workers take each job exactly once, and none that is not due", arguments: availableEngines)
    func onceEach(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [jobs]) { database async throws in
            try await database.write { connection in
                for number in 0..<300 {
                    try connection.execute("INSERT INTO job (body, state, due) VALUES (\("job \(number)"), 'waiting', \(number % 100))")
                }
                try connection.execute("INSERT INTO job (body, state, due) VALUES ('later', 'waiting', 101)")
            }
            let taken = try await withThrowingTaskGroup(of: [Int64].self, returning: [Int64].self) { group in
                for worker in 0..<12 {
                    group.addTask {
                        var mine: [Int64] = []
                        while true {
                            let more = try await take(4, by: worker, from: database)
                            #expect(more.count <= 4)
                            if more.isEmpty { return mine }
                            mine += more
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(taken.count == 300)
            #expect(Set(taken).count == 300)
            let left = try await database.read { try $0.rows("SELECT body FROM job WHERE state = 'waiting'").map { try $0.text("body") } }
            #expect(left == ["later"])
        }
    }

    @Test("jobs come in the order of their time", arguments: availableEngines)
    func order(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [jobs]) { database async throws in
            try await database.write { connection in
                for due in [30, 10, 20] { try connection.execute("INSERT INTO job (body, state, due) VALUES ('x', 'waiting', \(due))") }
            }
            #expect(try await take(1, by: 1, from: database) == [2])
            #expect(try await Set(take(5, by: 1, from: database)) == [1, 3])
            #expect(try await take(5, by: 1, from: database) == [])
        }
    }

    @Test("only one at a time holds a named lock", arguments: availableEngines)
    func locks(engine: Engine) async throws {
        try await withTemporaryDatabase(engine, migrations: [parties]) { database async throws in
            try await database.write { try $0.execute("INSERT INTO counter VALUES ('n', 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<5 {
                            // Without the lock, READ COMMITTED would lose updates here.
                            try await database.write(.rowLocks) { connection in
                                try connection.lock("counting")
                                let value = try connection.row("SELECT value FROM counter")?.int("value") ?? 0
                                try connection.execute("UPDATE counter SET value = \(value + 1)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.row("SELECT value FROM counter")?.int("value") } == 40)
            #expect(try await database.write(.rowLocks) { try $0.tryLock("sequencer") })
        }
    }
}
