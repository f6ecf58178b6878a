import Register

/// Many messages for one receiver in one signed envelope, answered by one signed envelope.
///
/// It saves what a message costs on its way, and nothing else: each message in it keeps its own id, is judged as if it had come alone, and has an
/// outcome of its own. The contract of a batch is `department.batch`; its payload is the list of messages, and its answer's payload the list of answers,
/// in the same order. Nobody waits to fill one: in it is what has to be sent at the same moment anyway.
package enum Batch {
    /// Messages in one envelope.
    package static let messageLimit = 64
    /// Bytes of its messages. Written into the envelope they are at most twice as many, which leaves room below `Envelope.sizeLimit`.
    package static let byteLimit = 256 << 10

    private static let suffix = ".batch"

    /// What a department's batches are called, in both directions.
    package static func contract(of department: Department) -> String { department.matter + suffix }

    package static func isContract(_ name: String) -> Bool { name.hasSuffix(suffix) }

    /// One of them.
    package struct Message: Codable, Hashable, Sendable {
        package var id: String
        package var contract: String
        package var caseID: String?
        package var purpose: String
        package var legalBasis: String
        /// Canonical JSON text, as in an envelope of its own.
        package var payload: String

        package init(id: String, contract: String, caseID: String?, purpose: String, legalBasis: String, payload: String) {
            self.id = id
            self.contract = contract
            self.caseID = caseID
            self.purpose = purpose
            self.legalBasis = legalBasis
            self.payload = payload
        }

        /// The message as if it had come alone, from and to whom and when the batch says.
        package func envelope(in batch: Envelope) -> Envelope {
            Envelope(
                id: id, from: batch.from, to: batch.to, contract: contract, caseID: caseID, purpose: purpose, legalBasis: legalBasis,
                issuedAt: batch.issuedAt, expiresAt: batch.expiresAt, payload: payload)
        }

        /// At most so many bytes of a batch.
        package var weight: Int {
            var escaped = 0
            for byte in payload.utf8 where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { escaped += 1 }
            return payload.utf8.count + escaped + id.utf8.count + contract.utf8.count + (caseID?.utf8.count ?? 0) + purpose.utf8.count + legalBasis.utf8.count + 96
        }
    }

    /// What is answered to one of them.
    package struct Answer: Codable, Hashable, Sendable {
        package var id: String
        package var outcome: Envelope.Outcome
        package var payload: String

        package init(id: String, _ outcome: Envelope.Outcome, payload: String = "null") {
            self.id = id
            self.outcome = outcome
            self.payload = payload
        }

        /// The answer as if it had come alone. The digest is that of the whole batch: whoever holds the two signed messages proves it by them.
        package func envelope(in answer: Envelope, to message: (contract: String, caseID: String?)) -> Envelope {
            Envelope(
                id: answer.id, from: answer.from, to: answer.to, contract: message.contract, inReplyTo: id, requestDigest: answer.requestDigest,
                caseID: message.caseID, purpose: answer.purpose, legalBasis: answer.legalBasis, issuedAt: answer.issuedAt, expiresAt: answer.expiresAt,
                outcome: outcome, payload: payload)
        }
    }

    /// Reads what a batch says. One that is not of the right form is refused whole: who can't put messages together has sent none.
    /// - Throws: `malformed` for none, too many, or the same id twice; `wrongContract` for a message to somebody else, or a batch within the batch.
    package static func messages(in batch: Envelope, of department: Department) throws(MessageError) -> [Message] {
        guard batch.contract == contract(of: department) else { throw .wrongContract }
        return try list(batch.payload, of: department, atMost: messageLimit)
    }

    /// Reads a list of messages of one department's contracts.
    static func list(_ payload: String, of department: Department, atMost limit: Int) throws(MessageError) -> [Message] {
        guard let messages = try? CanonicalJSON.decode([Message].self, from: Array(payload.utf8)), (1...limit).contains(messages.count),
            !messages.contains(where: \.id.isEmpty), Set(messages.map(\.id)).count == messages.count
        else { throw .malformed("batch") }
        guard messages.allSatisfy({ Department(contract: $0.contract) == department && !isContract($0.contract) && !Questions.isContract($0.contract) }) else {
            throw .wrongContract
        }
        return messages
    }

    /// Reads the answers to a batch: one to each of its messages, in their order, and no other.
    /// - Throws: `foreignAnswer` if any is missing, too many, out of its place or of another id.
    package static func answers(in answer: Envelope, to ids: [String]) throws(MessageError) -> [Answer] {
        guard let answers = try? CanonicalJSON.decode([Answer].self, from: Array(answer.payload.utf8)) else { throw .malformed("batch") }
        guard answers.map(\.id) == ids else { throw .foreignAnswer }
        return answers
    }

    /// The answers of a batch's answer that was believed before, by message.
    package static func answers(in answer: Envelope) -> [String: Answer] {
        let answers = (try? CanonicalJSON.decode([Answer].self, from: Array(answer.payload.utf8))) ?? []
        return Dictionary(answers.map { ($0.id, $0) }) { first, _ in first }
    }
}
