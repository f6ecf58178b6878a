package import Contracts
package import Register
package import Seals
package import Storage

/// A message that a department or an institution sent us, proved to be its own, and either new or known.
package struct InboundMessage: Sendable {
    package let envelope: Envelope
    package let peer: Peer
    /// As it is kept: the signed bytes, or, of one of several in an envelope, what would have been signed had it come alone.
    let bytes: [UInt8]
    /// Of the signed bytes; nil for one of several.
    let digest: String?
    /// The answer that was given when the same message came before.
    package let earlierAnswer: [UInt8]?
}

/// What a message does that needs no look at anything else: it is written together with what is answered, so that it costs no transaction of its own
/// and has happened if and only if the answer is kept. It may be written twice.
package struct InboundEffect: Sendable {
    package let write: @Sendable (any Connection) throws -> Void
    /// It is stored: whoever waits for it may look.
    package let stored: @Sendable () -> Void

    package init(write: @Sendable @escaping (any Connection) throws -> Void, stored: @Sendable @escaping () -> Void) {
        self.write = write
        self.stored = stored
    }
}

/// Where departments' messages come in: nothing passes without a good signature, and nothing is done twice.
package struct InboundDoor: Sendable {
    let directory: DepartmentDirectory
    let signer: any MessageSigner
    let database: any Database
    let cipher: FieldCipher
    let now: @Sendable () -> Moment

    package init(
        directory: DepartmentDirectory, signer: any MessageSigner, database: any Database, cipher: FieldCipher, now: @escaping @Sendable () -> Moment
    ) {
        self.directory = directory
        self.signer = signer
        self.database = database
        self.cipher = cipher
        self.now = now
    }

    /// - Parameter contract: as the address says.
    /// - Throws: `MessageError`, and nothing is stored.
    package func accept(_ body: [UInt8], key: String?, signature: String?, contract: String) async throws -> InboundMessage {
        let (peer, envelope, message) = try opened(body, key: key, signature: signature, contract: contract)
        let earlier = try await answered([envelope], by: peer)[envelope.id]
        if let earlier {
            // The same id with another content is a forgery or a fault, never a repetition.
            guard earlier.digest == Self.content(envelope) else { throw MessageError.foreignAnswer }
        }
        return InboundMessage(
            envelope: envelope, peer: peer, bytes: message.bytes, digest: message.digest, earlierAnswer: try earlier?.answer.map { try alone($0, to: message) })
    }

    /// Who speaks, and what: signed by the sender's own key, for us, under the contract that the address says, and fresh.
    func opened(_ body: [UInt8], key: String?, signature: String?, contract: String) throws -> (Peer, Envelope, SignedMessage) {
        guard body.count <= Envelope.sizeLimit else { throw MessageError.tooLarge }
        let message = try SignedMessage(bytes: body, keyHeader: key, signatureHeader: signature)
        guard let department = Department(contract: contract) else { throw MessageError.wrongContract }
        let (peer, envelope) = try proved(message, from: department)
        guard envelope.contract == contract else { throw MessageError.wrongContract }
        guard envelope.from == peer.wire, envelope.to == Envelope.registry else { throw MessageError.wrongAddress }
        let at = now()
        guard envelope.issuedAt.seconds(since: at) < Envelope.clockSkew, at.seconds(since: envelope.expiresAt) < Envelope.clockSkew else {
            throw MessageError.stale
        }
        return (peer, envelope, message)
    }

    /// Who speaks is named by the contract, and where there are many of the kind, by the message itself; its keys prove it.
    private func proved(_ message: SignedMessage, from department: Department) throws -> (Peer, Envelope) {
        guard department.isOfInstitutions else {
            let peer = Peer(department)
            try directory.verify(message, from: peer)
            return (peer, try Self.read(message))
        }
        let envelope = try Self.read(message)
        guard let peer = Peer(wire: envelope.from), peer.department == department else { throw MessageError.wrongAddress }
        try directory.verify(message, from: peer)
        return (peer, envelope)
    }

    private static func read(_ message: SignedMessage) throws -> Envelope {
        do {
            return try message.envelope()
        } catch let error as MessageError {
            throw error
        } catch {
            throw MessageError.malformed("envelope")
        }
    }

    // MARK: what came before

    /// Those of a peer's messages that came before, by id: what they said, and what was answered.
    func answered(_ envelopes: [Envelope], by peer: Peer) async throws -> [String: (digest: String, answer: [UInt8]?)] {
        let ids = envelopes.map(\.id)
        let known = try await database.read { connection in
            try connection.rows(
                "SELECT message_id, digest, answer FROM inbox_message WHERE department = \(peer.wire) AND message_id IN \(list: ids)"
            ).map { (id: try $0.text("message_id"), digest: try $0.text("digest"), answer: try $0.blobIfPresent("answer")) }
        }
        var found: [String: (digest: String, answer: [UInt8]?)] = [:]
        for row in known {
            let answer = try row.answer.map { Array(try cipher.open($0, context: Self.context("answer", peer.wire, row.id)).utf8) }
            found[row.id] = (row.digest, answer)
        }
        return found
    }

    /// An answer that was given to one of several messages names no envelope's digest: to the same message alone it is given with that one's.
    private func alone(_ answer: [UInt8], to message: SignedMessage) throws -> [UInt8] {
        var envelope = try CanonicalJSON.decode(Envelope.self, from: answer)
        guard envelope.requestDigest == nil else { return answer }
        envelope.requestDigest = message.digest
        return try CanonicalJSON.encode(envelope)
    }

    // MARK: answering

    /// Signs the answer and keeps it, so that a repetition gets the same. "Come again later" is not kept: next time it may be otherwise.
    /// - Parameter effect: stored with it.
    package func answer(
        _ inbound: InboundMessage, _ outcome: Envelope.Outcome, payload: [UInt8] = Array("null".utf8), effect: InboundEffect? = nil
    ) async throws -> SignedMessage {
        let envelope = said(to: inbound, outcome, payload: String(decoding: payload, as: UTF8.self), at: now())
        let signer = signer.current
        let answer = try SignedMessage(envelope, keyID: signer.keyID, sign: signer.sign)
        guard outcome.status != .busy else { return answer }
        let kept = try keeping(inbound, answer.bytes, at: envelope.issuedAt)
        try await database.write(.rowLocks) { connection in
            try effect?.write(connection)
            try connection.execute(kept)
        }
        effect?.stored()
        return answer
    }

    func said(to inbound: InboundMessage, _ outcome: Envelope.Outcome, payload: String, at: Moment) -> Envelope {
        let asked = inbound.envelope
        return Envelope(
            id: DepartmentClient.randomID(), from: Envelope.registry, to: asked.from, contract: asked.contract, inReplyTo: asked.id,
            requestDigest: inbound.digest, caseID: asked.caseID, purpose: asked.purpose, legalBasis: asked.legalBasis, issuedAt: at,
            expiresAt: at.adding(seconds: 3_600), outcome: outcome, payload: payload)
    }

    /// Messages and answers name people: both are kept sealed to their place.
    func keeping(_ inbound: InboundMessage, _ answer: [UInt8], at: Moment) throws -> SQL {
        let (from, id) = (inbound.peer.wire, inbound.envelope.id)
        let body = try cipher.seal(String(decoding: inbound.bytes, as: UTF8.self), context: Self.context("body", from, id))
        let kept = try cipher.seal(String(decoding: answer, as: UTF8.self), context: Self.context("answer", from, id))
        return """
            INSERT INTO inbox_message (department, message_id, contract, digest, received_at, body, answer)
            VALUES (\(from), \(id), \(inbound.envelope.contract), \(Self.content(inbound.envelope)), \(at.microseconds), \(body), \(kept))
            ON CONFLICT (department, message_id) DO NOTHING
            """
    }

    package static func context(_ part: String, _ from: String, _ id: String) -> String { "inbox-\(part)/\(from)/\(id)" }

    /// What a message says, without when it was sent: a sender may sign the same message anew.
    static func content(_ envelope: Envelope) -> String {
        Hex.encode(Digests.sha256(Array("\(envelope.contract)\n\(envelope.caseID ?? "")\n\(envelope.payload)".utf8)))
    }

    /// Signs an answer given before once more: the bytes are the same, and so is the signature's meaning.
    package func signed(again bytes: [UInt8]) throws -> SignedMessage {
        let signer = signer.current
        return SignedMessage(bytes: bytes, keyID: signer.keyID, signature: try signer.sign(bytes))
    }
}
