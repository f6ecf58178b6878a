import Contracts
import Exchange
import Identity
import Ledger
import Register
import Seals
import Storage

@testable import Casework

/// Evidence as a case keeps it: a department's signed answer, a drawn signature, and people with a name, a former name and a telephone.
struct KeptEvidence: Sendable {
    let fixture: OfficeFixture
    let housing = Seals.Ed25519Signer()

    var directory: DepartmentDirectory {
        get throws {
            try DepartmentDirectory(
                .init(departments: [.init(department: .housing, url: "http://housing", keys: [housing.keyID: Hex.encode(housing.publicKey)])], issuer: nil))
        }
    }

    /// An answer of the housing department, sealed to its place in a case.
    func answer(_ id: String, of caseID: String, payload: String = "{\"number\":\"Z1\"}", status: Envelope.Outcome.Status = .ok) throws -> Evidence {
        let at = OfficeFixture.noon
        let envelope = Envelope(
            id: "answer-\(id)", from: Department.housing.rawValue, to: Envelope.registry, contract: Housing.FiledContract.name, inReplyTo: "question-\(id)",
            caseID: caseID, purpose: "不动产登记", legalBasis: Housing.FiledContract.legalBasis, issuedAt: at, expiresAt: at.adding(seconds: 60),
            outcome: .init(status), payload: payload)
        let message = try SignedMessage(envelope, keyID: housing.keyID) { try housing.sign($0) }
        let cipher = fixture.office.cipher
        return Evidence(
            id: id, caseID: caseID, material: "contract", source: Housing.FiledContract.name, digest: message.digest, keyID: message.keyID,
            signature: message.signature, at: at,
            sealed: try cipher.seal(status == .ok ? payload : "null", context: CaseOffice.evidenceContext(caseID, id)),
            envelope: try cipher.seal(String(decoding: message.bytes, as: UTF8.self), context: CaseOffice.envelopeContext(caseID, id)))
    }

    /// Puts answers into a case that is there, with the actions that name them.
    func put(_ answers: [Evidence], into caseID: String) async throws {
        let file = try await fixture.office.load(caseID)
        let region = OfficeFixture.region
        try await fixture.database.write { connection in
            for answer in answers { try EvidenceRecords.insert(answer, region: region, in: connection) }
            let actions = answers.map { answer in
                CaseAction(
                    at: OfficeFixture.noon, actor: .system,
                    event: .gathered(Gathered(material: answer.material, source: answer.source, state: .fetched, evidence: answer.id, digest: answer.digest)))
            }
            try CaseRecords.append(actions, to: file, runAt: nil, region: region, in: connection)
        }
    }

    /// A person who has changed the name.
    func person(_ number: String = "E12345678", telephone: String? = "13800138000") async throws {
        let parties = fixture.office.parties
        try await fixture.database.write { connection in
            let identifier = try PartyIdentifier(kind: .passport, number: number)
            try parties.ensure(try PartyClaim(name: "王五", identifier: identifier, kind: .person, phone: telephone), at: OfficeFixture.noon, in: connection)
            try parties.ensure(
                try PartyClaim(name: "王伍", identifier: identifier, kind: .person, source: .authority), at: OfficeFixture.noon.adding(seconds: 1), in: connection)
        }
    }

    func verifier() throws -> BookVerifier {
        BookVerifier(
            database: fixture.database, region: OfficeFixture.region, log: OfficeFixture.log.verifier, looks: fixture.office.parties.lookLog,
            records: fixture.office.cipher, parties: fixture.office.parties, directory: try directory)
    }
}
