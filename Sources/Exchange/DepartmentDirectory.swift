package import Contracts
package import Register
import Seals

/// Where the departments and institutions are and by which keys they sign. Each may have several keys, so that they can be changed with overlap.
package struct DepartmentDirectory: Sendable {
    /// The file's form.
    package struct File: Codable, Hashable, Sendable {
        package struct Entry: Codable, Hashable, Sendable {
            package var department: Department
            /// 统一社会信用代码, where there are many of the kind.
            package var institution: String?
            /// What people call the institution.
            package var name: String?
            package var url: String
            /// Ed25519 public keys by key id, in hexadecimal.
            package var keys: [String: String]
            /// Where people deal with the department themselves, as to declare a tax: what they lack can be had there. `{unit}` and `{case}` stand for the unit's
            /// code and the case's number.
            package var page: String?
            /// Whether several messages for it may travel in one signed envelope (``Batch``); without it each has its own.
            package var batches: Bool?
            /// Whether several questions to it may travel in one signed envelope (``Questions``); without it each has its own.
            package var questions: Bool?
            package init(
                department: Department, institution: String? = nil, name: String? = nil, url: String, keys: [String: String], page: String? = nil, batches: Bool? = nil,
                questions: Bool? = nil
            ) {
                self.department = department
                self.institution = institution
                self.name = name
                self.url = url
                self.keys = keys
                self.page = page
                self.batches = batches
                self.questions = questions
            }
        }
        package var departments: [Entry]
        /// Issuer of unified identity (OpenID Connect).
        package var issuer: String?
        package init(departments: [Entry], issuer: String?) {
            self.departments = departments
            self.issuer = issuer
        }
    }

    /// One of many of a kind, as forms and the wizard offer it.
    package struct Institution: Hashable, Sendable {
        package let code: String
        package let name: String
    }

    private struct Connected: Sendable {
        let correspondent: Correspondent
        let url: String
        let page: String?
        let takesBatches: Bool
        let takesQuestions: Bool
        var verifiers: [String: Ed25519Verifier]
    }

    package let issuer: String?
    private let connected: [Peer: Connected]
    private let ofKind: [Department: [Institution]]

    /// - Throws: `DirectoryError` for an entry that can't be meant so.
    package init(_ file: File) throws {
        var connected: [Peer: Connected] = [:]
        var ofKind: [Department: [Institution]] = [:]
        for entry in file.departments {
            let peer = Peer(entry.department, institution: entry.institution)
            guard Peer(wire: peer.wire) == peer else { throw DirectoryError(.institution, of: peer) }
            if let institution = entry.institution {
                guard (try? CreditCodeNumber.check(institution)) != nil else { throw DirectoryError(.institution, of: peer) }
                guard let name = entry.name, !name.isEmpty else { throw DirectoryError(.name, of: peer) }
                ofKind[entry.department, default: []].append(Institution(code: institution, name: name))
            }
            guard connected[peer] == nil else { throw DirectoryError(.twice, of: peer) }
            if let page = entry.page, !(page.hasPrefix("https://") || page.hasPrefix("http://")) { throw DirectoryError(.page, of: peer) }
            let correspondent = Correspondent(peer, name: entry.name ?? entry.department.chinese)
            var verifiers: [String: Ed25519Verifier] = [:]
            for (id, key) in entry.keys {
                guard let bytes = [UInt8](hexadecimal: key), let verifier = try? Ed25519Verifier(publicKey: bytes, keyID: id) else {
                    throw DirectoryError(.key(id), of: peer)
                }
                verifiers[id] = verifier
            }
            connected[peer] = Connected(
                correspondent: correspondent, url: entry.url, page: entry.page, takesBatches: entry.batches == true, takesQuestions: entry.questions == true,
                verifiers: verifiers)
        }
        self.connected = connected
        self.ofKind = ofKind.mapValues { $0.sorted { ($0.name, $0.code) < ($1.name, $1.code) } }
        issuer = file.issuer
    }

    package init(json: [UInt8]) throws { try self.init(CanonicalJSON.decode(File.self, from: json)) }

    /// Where a peer is reached; nil if it isn't connected.
    package func url(of peer: Peer) -> String? { connected[peer]?.url }

    /// Whether a peer takes several messages in one envelope.
    package func takesBatches(_ peer: Peer) -> Bool { connected[peer]?.takesBatches == true }

    /// Whether a peer takes several questions in one envelope.
    package func takesQuestions(_ peer: Peer) -> Bool { connected[peer]?.takesQuestions == true }

    /// Where people deal with a peer themselves about a unit, on their way in a case; nil where it has no such page.
    package func page(of peer: Peer, unit: UnitCode, caseID: String) -> String? {
        connected[peer]?.page?.replacing("{unit}", with: unit.text).replacing("{case}", with: caseID)
    }

    /// A peer with the name that the directory has for it.
    package func correspondent(_ peer: Peer) -> Correspondent { connected[peer]?.correspondent ?? Correspondent(peer) }

    /// Connected institutions of a kind, by name: the choices of a form.
    package func institutions(of department: Department) -> [Institution] { ofKind[department] ?? [] }

    /// A peer's public keys in hexadecimal, whichever it signs with now.
    package func publicKeys(of peer: Peer) -> Set<String> { Set((connected[peer]?.verifiers ?? [:]).values.map { Hex.encode($0.publicKey) }) }

    /// - Throws: `MessageError.unknownKey` or `.badSignature`. Key ids are each peer's own: nobody can speak for another.
    package func verify(_ message: SignedMessage, from peer: Peer) throws {
        guard let verifier = connected[peer]?.verifiers[message.keyID] else { throw MessageError.unknownKey(message.keyID) }
        guard verifier.verify(message.signature, over: message.bytes) else { throw MessageError.badSignature }
    }
}

/// What is wrong with an entry of the directory, and with whose.
package struct DirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Fault: Hashable, Sendable {
        /// A credit code is missing, not wanted or wrong.
        case institution
        case name
        case twice
        case key(String)
        case page
    }
    package let fault: Fault
    package let peer: Peer

    init(_ fault: Fault, of peer: Peer) {
        self.fault = fault
        self.peer = peer
    }

    package var description: String {
        switch fault {
        case .institution where peer.department.isOfInstitutions: "the directory's entry \(peer.wire) needs `institution`, a credit code of 18 characters"
        case .institution: "the directory's entry \(peer.wire) can't have `institution`: there is one of its kind"
        case .name: "the directory's entry \(peer.wire) needs `name`"
        case .twice: "the directory has two entries for \(peer.wire)"
        case .key(let id): "the directory's entry \(peer.wire) has a key \(id) that is no Ed25519 public key in hexadecimal"
        case .page: "the directory's entry \(peer.wire) has a `page` that is no web address"
        }
    }
}
