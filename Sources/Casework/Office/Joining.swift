import Catalogue
import Contracts
import Exchange
import Identity
package import Register
import Storage

extension CaseOffice {
    /// Lets another party to the same business into a draft on the units that they chose, or on these and more: by their own sign-in, and only if
    /// the filed contract or the register names them in that role. Whoever is in it already gets their own draft back. A draft that a stranger
    /// began is left to the stranger: nobody is drawn into it, and nobody's answers are shown there.
    /// - Parameter wanted: the draft that they were asked into, where there may be several on the same units.
    /// - Returns: the case joined; nil if there is none to join.
    package func join(service id: String, units: [UnitCode], applicant: CaseApplicant, wanted: String? = nil) async throws -> String? {
        let region = region
        let drafts = try await database.read { connection in
            // A case is found by the first of its units, whichever of them the other side named first.
            try units.flatMap { unit in
                try connection.rows(
                    "SELECT case_id FROM case_file WHERE region = \(region) AND unit = \(unit.text) AND service = \(id) AND phase = 'draft' ORDER BY case_id"
                ).map { try $0.text("case_id") }
            }
        }
        let service = try self.service(id)
        guard let role = service.role(applicant.role) else { return nil }
        let identifier = try await database.read { try self.parties.ownDetails(of: applicant.party.id, in: $0).identifier }
        var own: [String] = []
        var strangers: [String] = []
        for draft in drafts {
            let file = try await load(draft)
            guard Set(units).isSubset(of: file.state.units) else { continue }
            if file.state.applicants.contains(where: { $0.party.id == applicant.party.id && $0.role == applicant.role }) {
                own.append(draft)
            } else if file.state.submittedAt == nil {
                strangers.append(draft)
            }
        }
        if let wanted {
            if own.contains(wanted) { return wanted }
            if strangers.contains(wanted), try await enter(wanted, applicant, as: role, identifier, service) { return wanted }
        }
        if let draft = own.first { return draft }
        for draft in strangers where draft != wanted {
            if try await enter(draft, applicant, as: role, identifier, service) { return draft }
        }
        return nil
    }

    /// - Returns: whether the draft takes them in.
    private func enter(
        _ draft: String, _ applicant: CaseApplicant, as role: ApplicantRole, _ identifier: PartyIdentifier, _ service: ServiceDefinition
    ) async throws -> Bool {
        let file = try await load(draft)
        let facts = try await facts(for: file)
        guard try await mayJoin(applicant.party.id, as: role, identifier, facts, of: draft) else { return false }
        guard try await belong(file.state.applicants, service, facts) else { return false }
        let (now, region) = (now(), region)
        let action = CaseAction(at: now, actor: .party(applicant.party.id), event: .joined(Joined(applicant: applicant)))
        try await database.write { connection in
            try CaseRecords.append([action], to: draft, state: file.state, runAt: now, region: region, in: connection)
            try connection.execute(
                """
                INSERT INTO case_party (region, party_id, case_id, role)
                VALUES (\(region), \(applicant.party.id.text), \(draft), \(applicant.role))
                """)
        }
        feed.moved(draft)
        return true
    }

    /// Those whom the register, the filed contract, a lender's own approval or another applicant names: nobody gets to see a draft otherwise.
    private func mayJoin(
        _ party: PartyID, as role: ApplicantRole, _ identifier: PartyIdentifier, _ facts: CaseFacts, of draft: String
    ) async throws -> Bool {
        if role.knownAs.contains(.loanLender), try await lends(identifier, facts, of: draft) { return true }
        return stands(party, as: role, identifier, facts)
    }

    /// Whether those who are in a draft are whom they say. What isn't known yet is held against nobody: the contract may still be asked for, a
    /// lender speaks for itself, and whoever is given something is named by the others.
    private func belong(_ applicants: [CaseApplicant], _ service: ServiceDefinition, _ facts: CaseFacts) async throws -> Bool {
        for applicant in applicants {
            guard let role = service.role(applicant.role), !role.knownAs.isEmpty, !role.knownAs.contains(.named) else { continue }
            let ofContract: Set<RoleStanding> = [.contractBuyer, .contractSeller]
            // Whoever holds the money may be given up for another, which shuts nobody out.
            if role.knownAs.contains(.custodian) { continue }
            if facts.contract == nil, !ofContract.isDisjoint(with: role.knownAs) { continue }
            let identifier = try await database.read { try self.parties.ownDetails(of: applicant.party.id, in: $0).identifier }
            if role.knownAs.contains(.loanLender), departments.isConnected(Peer(.lender, institution: identifier.number)) { continue }
            guard stands(applicant.party.id, as: role, identifier, facts) else { return false }
        }
        return true
    }

    /// What the register, the filed contract, a court's ruling or another applicant says of a party.
    private func stands(_ party: PartyID, as role: ApplicantRole, _ identifier: PartyIdentifier, _ facts: CaseFacts) -> Bool {
        let folios = facts.units.map(\.folio)
        func holds(_ role: Holding.Role) -> Bool { folios.contains { $0.holdings.contains { $0.party == party && $0.role == role } } }
        return role.knownAs.contains { standing in
            switch standing {
            case .owner: holds(.owner)
            case .mortgagee: holds(.mortgagee)
            case .noticeHolder: holds(.noticeHolder)
            case .resident: holds(.residence)
            case .easementHolder: holds(.easement)
            case .objector: folios.contains { $0.objections.contains { $0.applicant.id == party } }
            case .contractBuyer: facts.contract?.buyers.contains { $0.identifier == identifier.wire } ?? false
            case .contractSeller: facts.contract?.sellers.contains { $0.identifier == identifier.wire } ?? false
            case .loanLender: false
            case .custodian: facts.custodian == identifier.number
            case .rulingWinner: facts.ruling?.winners.contains { $0.party.ref.id == party } ?? false
            case .named: !Set(NamedApplicant.all(identifier, in: parties)).isDisjoint(with: facts.answers.values.flatMap(NamedApplicant.everybody(in:)))
            }
        }
    }

    /// Whether an institution says that it has a loan to the buyers of this unit before it: asked of itself, under its own keys. A lender that
    /// doesn't answer isn't let in, and may try again.
    private func lends(_ identifier: PartyIdentifier, _ facts: CaseFacts, of draft: String) async throws -> Bool {
        guard identifier.kind == .creditCode, let unit = facts.units.first?.folio.unit, let borrowers = facts.borrowers else { return false }
        guard departments.isConnected(Peer(.lender, institution: identifier.number)) else { return false }
        let errand = Errand(caseID: draft, purpose: "核对贷款机构是否参加本次申请")
        do {
            let answer = try await departments.ask(
                Lending.LoanApproval.self, Lending.LoanApproval.Request(unit: unit, borrowers: borrowers), at: identifier.number, for: errand)
            return answer.value.map { $0.status == .pending || $0.status == .approved } ?? false
        } catch is ExchangeError {
            return false
        }
    }
}
