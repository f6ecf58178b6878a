import Ledger
import Register
import Storage
import StorageTesting
import Synchronization
import Testing

@testable import Casework

/// Witnesses that lie, forge, stall or talk nonsense: what they say is never published, and nobody but the publication waits for them.
@Suite("Witnesses that misbehave", .timeLimit(.minutes(30))) struct WitnessMisbehaviourTests {
    private static let housing = WitnessingTests.housing
    private static let tax = WitnessingTests.tax

    private struct Answer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the witness answers to a request; it may never return.
        let make: @Sendable (AddCheckpoint) async throws -> (status: Int, body: [UInt8])
        init(_ what: String, _ make: @escaping @Sendable (AddCheckpoint) async throws -> (status: Int, body: [UInt8])) {
            testDescription = what
            self.make = make
        }
    }

    private static func cosigned(_ signer: CosignatureSigner, _ text: String) throws -> [UInt8] {
        CosignatureLines.encode([try signer.cosign(text, at: 1_790_000_000)])
    }

    /// Each by the tax office's witness.
    private static let answers: [Answer] = [
        Answer("cosigns another tree") { request in
            let text = try Checkpoint(origin: "test.example/log", size: 9, root: Digest32.of([9])).text
            return (200, try cosigned(tax, text))
        },
        Answer("sends the other witness's cosignature as its own") { request in (200, try cosigned(housing, request.checkpoint.text)) },
        Answer("alters one byte of its cosignature") { request in
            let line = try tax.cosign(request.checkpoint.text, at: 1_790_000_000)
            var signature = line.signature
            signature[20] ^= 1
            return (200, CosignatureLines.encode([NoteSignature(name: line.name, keyID: line.keyID, signature: signature)]))
        },
        Answer("signs as a log does, without a time") { request in
            let signer = try Ed25519Signer(name: tax.verifier.name, seed: [UInt8](repeating: 62, count: 32))
            let line = NoteSignature(name: tax.verifier.name, keyID: tax.verifier.keyID, signature: try signer.sign(Array(request.checkpoint.text.utf8)))
            return (200, CosignatureLines.encode([line]))
        },
        Answer("puts another text before its cosignature") { request in (200, Array("other\n\n".utf8) + (try cosigned(tax, request.checkpoint.text))) },
        Answer("says nothing") { _ in (200, []) },
        Answer("sends a page") { _ in (200, Array("<html>\n".utf8)) },
        Answer("sends bytes that aren't text") { _ in (200, [0xFF, 0xFE, 0x0A]) },
        Answer("sends more lines than a note may have") { request in
            (200, Array(repeating: try cosigned(tax, request.checkpoint.text), count: 101).flatMap { $0 })
        },
        Answer("sends more than a note may hold") { request in (200, [UInt8](repeating: 0x78, count: SignedNote.longest) + (try cosigned(tax, request.checkpoint.text))) },
        Answer("breaks off") { request in (200, try cosigned(tax, request.checkpoint.text).dropLast(10)) },
        Answer("says that it knows a larger tree") { _ in (409, Array("900\n".utf8)) },
        Answer("says that it knows a tree of negative size") { _ in (409, Array("-1\n".utf8)) },
        Answer("says that it knows a tree beyond all numbers") { _ in (409, Array("99999999999999999999\n".utf8)) },
        Answer("says another size each time") { request in (409, Array("\(request.oldSize == 0 ? 1 : 0)\n".utf8)) },
        Answer("refuses without a word") { _ in (403, []) },
        Answer("answers with a status that there isn't") { _ in (-1, [0]) },
        Answer("fails") { _ in throw CancellationError() },
    ]

    private func publisher(_ book: BookFixture, quorum: String, tax answer: Answer, housing: Answer) throws -> WitnessPublisher {
        let policy = try WitnessPolicy(
            text: "witness housing \(Self.housing.verifier.vkey) http://housing\nwitness tax \(Self.tax.verifier.vkey) http://tax\ngroup both \(quorum) housing tax\nquorum both\n")
        return WitnessPublisher(database: book.database, log: book.key.verifier, policy: policy, logger: quietLogger, now: { Moment(seconds: 1_790_000_000) }) { url, body in
            try await (url.hasPrefix("http://tax") ? answer : housing).make(AddCheckpoint(parsing: body))
        }
    }

    private static let honest = Answer("cosigns") { request in (200, try cosigned(housing, request.checkpoint.text)) }
    private static let stalls = Answer("never answers") { _ in
        try await Task.sleep(for: .seconds(3_600))
        return (200, [])
    }

    private func published(_ book: BookFixture) async throws -> String? {
        try await book.database.read { try LogRecords.latestPublication(in: $0)?.note }
    }

    @Test("don't get their word under a checkpoint, whatever it is", arguments: availableEngines)
    func alone(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            // Two entries, so that a witness can claim to know a smaller tree.
            _ = try await book.registrar.file(book.sale("s1", to: "buyer"), caseID: "c")
            while try await book.sequencer.sequence() > 0 {}
            let before = try await book.database.read { try LogRecords.latestCheckpoint(in: $0)?.note }
            for answer in Self.answers {
                let publisher = try publisher(book, quorum: "all", tax: answer, housing: Self.honest)
                #expect(try await !publisher.publish(), "one that \(answer.testDescription) was taken for a quorum")
                #expect(try await published(book) == nil)
                #expect(publisher.standings.map { $0.problem == nil } == [true, false], "\(answer.testDescription): \(publisher.standings)")
            }
            #expect(try await book.database.read { try LogRecords.latestCheckpoint(in: $0)?.note } == before)
            // The honest one alone is enough where one is.
            for answer in Self.answers {
                let publisher = try publisher(book, quorum: "any", tax: answer, housing: Self.honest)
                #expect(try await publisher.publish(), "one that \(answer.testDescription) kept the other from being heard")
                let note = try #require(try await published(book))
                #expect(note.contains("— witness.example/housing ") && !note.contains("— witness.example/tax "))
                try await book.database.write { try $0.execute("DELETE FROM log_publication") }
            }
            let report = try await book.verifier.run()
            #expect(report.isClean, "\(report.divergences)")
        }
    }

    @Test("both, hold up the publication alone: registrations, their places and receipts go on, and what was missed is caught up", arguments: availableEngines)
    func both(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            while try await book.sequencer.sequence() > 0 {}
            // Each gives the other's cosignature as its own.
            let swapped = Answer("sends the tax office's cosignature") { request in (200, try Self.cosigned(Self.tax, request.checkpoint.text)) }
            let lying = try publisher(book, quorum: "any", tax: Self.answers[1], housing: swapped)
            #expect(try await !lying.publish())
            let stalled = try publisher(book, quorum: "any", tax: Self.stalls, housing: Self.stalls)
            let waiting = Task { try await stalled.publish() }
            let filing = book.sale("s1", to: "buyer")
            _ = try await book.registrar.file(filing, caseID: "c")
            while try await book.sequencer.sequence() > 0 {}
            let receipt = try #require(try await book.sequencer.receipt(forEntry: filing.entry(0).id, within: testPatience))
            try receipt.verify(with: book.key.verifier)
            #expect(try await published(book) == nil)
            waiting.cancel()
            _ = await waiting.result
            let recovered = try publisher(book, quorum: "any", tax: Self.answers[0], housing: Self.honest)
            #expect(try await recovered.publish())
            #expect(try await published(book)?.hasPrefix("test.example/log\n2\n") == true)
        }
    }

    @Test("by not answering, don't keep the others' quorum waiting", arguments: availableEngines)
    func stalling(engine: Engine) async throws {
        try await BookFixture.run(engine) { book in
            while try await book.sequencer.sequence() > 0 {}
            let publisher = try publisher(book, quorum: "any", tax: Self.stalls, housing: Self.honest)
            #expect(try await publisher.publish())
            #expect(try await published(book)?.contains("— witness.example/housing ") == true)
        }
    }
}
