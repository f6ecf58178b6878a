import Escrow
import Register
import Storage
import StorageTesting
import Testing

@testable import Casework

@Suite("Books of a case's money") struct BooksOfCaseTests {
    private static let id = "20261123000009"

    private static func book(_ round: Int) throws -> EscrowFile {
        let terms = EscrowTerms(
            caseID: id, custodian: "91360100MA0000000\(round)", unit: BookFixture.home,
            sources: [.init(name: "own-funds", kind: .ownFunds, payer: "buyer", amount: Money(yuan: 100))],
            sinks: [.init(name: "remainder", kind: .remainder, payee: "seller", account: "rest-1")], until: OfficeFixture.noon.date.adding(days: 9),
            round: round == 1 ? nil : round)
        return try EscrowFile([EscrowEntry(at: OfficeFixture.noon, event: .opened(terms))])
    }

    @Test("the newest counts, whichever was known before, and with what happened in it since", arguments: availableEngines)
    func newest(engine: Engine) async throws {
        try await BookFixture.run(engine) { fixture in
            let (region, database) = (BookFixture.region, fixture.database)
            func found(_ known: EscrowFile?) async throws -> EscrowFile? {
                try await database.read { try EscrowRecords.find(Self.id, since: known, region: region, in: $0) }
            }
            #expect(try await found(nil) == nil)
            var stored: [EscrowFile] = []
            for round in 1...EscrowTerms.rounds {
                let book = try Self.book(round)
                let custody = EscrowEntry(at: OfficeFixture.noon, event: .custody(CustodyOpened(number: "T\(round)", account: "custody-\(round)")))
                try await database.write { try EscrowRecords.open(book, runAt: OfficeFixture.noon, region: region, in: $0) }
                for known in [nil] + stored {
                    let newest = try #require(try await found(known))
                    #expect(newest.round == round && newest.entries == book.entries, "known: \(known?.round ?? 0)")
                }
                let whole = try await database.write { try EscrowRecords.append([custody], to: book, runAt: nil, region: region, in: $0) }
                #expect(try await found(book)?.head == whole.head && whole.entries.count == 2)
                stored += [book, whole]
            }
            #expect(try await database.read { try EscrowRecords.all(Self.id, region: region, in: $0) }.map(\.round) == Array(1...EscrowTerms.rounds))
        }
    }
}
