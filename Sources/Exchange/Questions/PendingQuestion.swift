import Contracts
import Synchronization

/// A question that waits to be asked together with others.
final class PendingQuestion: Sendable {
    enum Word: Sendable {
        /// It is asked alone, in the turn that another has left to it.
        case alone
        /// What came in the line to it: nothing of it is proved yet.
        case answered(SignedMessage, Envelope, asked: SignedQuestion)
        /// It had no answer in company.
        case unanswered
        case cancelled
    }
    private enum State {
        case open
        case waiting(CheckedContinuation<Word, Never>)
        case said(Word)
    }

    let message: Batch.Message
    private let state = Mutex(State.open)

    init(_ message: Batch.Message) { self.message = message }

    /// - Returns: false if something was said before, or nobody waits any more.
    @discardableResult
    func say(_ word: Word) -> Bool {
        let (isFirst, waiter) = state.withLock { state -> (Bool, CheckedContinuation<Word, Never>?) in
            switch state {
            case .said: return (false, nil)
            case .open:
                state = .said(word)
                return (true, nil)
            case .waiting(let waiter):
                state = .said(word)
                return (true, waiter)
            }
        }
        waiter?.resume(returning: word)
        return isFirst
    }

    var isOpen: Bool {
        state.withLock { state in
            if case .said = state { false } else { true }
        }
    }

    /// What becomes of it. One task waits.
    func word() async -> Word {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let said = state.withLock { state -> Word? in
                    if case .said(let word) = state { return word }
                    state = .waiting(continuation)
                    return nil
                }
                if let said { continuation.resume(returning: said) }
            }
        } onCancel: {
            say(.cancelled)
        }
    }
}
