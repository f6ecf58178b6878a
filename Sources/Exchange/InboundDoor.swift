package import Contracts
package import Register
package import Seals
package import Storage

/// A message that a department or an institution sent us, proved to be its own, and either new or known.
package struct InboundMessage: Sendable {
    package let envelope: Envelope
    package let peer: Peer
    package let message: SignedMessage
    /// The answer that was given when the same message came before.
    package let earlierAnswer: [UInt8]?
}

/// Where departments' messages come in: nothing passes without a good signature, and nothing is done twice.
package struct InboundDoor: Sendable {
    private let directory: DepartmentDirectory
    private let signer: any MessageSigner
    private let database: any Database
    private let cipher: FieldCipher
    private let now: @Sendable () -> Moment

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
        let earlier = try await database.read { connection in
            try connection.row(
                "SELECT digest, answer FROM inbox_message WHERE department = \(peer.wire) AND message_id = \(envelope.id)"
            ).map { (digest: try $0.text("digest"), answer: try $0.blobIfPresent("answer")) }
        }
        if let earlier {
            // The same id with another content is a forgery or a fault, never a repetition.
            guard earlier.digest == Self.content(envelope) else { throw MessageError.foreignAnswer }
        }
        let answer = try (earlier?.answer ?? nil).map { sealed in
            Array(try cipher.open(sealed, context: Self.context("answer", peer.wire, envelope.id)).utf8)
        }
        return InboundMessage(envelope: envelope, peer: peer, message: message, earlierAnswer: answer)
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

    /// Signs the answer and keeps it, so that a repetition gets the same. "Come again later" is not kept: next time it may be otherwise.
    package func answer(_ inbound: InboundMessage, _ outcome: Envelope.Outcome, payload: [UInt8] = Array("null".utf8)) async throws -> SignedMessage {
        let at = now()
        let asked = inbound.envelope
        let envelope = Envelope(
            id: DepartmentClient.randomID(), from: Envelope.registry, to: asked.from, contract: asked.contract, inReplyTo: asked.id,
            requestDigest: inbound.message.digest, caseID: asked.caseID, purpose: asked.purpose, legalBasis: asked.legalBasis, issuedAt: at,
            expiresAt: at.adding(seconds: 3_600), outcome: outcome, payload: String(decoding: payload, as: UTF8.self))
        let signer = signer.current
        let answer = try SignedMessage(envelope, keyID: signer.keyID, sign: signer.sign)
        guard outcome.status != .busy else { return answer }
        let digest = Self.content(asked)
        // Messages and answers name people: both are kept sealed to their place.
        let (from, id) = (inbound.peer.wire, asked.id)
        let body = try cipher.seal(String(decoding: inbound.message.bytes, as: UTF8.self), context: Self.context("body", from, id))
        let kept = try cipher.seal(String(decoding: answer.bytes, as: UTF8.self), context: Self.context("answer", from, id))
        try await database.write(.rowLocks) { connection in
            try connection.execute(
                """
                INSERT INTO inbox_message (department, message_id, contract, digest, received_at, body, answer)
                VALUES (\(from), \(id), \(asked.contract), \(digest), \(at.microseconds), \(body), \(kept))
                ON CONFLICT (department, message_id) DO NOTHING
                """)
        }
        return answer
    }

    package static func context(_ part: String, _ from: String, _ id: String) -> String { "inbox-\(part)/\(from)/\(id)" }

    /// What a message says, without when it was sent: a sender may sign the same message anew.
    private static func content(_ envelope: Envelope) -> String {
        Hex.encode(Digests.sha256(Array("\(envelope.contract)\n\(envelope.caseID ?? "")\n\(envelope.payload)".utf8)))
    }

    /// Signs an answer given before once more: the bytes are the same, and so is the signature's meaning.
    package func signed(again bytes: [UInt8]) throws -> SignedMessage {
        let signer = signer.current
        return SignedMessage(bytes: bytes, keyID: signer.keyID, signature: try signer.sign(bytes))
    }
}
