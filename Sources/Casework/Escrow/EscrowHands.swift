import Register
import Synchronization

/// A book that was taken to be looked at, and until when nobody else takes it.
struct ClaimedBook: Sendable {
    /// Its number.
    let book: String
    let lease: Moment
}

/// Who carries which book on. Each book is in one hand at a time: two that work on one find that the other was faster, and have asked everybody in
/// vain. News that come meanwhile are looked at by the same hand afterwards.
final class EscrowHands: Sendable {
    private struct Books {
        var inHand: Set<String> = []
        /// Claims that came for books in hand.
        var again: [String: ClaimedBook] = [:]
        /// Whether somebody found no hand free.
        var isAwaited = false
    }

    private let limit: Int
    private let books = Mutex(Books())

    init(atMost limit: Int) {
        self.limit = limit
    }

    /// How many more books may be taken. Whoever finds none free is told by ``finish(_:)``.
    func free() -> Int {
        books.withLock { books in
            books.isAwaited = books.inHand.count >= limit
            return limit - books.inHand.count
        }
    }

    /// - Returns: whether the book has to be begun with; otherwise whoever has it in hand goes on with it.
    func take(_ book: ClaimedBook) -> Bool {
        books.withLock { books in
            if books.inHand.insert(book.book).inserted { return true }
            books.again[book.book] = book
            return false
        }
    }

    /// - Returns: the same book once more, if it was claimed meanwhile; whether somebody waits for the hand that is free now.
    func finish(_ book: ClaimedBook) -> (again: ClaimedBook?, isAwaited: Bool) {
        books.withLock { books in
            if let again = books.again.removeValue(forKey: book.book) { return (again, false) }
            books.inHand.remove(book.book)
            defer { books.isAwaited = false }
            return (nil, books.isAwaited)
        }
    }
}
