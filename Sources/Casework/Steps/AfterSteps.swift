import Catalogue
import Crypto
import Exchange
import Register
import Storage

/// Renders and seals what was issued. The numbers were given in the registration itself; the file follows from them.
package struct CertifyStep: Step {
    package static let name = "certify"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        let region = office.region
        var documents: [(number: String, digest: String)] = []
        // A certificate carries the proof that the register says so: its entry must have an index first.
        guard let (issued, unprinted) = try await office.certificates(ofCase: file.id, within: .seconds(3)) else {
            return .waiting(
                Waiting(step: Self.name, on: .department, whom: "ledger", reason: "等待登记日志出具凭证"), [],
                retryAt: office.now().adding(seconds: 1))
        }
        for (certificate, receipt) in unprinted {
            documents.append((certificate.number, try await office.certificates.produce(certificate, receipt: receipt, office: office).digest))
        }
        if try office.service(of: file.state).issues.contains("register-extract") { try await office.produceExtract(file) }
        let made = documents
        return .made([.certified(Certified(numbers: issued.map(\.number)))]) { connection in
            for document in made {
                try CertificateRecords.attach(document: document.digest, to: document.number, region: region, in: connection)
            }
        }
    }
}

/// The messages to other departments were put into the outbox by the registration itself; here the case notes which.
package struct PushStep: Step {
    package static let name = "push"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        let messages = try await office.outbox.messages(ofCase: file.id)
        return .done([.told(Told(messages: messages))])
    }
}

/// The record of the case is closed over: one digest binds every action and every piece of evidence, in order.
package struct ArchiveStep: Step {
    package static let name = "archive"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        let region = office.region
        let evidence = try await office.database.read { try EvidenceRecords.digests(ofCase: file.id, region: region, in: $0) }
        var hash = SHA256()
        for action in file.actions {
            hash.update(data: Array(action.event.kind.utf8))
            hash.update(data: try action.event.body())
        }
        for digest in evidence { hash.update(data: Array(digest.utf8)) }
        return .done([.archived(Archived(digest: RegisterHash.hex(Array(hash.finalize()))))])
    }
}
