import Escrow
import Storage
import Synchronization

/// Books of money as they were last read, by their cases: one look finds all that are known of a case. Holds what is committed, nothing else.
final class RecentBooks: Sendable {
    private let cases = Mutex(Generations<String, [EscrowFile]>(size: 512))

    /// Of a case, the newest last.
    func books(of caseID: String) -> [EscrowFile] {
        cases.withLock { $0[caseID] ?? [] }
    }

    func book(_ id: String) -> EscrowFile? {
        books(of: EscrowTerms.caseID(ofBook: id)).first { $0.bookID == id }
    }

    /// Keeps a book as it was read from the database or has just been stored there.
    func keep(_ file: EscrowFile) {
        cases.withLock { all in
            var books = all[file.caseID] ?? []
            if let place = books.firstIndex(where: { $0.bookID == file.bookID }) {
                guard books[place].entries.count <= file.entries.count else { return }
                books[place] = file
            } else {
                books.append(file)
                books.sort { $0.round < $1.round }
            }
            all.keep(books, for: file.caseID)
        }
    }
}
