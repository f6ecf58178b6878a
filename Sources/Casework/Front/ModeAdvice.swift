package import Catalogue
import Contracts
import Exchange
import Identity
package import Register
import Storage

/// The wizard, for one unit or for answers alone: what the register says need not be asked.
package struct UnitModes: Sendable {
    package let facts: ModeFacts
    package let advice: ModeWizard.Advice
    /// Facts that the register has said, so that nobody answers them.
    package let registered: Set<SuitFact>
    /// What is known of the unit; nil where none was named.
    package let unit: Known?
    /// Of the page, for those who have a part in it; for everybody else none.
    package let notes: [ModeNote]

    package struct Known: Sendable {
        package let code: UnitCode
        package let location: String
        /// As what the asker stands on the unit's page; empty for everybody else.
        package let parts: Set<RoleStanding>
        /// Who holds which mortgage, in the order of rank, for those who have a part in the page.
        package let mortgagees: [String]
    }

    /// The role in which the asker would take part in a service, by what the register has of them; nil where it doesn't say.
    /// - Parameters:
    ///   - lends: whether the asker is a lender.
    ///   - keeps: whether it holds money in custody.
    package func role(in service: ServiceDefinition, for kind: ApplicantKind, lends: Bool, keeps: Bool) -> ApplicantRole? {
        guard let unit else { return nil }
        let open = service.applicants.filter { $0.kinds.contains(kind) }
        func role(_ standing: RoleStanding) -> ApplicantRole? { open.first { $0.knownAs.contains(standing) && (!$0.optional || standing == .loanLender) } }
        for part in [RoleStanding.owner, .mortgagee] where unit.parts.contains(part) {
            if let found = role(part) { return found }
        }
        if keeps, !lends { return open.first { $0.knownAs.contains(.custodian) } }
        // Whoever is given or inherits a home stands nowhere yet: others name them.
        return lends ? role(.loanLender) : role(.contractBuyer) ?? role(.named)
    }
}

extension CaseOffice {
    /// Which way is right by answers alone.
    package func modes(said: [SuitFact: String]) -> UnitModes {
        let facts = ModeFacts(said)
        return UnitModes(facts: facts, advice: ModeWizard(catalogue).advise(facts), registered: [], unit: nil, notes: [])
    }

    /// Which way is right for a unit. Whether it is mortgaged and noted anybody may know (资料查询办法); on which terms, those who stand on its page and whoever
    /// buys it by a filed contract (暂行条例 27; 资料查询暂行办法: 因买卖构成的利害关系人); who holds what, only those who stand on its page: a buyer is told by the seller, who is a
    /// party to both contracts, or by the order itself.
    /// - Parameters:
    ///   - said: what the asker answered.
    ///   - party: who asks; nil for whoever hasn't signed in.
    /// - Returns: nil for a unit without a page.
    package func modes(of code: UnitCode, said: [SuitFact: String], for party: PartyID?) async throws -> UnitModes? {
        let region = region
        let parties = parties
        let today = now().date
        let found = try await database.read { connection -> (folio: Folio, parts: Set<RoleStanding>, names: [PartyID: String])? in
            guard let folio = try FolioRecords.find(code, region: region, in: connection)?.folio else { return nil }
            let parts = Set(folio.holdings.filter { $0.party == party }.map(\.role.standing))
            let mortgagees = parts.isEmpty ? [] : folio.mortgages.flatMap(\.mortgagees).map(\.id)
            return (folio, parts, try parties.masked(mortgagees, in: connection).mapValues(\.name))
        }
        guard let (folio, parts, names) = found else { return nil }
        let isInterested = parts.isEmpty ? await buys(code, party) : true
        let known = ModeFacts(folio, on: today, forItsParties: isInterested)
        let facts = known.completed(by: ModeFacts(said))
        let mortgagees = parts.isEmpty ? [] : folio.mortgages.map { mortgage in
            "第\(mortgage.rank)顺位：\(mortgage.mortgagees.map { names[$0.id] ?? "" }.joined(separator: "、"))，\(mortgage.kind.chinese)"
        }
        return UnitModes(
            facts: facts, advice: ModeWizard(catalogue).advise(facts), registered: Set(known.values.keys),
            unit: UnitModes.Known(code: code, location: folio.description.location, parts: parts, mortgagees: mortgagees),
            notes: isInterested ? folio.modeNotes(on: today) : [])
    }
}

extension CaseOffice {
    /// Whether the housing department has a contract in force by which the party buys the unit. One that doesn't answer says nothing: then the asker is told what
    /// everybody is, and asked what the register would have said.
    private func buys(_ unit: UnitCode, _ party: PartyID?) async -> Bool {
        guard let party, let bought = try? await contractsOfBuyer(party) else { return false }
        return bought.contains { $0.unit == unit && $0.status == .filed }
    }

    /// The filed contracts that name a party as a buyer, from the housing department.
    func contractsOfBuyer(_ party: PartyID) async throws -> [Housing.Contract] {
        let identifier = try await database.read { try self.parties.ownDetails(of: party, in: $0).identifier.wire }
        let answer = try await departments.ask(
            Housing.ContractsOfBuyer.self, Housing.ContractsOfBuyer.Request(identifier: identifier), for: Errand(caseID: nil, purpose: "申请人选择要办证的房屋"))
        return answer.value?.contracts ?? []
    }
}

extension Holding.Role {
    /// As service files call the standing.
    fileprivate var standing: RoleStanding {
        switch self {
        case .owner: .owner
        case .mortgagee: .mortgagee
        case .noticeHolder: .noticeHolder
        case .residence: .resident
        case .easement: .easementHolder
        }
    }
}
