import Ledger
import Register
import Storage

@testable import Casework

/// The log of a book whose process is killed again and again, as a witness outside sees it: the witness keeps its memory over the kills,
/// and what had its place in the log once is compared with what stands there now.
struct KilledLog {
    private let witness: WitnessBook
    private let log: Ed25519Signer
    /// Leaf IDs and entries by their place, as they stood after the kill before.
    private var places: [(leaf: String, entry: [UInt8])] = []
    /// Size of the largest tree that the witness cosigned.
    private(set) var cosigned = 0

    init(witness: any Database, log: Ed25519Signer) throws {
        self.log = log
        self.witness = WitnessBook(
            database: witness, logs: [log.verifier], signers: [try CosignatureSigner(name: "witness.example/kills", seed: [UInt8](repeating: 63, count: 32))]
        ) { 1_790_000_000 }
    }

    /// What is wrong with the log as the kill left it. Call once more after the waiting entries got their places.
    mutating func problems(_ database: any Database) async throws -> [String] {
        var found = try await witnessProblems(database)
        let (size, rows) = try await database.read { connection in
            (
                try LogRecords.size(in: connection),
                try connection.rows("SELECT leaf_index, leaf_id, entry FROM log_entry /* reads all: to compare each */ ORDER BY leaf_index").map {
                    (index: try $0.int("leaf_index"), leaf: try $0.text("leaf_id"), entry: try $0.blob("entry"))
                }
            )
        }
        if Int64(rows.count) != size { found.append("the log's head counts \(size) entries, \(rows.count) are there") }
        for (place, row) in rows.enumerated() where row.index != Int64(place) { found.append("entry \(row.leaf) stands at \(row.index) instead of \(place)") }
        if Set(rows.map(\.leaf)).count != rows.count { found.append("an entry stands in the log twice") }
        for (place, old) in places.enumerated() {
            guard place < rows.count else {
                found.append("entry \(old.leaf) had its place and is lost")
                continue
            }
            if rows[place].leaf != old.leaf || rows[place].entry != old.entry { found.append("at place \(place) stood \(old.leaf), now \(rows[place].leaf)") }
        }
        found += order(rows.map(\.leaf))
        places = rows.map { ($0.leaf, $0.entry) }
        return found
    }

    /// Acts and certificates of one filing stand in the order in which it has them.
    private func order(_ leaves: [String]) -> [String] {
        let place = Dictionary(leaves.enumerated().map { ($1, $0) }) { first, _ in first }
        return leaves.filter { $0.hasPrefix("act:sale") && $0.hasSuffix("-2") }.compactMap { second in
            guard let first = place[String(second.dropLast(2)) + "-1"], let own = place[second] else { return "\(second) is in the log without the act before it" }
            return first < own ? nil : "\(second) stands before the act before it"
        }
    }

    /// The witness gets the latest checkpoint with a proof from the tree that it remembers, as a log in service sends it.
    private mutating func witnessProblems(_ database: any Database) async throws -> [String] {
        guard let latest = try await database.read({ try LogRecords.latestCheckpoint(in: $0) }) else {
            return cosigned == 0 ? [] : ["the checkpoint of \(cosigned) entries is lost"]
        }
        let size = Int(latest.size)
        let known = try await witness.tree(of: log.name)?.size ?? 0
        if size < known { return ["a witness has cosigned \(known) entries, the log has \(size)"] }
        let proof = try await database.read { known == 0 ? [] : try LogReader.consistency(from: known, to: size, in: $0) }
        let request = try AddCheckpoint(oldSize: known, proof: proof, checkpoint: SignedNote(parsing: Array(latest.note.utf8)))
        let answer = try await witness.add(request.encoded)
        let evidence = try await witness.evidence(against: log.name)
        cosigned = try await witness.tree(of: log.name)?.size ?? 0
        if answer.status != 200 { return ["the witness refuses: \(answer.refusal ?? "")"] }
        return evidence.map { "the witness keeps evidence: \($0)" }
    }
}
