package import AsyncHTTPClient
package import Contracts
import NIOCore
import NIOHTTP1
package import Register
package import Seals

/// What a question is asked for: recorded by both sides.
package struct Errand: Hashable, Sendable {
    package let caseID: String?
    package let purpose: String
    package init(caseID: String?, purpose: String) {
        self.caseID = caseID
        self.purpose = purpose
    }
}

/// A department's answer, believed because its signature, its address and the question in it were checked; the message is kept as evidence.
package struct SignedAnswer<C: Contract>: Sendable {
    /// nil: the department says that there is none.
    package let value: C.Answer?
    /// The answer's payload, as the department wrote it.
    package let payload: String
    package let message: SignedMessage
    package let answeredAt: Moment
}

/// A message of the registry's, signed, with what it says.
package struct SignedQuestion: Sendable {
    package let envelope: Envelope
    package let message: SignedMessage
}

/// Asks departments and institutions, over HTTP, with signed questions and signed answers.
package final class DepartmentClient: Sendable {
    /// Where the departments are, and by which keys they sign.
    package let directory: DepartmentDirectory
    private let signer: any MessageSigner
    let http: HTTPClient
    package let breaker: CircuitBreaker
    let lines: QuestionLines
    let now: @Sendable () -> Moment
    private let attempts: Int
    private let deadlines: Double

    /// - Parameter deadlines: how many times as long as a contract says its answer is waited for: more than once where many programs share few processors.
    package init(
        directory: DepartmentDirectory, signer: any MessageSigner, http: HTTPClient = .departments, breaker: CircuitBreaker = CircuitBreaker(),
        lines: QuestionLines = QuestionLines(), attempts: Int = 2, deadlines: Double = 1, now: @escaping @Sendable () -> Moment
    ) {
        self.directory = directory
        self.signer = signer
        self.http = http
        self.breaker = breaker
        self.lines = lines
        self.attempts = attempts
        self.deadlines = deadlines
        self.now = now
    }

    /// Asks, within the contract's deadline; tries again once if the department could not be reached.
    /// - Parameter institution: which one is asked, by its credit code, where there are many of the kind.
    /// - Throws: `ExchangeError`. A department that says "there is none" answers with a nil value; that is an answer.
    package func ask<C: Contract>(_ contract: C.Type, _ request: C.Request, at institution: String? = nil, for errand: Errand) async throws -> SignedAnswer<C> {
        let peer = Peer(C.department, institution: institution)
        let question = Batch.Message(
            id: Self.randomID(), contract: C.name, caseID: errand.caseID, purpose: errand.purpose, legalBasis: C.legalBasis,
            payload: String(decoding: try CanonicalJSON.encode(request), as: UTF8.self))
        let answer = try await answer(to: question, from: peer, within: C.deadlineSeconds * deadlines) { envelope -> C.Answer? in
            // Well signed, but not of the right form or about somebody else: the department is at fault, as if it had not answered.
            guard envelope.outcome?.status == .ok else { return nil }
            guard let value = try? CanonicalJSON.decode(C.Answer.self, from: Array(envelope.payload.utf8)) else { throw MessageError.malformed("payload") }
            guard C.isAbout(request, value) else { throw MessageError.foreignSubject }
            return value
        }
        let envelope = answer.envelope
        switch envelope.outcome?.status {
        case .ok: return SignedAnswer(value: answer.believed, payload: envelope.payload, message: answer.message, answeredAt: envelope.issuedAt)
        case .notFound: return SignedAnswer(value: nil, payload: "null", message: answer.message, answeredAt: envelope.issuedAt)
        case .busy: throw ExchangeError.busy(directory.correspondent(peer))
        case .refused: throw ExchangeError.refused(directory.correspondent(peer), envelope.outcome?.message ?? "")
        case nil: throw ExchangeError.distrusted(directory.correspondent(peer), .malformed("outcome"))
        }
    }

    /// Seconds for which a department may take a question for fresh.
    static let questionIsValidFor = 60.0

    /// Whether the directory says where it is.
    package func isConnected(_ peer: Peer) -> Bool { directory.url(of: peer) != nil }

    /// Signs a message of the registry's.
    package func sealed(
        id: String, contract: String, to peer: Peer, payload: [UInt8], caseID: String?, purpose: String, legalBasis: String,
        validSeconds: Double
    ) throws -> SignedQuestion {
        let issued = now()
        let envelope = Envelope(
            id: id, from: Envelope.registry, to: peer.wire, contract: contract, caseID: caseID, purpose: purpose,
            legalBasis: legalBasis, issuedAt: issued, expiresAt: issued.adding(seconds: validSeconds),
            payload: String(decoding: payload, as: UTF8.self))
        let signer = signer.current
        return SignedQuestion(envelope: envelope, message: try SignedMessage(envelope, keyID: signer.keyID, sign: signer.sign))
    }

    /// An answer whose signature, address and question were checked, and what was made of it.
    package typealias Believed<Value> = (envelope: Envelope, message: SignedMessage, believed: Value)

    /// Sends a signed message and returns the verified answer.
    /// - Parameters:
    ///   - first: which attempt at it this is: 2 if it was asked in another way before.
    ///   - believing: what else must hold of the answer; throws `MessageError` if it doesn't.
    package func deliver<Value>(
        _ question: SignedQuestion, to peer: Peer, deadlineSeconds: Double, attempt first: Int = 1, believing: (Envelope) throws -> Value
    ) async throws -> Believed<Value> {
        let whom = directory.correspondent(peer)
        guard let url = directory.url(of: peer) else { throw ExchangeError.notConnected(whom) }
        let deadline = now().adding(seconds: deadlineSeconds)
        var attempt = first
        while true {
            try breaker.enter(whom, now: now())
            do {
                let answer = try await post(question, url: "\(url)/exchange/\(question.envelope.contract)", whom: whom, until: deadline, believing)
                breaker.succeeded(peer)
                return answer
            } catch let error as ExchangeError {
                breaker.failed(peer, now: now())
                guard error.isWorthRetrying, attempt < attempts, now() < deadline else { throw error }
                attempt += 1
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...80)))
            } catch {
                // Cancelled: whatever was tried has to be given back, or a probe would shut the peer out for good.
                breaker.failed(peer, now: now())
                throw error
            }
        }
    }

    private func post<Value>(
        _ question: SignedQuestion, url: String, whom: Correspondent, until deadline: Moment, _ believing: (Envelope) throws -> Value
    ) async throws -> Believed<Value> {
        let (headers, body) = try await send(question, url: url, whom: whom, until: deadline, upTo: Envelope.sizeLimit)
        do {
            let answer = try SignedMessage(
                bytes: body, keyHeader: headers.first(name: Envelope.keyHeader), signatureHeader: headers.first(name: Envelope.signatureHeader))
            try directory.verify(answer, from: whom.peer)
            let envelope = try answer.envelope()
            try check(envelope, answers: question, from: whom.peer)
            return (envelope, answer, try believing(envelope))
        } catch let error as MessageError {
            throw ExchangeError.distrusted(whom, error)
        } catch {
            throw ExchangeError.distrusted(whom, .malformed("envelope"))
        }
    }

    /// Sends a signed message and returns what comes back, of which nothing is proved yet.
    func send(
        _ question: SignedQuestion, url: String, whom: Correspondent, until deadline: Moment, upTo limit: Int
    ) async throws -> (headers: HTTPHeaders, body: [UInt8]) {
        let message = question.message
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: Envelope.keyHeader, value: message.keyID)
        request.headers.add(name: Envelope.signatureHeader, value: message.signatureHeader)
        request.body = .bytes(message.bytes)
        let milliseconds = Int64(max(1, deadline.seconds(since: now()) * 1_000))
        let response: HTTPClientResponse
        let body: [UInt8]
        do {
            response = try await http.execute(request, timeout: .milliseconds(milliseconds))
            body = Array(buffer: try await response.body.collect(upTo: limit))
            // A body that trickles in after the deadline is as late as one that never came.
            guard now() <= deadline else { throw ExchangeError.timedOut(whom) }
        } catch let error as ExchangeError {
            throw error
        } catch let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout {
            throw ExchangeError.timedOut(whom)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw ExchangeError.unreachable(whom, "\(type(of: error))")
        }
        guard response.status == .ok else {
            throw response.status.code == 429 || response.status.code == 503
                ? ExchangeError.busy(whom) : ExchangeError.unreachable(whom, "HTTP \(response.status.code)")
        }
        return (response.headers, body)
    }

    /// The answer is from whom we asked, to us, about exactly this question, and fresh.
    func check(_ envelope: Envelope, answers question: SignedQuestion, from peer: Peer) throws {
        let asked = question.envelope
        guard envelope.from == peer.wire, envelope.to == Envelope.registry else { throw MessageError.wrongAddress }
        guard envelope.contract == asked.contract else { throw MessageError.wrongContract }
        guard envelope.inReplyTo == asked.id, envelope.requestDigest == question.message.digest, envelope.caseID == asked.caseID else {
            throw MessageError.foreignAnswer
        }
        // A message that is delivered again after a crash may get the answer it got before, but no answer is older than its question.
        let at = now()
        guard envelope.issuedAt.seconds(since: asked.issuedAt) > -Envelope.clockSkew, envelope.issuedAt.seconds(since: at) < Envelope.clockSkew,
            at.seconds(since: envelope.expiresAt) < Envelope.clockSkew
        else { throw MessageError.stale }
    }

    package static func randomID() -> String { Hex.encode(randomBytes(16)) }
}
