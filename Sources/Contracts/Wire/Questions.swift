import Register

/// Several questions to one department or institution in one signed envelope, each answered by a signed message of its own.
///
/// Unlike a ``Batch``, where one signed answer speaks for all: what is answered to a question is kept as evidence in the case that it was asked for, and what is
/// said about another case's people has no place there. So answers are signed one by one, as if each question had come alone, and only travel together.
/// The contract is `department.questions`; its payload is a list as a batch's is. The answer isn't an envelope, but a line of text for each answer.
package enum Questions {
    /// Questions in one envelope.
    package static let limit = 32

    private static let suffix = ".questions"

    package static func contract(of department: Department) -> String { department.matter + suffix }

    package static func isContract(_ name: String) -> Bool { name.hasSuffix(suffix) }

    /// Reads what is asked.
    /// - Throws: `malformed` for none, too many, or the same id twice; `wrongContract` for a question to somebody else, or an envelope within the envelope.
    package static func read(_ envelope: Envelope, of department: Department) throws(MessageError) -> [Batch.Message] {
        guard envelope.contract == contract(of: department) else { throw .wrongContract }
        return try Batch.list(envelope.payload, of: department, atMost: limit)
    }

    // MARK: the answers

    /// All answers together are no longer.
    package static let answersLimit = 2 * Envelope.sizeLimit

    /// The answer to one question as it stands in a line: its signature in hexadecimal, the key's name, and the envelope, whose canonical form has no line feeds.
    package static func line(_ answer: SignedMessage) -> [UInt8] {
        Array("\(answer.signatureHeader) \(answer.keyID) ".utf8) + answer.bytes + [lineFeed]
    }

    /// The answers that stand in a text, with what they say, by what they answer to. Nothing is proved yet. What can't be read is as if it weren't there, and so is
    /// everything that is said to one question twice.
    package static func answers(_ text: [UInt8]) -> [String: (message: SignedMessage, envelope: Envelope)] {
        var found: [String: (message: SignedMessage, envelope: Envelope)] = [:]
        var twice: Set<String> = []
        for line in text.split(separator: lineFeed).prefix(limit) {
            guard let message = message(line), let envelope = try? message.envelope(), let question = envelope.inReplyTo else { continue }
            if found.updateValue((message, envelope), forKey: question) != nil { twice.insert(question) }
        }
        for question in twice { found[question] = nil }
        return found
    }

    private static func message(_ line: ArraySlice<UInt8>) -> SignedMessage? {
        guard let first = line.firstIndex(of: space), let brace = line.firstIndex(of: UInt8(ascii: "{")), brace > first + 1, line[brace - 1] == space,
            let signature = [UInt8](hexadecimal: String(decoding: line[..<first], as: UTF8.self))
        else { return nil }
        return SignedMessage(bytes: Array(line[brace...]), keyID: String(decoding: line[(first + 1)..<(brace - 1)], as: UTF8.self), signature: signature)
    }

    private static let space = UInt8(ascii: " ")
    private static let lineFeed = UInt8(ascii: "\n")
}
