package import Contracts
import Register
package import Seals
import Storage
import Synchronization

/// Signed answers to several messages as they were opened lately: what a hundred orders rest on is opened and read once. What is stored is never changed, and what was
/// opened counts only for the very bytes that it was opened from.
package final class OpenedReceipts: Sendable {
    struct Opened: Sendable {
        let sealed: [UInt8]
        let text: String
        let digest: String
        let envelope: Envelope
        /// By the message's id; nil for an answer to one message.
        let answers: [String: Batch.Answer]?
    }
    private let known = Mutex(Generations<String, Opened>(size: 64))

    package init() {}

    func find(_ context: String, _ sealed: [UInt8]) -> Opened? { known.withLock { $0[context] }.flatMap { $0.sealed == sealed ? $0 : nil } }
    func keep(_ opened: Opened, of context: String) { known.withLock { $0.keep(opened, for: context) } }
}

extension OutboxReceipt {
    /// - Parameter recent: where what was opened is kept for those that rest on the same; nil opens what is stored in any case.
    /// - Returns: the signed text with its SHA-256 in hexadecimal, and what it answers to this message.
    /// - Throws: if it doesn't open in its place, and `foreignAnswer` for one that says nothing of the message.
    package func open(_ cipher: FieldCipher, recent: OpenedReceipts? = nil) throws -> (text: String, digest: String, answer: Envelope) {
        let opened: OpenedReceipts.Opened
        if isShared, let known = recent?.find(context, sealed) {
            opened = known
        } else {
            opened = try read(cipher)
            if isShared { recent?.keep(opened, of: context) }
        }
        guard let answers = opened.answers else { return (opened.text, opened.digest, opened.envelope) }
        guard let answer = answers[messageID] else { throw MessageError.foreignAnswer }
        return (opened.text, opened.digest, answer.envelope(in: opened.envelope, to: (contract, caseID)))
    }

    private func read(_ cipher: FieldCipher) throws -> OpenedReceipts.Opened {
        let text = try cipher.open(sealed, context: context)
        let bytes = Array(text.utf8)
        let envelope = try CanonicalJSON.decode(Envelope.self, from: bytes)
        let answers = Batch.isContract(envelope.contract) ? Batch.answers(in: envelope) : nil
        return OpenedReceipts.Opened(sealed: sealed, text: text, digest: Hex.encode(Digests.sha256(bytes)), envelope: envelope, answers: answers)
    }
}
