import Contracts
import Register
import Seals
import StorageTesting
import Testing

@testable import Exchange

@Suite("Several messages in one envelope") struct BatchWireTests {
    private static let now = Moment(seconds: 1_790_000_000)

    private func envelope(_ contract: String, _ payload: [UInt8]) -> Envelope {
        Envelope(
            id: "b1", from: Envelope.registry, to: "payment", contract: contract, purpose: "批量送达", legalBasis: "法", issuedAt: Self.now,
            expiresAt: Self.now.adding(seconds: 60), payload: String(decoding: payload, as: UTF8.self))
    }

    private func message(_ id: String, contract: String = Payment.OrderStatus.name, payload: String = "{\"number\":\"JK\\\"1\"}") -> Batch.Message {
        .init(id: id, contract: contract, caseID: id == "a" ? nil : "c", purpose: "核对", legalBasis: "法", payload: payload)
    }

    @Test("each is read as if it had come alone") func read() throws {
        let messages = [message("a"), message("b", contract: Payment.Refund.name)]
        let batch = envelope("payment.batch", try CanonicalJSON.encode(messages))
        #expect(Batch.contract(of: .payment) == batch.contract && Batch.contract(of: .lender) == "lending.batch")
        #expect(Department(contract: Batch.contract(of: .custodian)) == .custodian)
        #expect(try Batch.messages(in: batch, of: .payment) == messages)
        let alone = messages[1].envelope(in: batch)
        #expect(alone.id == "b" && alone.from == Envelope.registry && alone.to == "payment" && alone.contract == Payment.Refund.name && alone.caseID == "c")
        #expect(alone.payload == messages[1].payload && alone.issuedAt == Self.now && alone.expiresAt == batch.expiresAt)
    }

    @Test("what is of no form, empty, too many, twice the same, another department's or a batch in the batch is refused") func refused() throws {
        func refusal(_ payload: [UInt8], contract: String = "payment.batch", of department: Department = .payment) -> MessageError? {
            do {
                _ = try Batch.messages(in: envelope(contract, payload), of: department)
                return nil
            } catch { return error }
        }
        func list(_ messages: Batch.Message...) throws -> [UInt8] { try CanonicalJSON.encode(messages) }
        #expect(try refusal(list(message("a"))) == nil)
        for text in ["", "null", "{}", "[]", "[1]", "[{\"id\":\"a\"}]"] { #expect(refusal(Array(text.utf8)) == .malformed("batch"), "\(text)") }
        #expect(try refusal(list(message("a"), message("a"))) == .malformed("batch"))
        #expect(try refusal(list(message(""))) == .malformed("batch"))
        #expect(try refusal(CanonicalJSON.encode((0..<Batch.messageLimit).map { message("\($0)") })) == nil)
        #expect(try refusal(CanonicalJSON.encode((0...Batch.messageLimit).map { message("\($0)") })) == .malformed("batch"))
        #expect(try refusal(list(message("a", contract: ShortMessage.Send.name))) == .wrongContract)
        #expect(try refusal(list(message("a", contract: "payment.batch"))) == .wrongContract)
        #expect(try refusal(list(message("a")), contract: "sms.batch") == .wrongContract)
        #expect(try refusal(list(message("a")), of: .sms) == .wrongContract)
    }

    @Test("answers are one to each message, in their order, and no other") func answers() throws {
        let ids = ["a", "b", "c"]
        func said(_ ids: [String]) throws -> Envelope { envelope("payment.batch", try CanonicalJSON.encode(ids.map { Batch.Answer(id: $0, .init(.ok)) })) }
        #expect(try Batch.answers(in: said(ids), to: ids).map(\.id) == ids)
        for wrong in [["a", "b"], ["a", "b", "c", "d"], ["b", "a", "c"], ["a", "b", "x"], ["a", "b", "b"], []] {
            #expect(throws: MessageError.foreignAnswer, "\(wrong)") { _ = try Batch.answers(in: said(wrong), to: ids) }
        }
        #expect(throws: MessageError.malformed("batch")) { _ = try Batch.answers(in: envelope("payment.batch", Array("null".utf8)), to: ids) }
        #expect(try Batch.answers(in: said(ids)).mapValues(\.id) == ["a": "a", "b": "b", "c": "c"])
    }

    @Test("a full one is written below the largest message of the exchange, whatever stands in it") func weight() throws {
        let quotes = String(repeating: "\"\\", count: 3_000)
        let texts = [quotes, String(repeating: "登", count: 5_000), String(repeating: "x", count: 70_000), "{}"]
        for text in texts {
            let payload = String(decoding: try CanonicalJSON.encode(["t": text]), as: UTF8.self)
            var messages: [Batch.Message] = []
            while messages.count < Batch.messageLimit, messages.reduce(0, { $0 + $1.weight }) + message("m", payload: payload).weight <= Batch.byteLimit {
                messages.append(message("m\(messages.count)", payload: payload))
            }
            let list = try CanonicalJSON.encode(messages)
            #expect(messages.count > 1 && list.count <= messages.reduce(2) { $0 + $1.weight })
            let signed = try SignedMessage(envelope("payment.batch", list), keyID: "k") { _ in [1] }
            #expect(signed.bytes.count <= Envelope.sizeLimit && (try? signed.envelope()) != nil)
        }
    }

    @Test("letters hold what goes to one receiver in the order it was taken, each message once, none over the limits, whatever comes") func letters() {
        var dice = SystemRandomNumberGenerator()
        let peers = [Peer(.sms), Peer(.payment), Peer(.post)]
        for _ in 0..<30 {
            let items = (0..<Int.random(in: 0...200, using: &dice)).map { number -> (peer: Peer, item: OutboxLetter.Item) in
                let payload = String(repeating: "\"", count: [1, 1, 1, 200, 200, 8_000, 140_000].randomElement(using: &dice) ?? 1)
                let message = message("m\(number)", payload: payload)
                let job = OutboxJob(
                    id: message.id, peer: "", contract: message.contract, caseID: nil, purpose: "", payload: .plain([]), attempts: 1)
                return (peers.randomElement(using: &dice) ?? peers[0], .init(job: job, message: message))
            }
            let alone = Set(items.filter { _ in Int.random(in: 0..<8, using: &dice) == 0 }.map(\.item.job.id))
            let letters = OutboxLetter.sorted(items) { $0 != Peer(.post) && !alone.contains($1.job.id) }
            #expect(letters.flatMap { $0.items.map(\.job.id) }.sorted() == items.map(\.item.job.id).sorted())
            for letter in letters {
                #expect(!letter.items.isEmpty && letter.items.count <= Batch.messageLimit)
                #expect(letter.items.count == 1 || letter.items.reduce(0) { $0 + $1.message.weight } <= Batch.byteLimit)
                #expect(letter.items.count == 1 || (letter.peer != Peer(.post) && letter.items.allSatisfy { !alone.contains($0.job.id) }))
                let own = items.filter { $0.peer == letter.peer }.map(\.item.job.id)
                let places = letter.items.compactMap { item in own.firstIndex(of: item.job.id) }
                #expect(places.count == letter.items.count && places == places.sorted())
            }
        }
    }
}
