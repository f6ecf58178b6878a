import Contracts
import Register
import Seals
import StorageTesting
import Testing

@testable import Exchange

@Suite("Several questions in one envelope") struct QuestionWireTests {
    private static let now = Moment(seconds: 1_790_000_000)
    private static let key = Seals.Ed25519Signer()

    private func envelope(_ contract: String, _ payload: [UInt8], answers question: String? = nil) -> Envelope {
        Envelope(
            id: "q1", from: Envelope.registry, to: "payment", contract: contract, inReplyTo: question, purpose: "批量查询", legalBasis: "法", issuedAt: Self.now,
            expiresAt: Self.now.adding(seconds: 60), payload: String(decoding: payload, as: UTF8.self))
    }

    private func question(_ id: String, contract: String = Payment.OrderStatus.name) -> Batch.Message {
        .init(id: id, contract: contract, caseID: "c", purpose: "核对", legalBasis: "法", payload: "{\"number\":\"JK\\\"1\"}")
    }

    @Test("are read as if each had come alone; what is none, too many, twice the same or another's is refused") func read() throws {
        #expect(Questions.contract(of: .custodian) == "custody.questions" && Department(contract: "custody.questions") == .custodian)
        #expect(Questions.isContract("payment.questions") && !Questions.isContract("payment.batch") && !Questions.isContract(Payment.OrderStatus.name))
        func read(_ questions: [Batch.Message], _ contract: String = "payment.questions") throws -> [Batch.Message] {
            try Questions.read(envelope(contract, CanonicalJSON.encode(questions)), of: .payment)
        }
        let two = [question("a"), question("b")]
        #expect(try read(two) == two)
        #expect(try read((0..<Questions.limit).map { question("\($0)") }).count == Questions.limit)
        #expect(throws: MessageError.malformed("batch")) { _ = try read((0...Questions.limit).map { question("\($0)") }) }
        #expect(throws: MessageError.malformed("batch")) { _ = try read([]) }
        #expect(throws: MessageError.malformed("batch")) { _ = try read([question("a"), question("a")]) }
        for contract in ["payment.batch", "payment.questions", ShortMessage.Send.name] {
            #expect(throws: MessageError.wrongContract, "\(contract)") { _ = try read([question("a", contract: contract)]) }
        }
        #expect(throws: MessageError.wrongContract) { _ = try read(two, "payment.batch") }
        #expect(throws: MessageError.wrongContract, "questions aren't told") {
            _ = try Batch.messages(in: envelope("payment.batch", CanonicalJSON.encode([question("a", contract: "payment.questions")])), of: .payment)
        }
    }

    private func said(_ question: String, _ words: String = "{}", key: String = "payment 1") throws -> SignedMessage {
        try SignedMessage(envelope(Payment.OrderStatus.name, Array(words.utf8), answers: question), keyID: key, sign: Self.key.sign)
    }

    @Test("are answered by a line each, which keeps the answer byte for byte") func lines() throws {
        let (first, second) = (try said("a", "{\"x\":\"甲\\n{ 乙\"}"), try said("b"))
        let answers = Questions.answers(Questions.line(second) + Questions.line(first))
        #expect(answers.count == 2 && answers["a"]?.message == first && answers["b"]?.message == second)
        #expect(answers["a"]?.envelope.payload == "{\"x\":\"甲\\n{ 乙\"}" && answers["a"]?.message.keyID == "payment 1")
    }

    @Test("a line that isn't one is as if it weren't there, and so is what is said to one question twice") func garbled() throws {
        let good = Questions.line(try said("a"))
        let odd = try said("b")
        let junk: [[UInt8]] = [
            Array("\n \n{}\n".utf8), Array("00 k {}\n".utf8), Array("zz k ".utf8) + odd.bytes + [10], Array("\(odd.signatureHeader)".utf8) + odd.bytes + [10],
            Array("\(odd.signatureHeader) k".utf8) + odd.bytes + [10], Array("\(odd.signatureHeader) k  ".utf8) + odd.bytes + Array(" \n".utf8), [0xFF, 0x20, 0x7B, 0x0A],
        ]
        for (place, line) in junk.enumerated() { #expect(Questions.answers(line + good).keys.sorted() == ["a"], "\(place)") }
        #expect(Questions.answers(good + Questions.line(odd).dropLast(20)).keys.sorted() == ["a"], "the last is cut off")
        #expect(Questions.answers(good + Questions.line(odd) + Questions.line(try said("a", "[]"))).keys.sorted() == ["b"], "twice")
        #expect(Questions.answers([]).isEmpty)
        let many = try (0...Questions.limit).flatMap { Questions.line(try said("\($0)")) }
        #expect(Questions.answers(many).count == Questions.limit)
    }
}
