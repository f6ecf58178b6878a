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

/// What of the case a material is about.
struct MaterialSubject: Sendable {
    var applicant: CaseFacts.Applicant?
    var mortgage: Mortgage?
    /// Which of those who hold the mortgage is asked; nil: the first that can be.
    var mortgagee: PartyRef?
    /// An owner by the register who takes no part.
    var owner: NamedParty?
}

/// Where materials come from: the name in a service file, and how the question is made from the case.
package struct MaterialSource: Sendable {
    let name: String
    let department: Department
    /// Kinds of materials that the question is made from: it is asked once these are there.
    let after: Set<String>
    /// Credit code of the one that is asked, where there are many of the kind.
    var institution: @Sendable (CaseFacts, MaterialSubject) -> String? = { _, _ in nil }
    let ask: @Sendable (CaseFacts, MaterialSubject, DepartmentClient, Errand) async throws -> FetchedMaterial?

    /// Parts of our own register that stand in for materials; they are read with the facts, not asked for.
    package static let own: Set<String> = ["register.folio", "register.building-survey", "register.pledge", ruling]
    /// What a court has sent of a sale: here, once it has come.
    package static let ruling = "register.court-ruling"

    static let all: [String: MaterialSource] = Dictionary(
        uniqueKeysWithValues: [
            source(PublicSecurity.Identity.self) { _, subject in
                (subject.owner ?? subject.applicant?.party).map { PublicSecurity.Identity.Request(name: $0.name, identifier: $0.identifier) }
            },
            source(CivilAffairs.Marriage.self) { _, subject in
                subject.applicant.map { CivilAffairs.Marriage.Request(identifier: $0.party.identifier) }
            },
            source(Credit.Record.self) { facts, subject in
                (subject.applicant ?? facts.applicants.first).map { Credit.Record.Request(identifier: $0.party.identifier) }
            },
            source(Housing.FiledContract.self) { facts, _ in facts.units.first.map { Housing.FiledContract.Request(unit: $0.folio.unit) } },
            source(Housing.MaintenanceFund.self) { facts, _ in facts.units.first.map { Housing.MaintenanceFund.Request(unit: $0.folio.unit) } },
            source(Housing.CompletionRecord.self) { facts, _ in
                facts.project.map { Housing.CompletionRecord.Request(project: $0.project.id) }
            },
            source(Housing.PresalePermit.self) { facts, _ in facts.project.map { Housing.PresalePermit.Request(project: $0.project.id) } },
            source(Planning.Verification.self) { facts, _ in facts.project.map { Housing.CompletionRecord.Request(project: $0.project.id) } },
            source(Tax.DeedTaxReceipt.self) { facts, _ in facts.units.first.map { Tax.DeedTaxReceipt.Request(unit: $0.folio.unit) } },
            // A loan is approved for the buyers that the filed contract names.
            lender(Lending.LoanApproval.self, after: ["sale-contract"], at: { _, subject in subject.applicant?.party.creditCode }) { facts, _ in
                guard let unit = facts.units.first, let borrowers = facts.borrowers else { return nil }
                return Lending.LoanApproval.Request(unit: unit.folio.unit, borrowers: borrowers)
            },
            lender(Lending.PayoffStatement.self, at: Self.mortgagee) { facts, subject in
                facts.proof(of: subject).map { Lending.PayoffStatement.Request(unit: $0.unit, proof: $0.proof, on: facts.today) }
            },
            custodyTariff,
            lender(Lending.Settlement.self, at: Self.mortgagee) { facts, subject in
                facts.proof(of: subject).map { Lending.Settlement.Request(unit: $0.unit, proof: $0.proof) }
            },
        ].map { ($0.name, $0) })

    private static func source<C: Contract>(
        _ contract: C.Type, _ request: @escaping @Sendable (CaseFacts, MaterialSubject) -> C.Request?
    ) -> MaterialSource {
        MaterialSource(name: C.name, department: C.department, after: []) { facts, subject, client, errand in
            guard let question = request(facts, subject) else { return nil }
            return FetchedMaterial(try await client.ask(contract, question, for: errand))
        }
    }

    /// A question to one institution of many; nobody to ask is as good as no answer.
    private static func lender<C: Contract>(
        _ contract: C.Type, after: Set<String> = [], at institution: @escaping @Sendable (CaseFacts, MaterialSubject) -> String?,
        _ request: @escaping @Sendable (CaseFacts, MaterialSubject) -> C.Request?
    ) -> MaterialSource {
        MaterialSource(name: C.name, department: C.department, after: after, institution: institution) { facts, subject, client, errand in
            guard let question = request(facts, subject), let code = institution(facts, subject) else { return nil }
            guard client.isConnected(Peer(.lender, institution: code)) else { return nil }
            return FetchedMaterial(try await client.ask(contract, question, at: code, for: errand))
        }
    }

    /// Whoever is to hold the money is asked what it takes for that. One that refuses the question has no tariff to state, which is as good as saying that there is none.
    private static let custodyTariff = MaterialSource(
        name: Custody.Tariff.name, department: .custodian, after: ["sale-contract"], institution: { facts, _ in facts.custodian }
    ) { facts, _, client, errand in
        guard let code = facts.custodian, let question = facts.tariffWanted, client.isConnected(Peer(.custodian, institution: code)) else { return nil }
        do {
            return FetchedMaterial(try await client.ask(Custody.Tariff.self, question, at: code, for: errand))
        } catch ExchangeError.refused {
            return nil
        }
    }

    /// The lender that holds the mortgage: of several the one whose claim it is about, else the first that has a credit code.
    @Sendable private static func mortgagee(_ facts: CaseFacts, _ subject: MaterialSubject) -> String? {
        if let mortgagee = subject.mortgagee { return facts.institution(of: mortgagee) }
        return facts.mortgage(of: subject)?.mortgagees.lazy.compactMap { facts.institution(of: $0) }.first
    }
}

extension CaseFacts {
    /// The mortgage that a question is about: that of the material, or the one the case is about.
    fileprivate func mortgage(of subject: MaterialSubject) -> Mortgage? {
        if let mortgage = subject.mortgage { return mortgage }
        let entry = mortgageInHand
        return units.flatMap(\.folio.mortgages).first { $0.entry.id == entry }
    }

    /// The unit and the number of the proof by which its lender knows the mortgage.
    fileprivate func proof(of subject: MaterialSubject) -> (unit: UnitCode, proof: String)? {
        guard let mortgage = mortgage(of: subject) else { return nil }
        return units.lazy.compactMap { unit in unit.proofs[mortgage.entry.id].map { (unit.folio.unit, $0) } }.first
    }
}

extension FetchedMaterial {
    fileprivate init<C>(_ answer: SignedAnswer<C>) {
        self.init(
            payload: answer.value == nil ? nil : answer.payload, digest: answer.message.digest, keyID: answer.message.keyID,
            signature: answer.message.signature, at: answer.answeredAt, envelope: answer.message.bytes)
    }
}
