package import Contracts
package import Storage

/// Judges what a department, or all institutions of a kind, answer to messages out of the outbox, and says what is kept of it. What it keeps is written in the transaction
/// that settles the message: an answer is believed and stored, or the message is sent again.
package protocol AnswerKeeper: Sendable {
    var department: Department { get }
    /// The law on which its messages are sent.
    var legalBasis: String { get }
    /// - Throws: `MessageError` for an answer that is well signed and not to be believed all the same.
    func believe(_ payload: [UInt8], answered envelope: Envelope) throws
    /// What becomes of an answer that is believed.
    /// - Throws: `ExchangeError.distrusted` if it contradicts what was kept before.
    func keep(_ envelope: Envelope) async throws -> KeptAnswer
}

/// What becomes of one believed answer.
package struct KeptAnswer: Sendable {
    /// Written with the message's end. It may be written twice.
    let statements: [SQL]
    /// Whoever waits for this answer may look: it is stored, which others that came at the same time may not be yet.
    let stored: (@Sendable () -> Void)?

    package init(_ statements: [SQL] = [], stored: (@Sendable () -> Void)? = nil) {
        self.statements = statements
        self.stored = stored
    }
}
