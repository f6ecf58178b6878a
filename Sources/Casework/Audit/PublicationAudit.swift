import Ledger
import Storage

/// What was published at `/log/checkpoint`: each with the log's signature, of a tree that the log had, and with nothing but valid
/// signatures of witnesses that are known. A witness that is asked no more stays in the policy file without an address, in no group.
extension BookVerifier {
    func verifyPublications(_ report: inout Report) async throws {
        var after: Int64 = -1
        while report.divergences.count < Self.enough {
            let start = after
            let page = try await database.read { connection in
                try connection.rows(
                    """
                    SELECT p.size, p.note, c.note AS own FROM log_publication p LEFT JOIN log_checkpoint c ON c.size = p.size
                    WHERE p.size > \(start) ORDER BY p.size LIMIT \(Self.page)
                    """
                ).map { (size: try $0.int("size"), note: try $0.text("note"), own: try $0.textIfPresent("own")) }
            }
            guard let last = page.last else { return }
            after = last.size
            for item in page {
                if let problem = problem(item.note, own: item.own) { report.add("published checkpoint \(item.size)", problem) }
            }
        }
    }

    private func problem(_ text: String, own: String?) -> String? {
        guard let own else { return "the log never had a tree of that size" }
        do {
            let note = try SignedNote(parsing: Array(text.utf8))
            _ = try SignedCheckpoint(note, log: log, witnesses: witnesses)
            for signature in note.signatures where !(log.keys.map(\.verifier) + witnesses).contains(where: { $0.name == signature.name && $0.keyID == signature.keyID }) {
                return "cosigned by \(signature.name), whose key isn't known: keep the lines of former witnesses in the policy"
            }
            // The log's own row was compared with the entries; what was published is the same and cosignatures below it.
            return text.utf8.starts(with: own.utf8) ? nil : "is not the log's own checkpoint of that size"
        } catch {
            return "\(error)"
        }
    }
}
