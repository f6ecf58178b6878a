import Contracts
import Exchange
import Register

/// A department's answer for a material, typed away: what the case keeps of it.
struct FetchedMaterial: Sendable {
    /// nil: the department says that there is none.
    let payload: String?
    let digest: String
    let keyID: String
    let signature: [UInt8]
    let at: Moment
    /// The whole envelope as received: the evidence.
    let envelope: [UInt8]
}

/// Where materials come from: the name in a service file, and how the question is made from the case.
struct MaterialSource: Sendable {
    let name: String
    let department: Department
    let ask: @Sendable (CaseFacts, CaseFacts.Applicant?, DepartmentClient, Errand) async throws -> FetchedMaterial?

    /// Parts of our own register that stand in for materials; they are read with the facts, not asked for.
    static let own: Set<String> = ["register.folio", "register.building-survey", "register.pledge"]

    static let all: [String: MaterialSource] = Dictionary(
        uniqueKeysWithValues: [
            source(PublicSecurity.Identity.self) { _, applicant in
                applicant.map { PublicSecurity.Identity.Request(name: $0.party.name, identifier: $0.party.identifier) }
            },
            source(CivilAffairs.Marriage.self) { _, applicant in applicant.map { CivilAffairs.Marriage.Request(identifier: $0.party.identifier) } },
            source(Credit.Record.self) { facts, applicant in
                (applicant ?? facts.applicants.first).map { Credit.Record.Request(identifier: $0.party.identifier) }
            },
            source(Housing.FiledContract.self) { facts, _ in facts.units.first.map { Housing.FiledContract.Request(unit: $0.folio.unit) } },
            source(Housing.MaintenanceFund.self) { facts, _ in facts.units.first.map { Housing.MaintenanceFund.Request(unit: $0.folio.unit) } },
            source(Housing.CompletionRecord.self) { facts, _ in
                facts.project.map { Housing.CompletionRecord.Request(project: $0.project.id) }
            },
            source(Housing.PresalePermit.self) { facts, _ in facts.project.map { Housing.PresalePermit.Request(project: $0.project.id) } },
            source(Planning.Verification.self) { facts, _ in facts.project.map { Housing.CompletionRecord.Request(project: $0.project.id) } },
            source(Tax.DeedTaxReceipt.self) { facts, _ in facts.units.first.map { Tax.DeedTaxReceipt.Request(unit: $0.folio.unit) } },
        ].map { ($0.name, $0) })

    private static func source<C: Contract>(
        _ contract: C.Type, _ request: @escaping @Sendable (CaseFacts, CaseFacts.Applicant?) -> C.Request?
    ) -> MaterialSource {
        MaterialSource(name: C.name, department: C.department) { facts, applicant, client, errand in
            guard let question = request(facts, applicant) else { return nil }
            let answer = try await client.ask(contract, question, for: errand)
            return FetchedMaterial(
                payload: answer.value == nil ? nil : answer.payload, digest: answer.message.digest, keyID: answer.message.keyID,
                signature: answer.message.signature, at: answer.answeredAt, envelope: answer.message.bytes)
        }
    }
}
