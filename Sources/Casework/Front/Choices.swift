package import Catalogue
import Contracts
import Exchange
import Identity
package import Register
import Storage

/// What an applicant may pick from for a service: filed contracts, own property, own projects.
package struct Choices: Sendable {
    package struct Choice: Sendable {
        package let value: String
        package let title: String
        package let detail: String
        /// Why it can't be done now, and what to do.
        package let problem: String?
    }

    private let office: CaseOffice
    private let party: PartyRef

    package init(office: CaseOffice, party: PartyRef) {
        self.office = office
        self.party = party
    }

    /// Roles whose holders pick a filed contract instead of a page of the register.
    package static func isByContract(_ role: ApplicantRole) -> Bool { role.knownAs.contains(.contractBuyer) }

    package func list(for service: ServiceDefinition, role name: String) async throws -> [Choice] {
        switch service.subject {
        case .holder: return [Choice(value: "own", title: "本人名下的全部不动产", detail: "办结后可以在线查看和下载加盖电子印章的结果。", problem: nil)]
        case .project: return try await projects()
        case .unit:
            var all: [Choice] = []
            for standing in service.role(name)?.knownAs ?? [] {
                let found =
                    if standing == .contractBuyer { try await contracts(for: service) } else if standing == .rulingWinner { try await rulings() } else if let role = Holding.Role(standing) {
                        try await property(as: role)
                    } else { [Choice]() }
                all += found.filter { choice in !all.contains { $0.value == choice.value } }
            }
            return all
        }
    }

    /// What somebody may pass on or buy: own homes, and those in their filed contracts with owners.
    /// - Returns: the homes, and whether the housing department could be asked for contracts.
    package func homes() async throws -> (list: [Choice], isComplete: Bool) {
        let own = try await property(as: .owner)
        do {
            let bought = try await contracts(listed: false, firstHand: false)
            return (own + bought.filter { choice in !own.contains { $0.value == choice.value } }, true)
        } catch is ExchangeError {
            return (own, false)
        }
    }

    /// Of new homes from developers, where a service asks for their project; else of homes that their owners sell.
    private func contracts(for service: ServiceDefinition) async throws -> [Choice] {
        let listed = service.check(ProjectListed.name) != nil
        return try await contracts(listed: listed, firstHand: listed || service.check(PresalePermitted.name) != nil)
    }

    /// The buyer's filed contracts, from the housing department; a contract is only shown to whom it names.
    private func contracts(listed: Bool, firstHand: Bool) async throws -> [Choice] {
        let office = office
        let party = party
        let filed = try await office.contractsOfBuyer(party.id)
        let region = office.region
        let today = office.now().date
        let contracts = filed.filter { $0.status == .filed && ($0.project != nil) == firstHand }
        return try await office.database.read { connection in
            try contracts.compactMap { contract in
                let folio = try FolioRecords.find(contract.unit, region: region, in: connection)?.folio
                if folio?.ownership?.holders.contains(where: { $0.party.id == party.id }) == true { return nil }
                return Choice(
                    value: contract.unit.text, title: contract.location,
                    detail: "合同\(contract.number)，建筑面积\(contract.area)平方米，总价\(contract.price)元",
                    problem: listed ? try Self.problem(contract, folio, today, region, connection)
                        : !firstHand && folio?.ownership == nil ? "登记簿上没有这套房屋的所有权，请与出卖人核实。" : nil)
            }
        }
    }

    private static func problem(_ contract: Housing.Contract, _ folio: Folio?, _ day: LegalDate, _ region: String, _ connection: any Connection) throws -> String? {
        if folio?.standing == .cancelled {
            let refusal = RefusalCode.unitCancelled
            return "\(refusal.chinese)\(refusal.remedy)（\(refusal.statute)）"
        }
        guard let folio, folio.ownership != nil else { return "该房屋尚未办理首次登记，请等待开发企业办理。" }
        guard let owning = try ProjectRecords.owning(contract.unit, region: region, in: connection) else { return "该房屋所在项目不在可自行办理名单中，请与开发企业共同申请。" }
        guard owning.project.state == .listed || owning.project.state == .suspended else { return "项目尚未列入可自行办理名单，请与开发企业共同申请。" }
        let pledge = try PledgeRecords.current(of: owning.project.id, region: region, in: connection)
        return ListedProject(project: owning.project, pledge: pledge).standing(on: day).reason
    }

    private func property(as role: Holding.Role) async throws -> [Choice] {
        let region = office.region
        let party = party
        return try await office.database.read { connection in
            try HoldingRecords.of(party.id, role: role, region: region, in: connection).prefix(100).compactMap { holding in
                guard let folio = try FolioRecords.find(holding.unit, region: region, in: connection)?.folio else { return nil }
                return Choice(
                    value: holding.unit.text, title: folio.description.location,
                    detail: "\(holding.unit.grouped)，建筑面积\(folio.description.buildingArea)平方米", problem: nil)
            }
        }
    }

    /// What the party has won at judicial auctions and isn't entered yet.
    private func rulings() async throws -> [Choice] {
        let office = office
        let party = party
        return try await office.database.read { connection in
            try office.rulings(for: party.id, in: connection).compactMap { unit, ruling in
                guard let folio = try FolioRecords.find(unit, region: office.region, in: connection)?.folio else { return nil }
                return Choice(
                    value: unit.text, title: folio.description.location,
                    detail: "\(ruling.court)\(ruling.document)，成交价\(ruling.price)元，\(ruling.servedOn.chinese)送达，所有权自送达时转移", problem: nil)
            }
        }
    }

    private func projects() async throws -> [Choice] {
        let region = office.region
        let party = party
        return try await office.database.read { connection in
            try ProjectRecords.of(developer: party.id, region: region, in: connection).map { project in
                Choice(
                    value: project.id, title: project.name, detail: project.location,
                    problem: project.state == .preparing ? nil : "项目\(project.state.chinese)，不能再次申请首次登记。")
            }
        }
    }
}

extension Holding.Role {
    /// As whom the register keeps somebody of that standing; nil where it is no part of a page.
    fileprivate init?(_ standing: RoleStanding) {
        switch standing {
        case .owner: self = .owner
        case .mortgagee: self = .mortgagee
        case .noticeHolder: self = .noticeHolder
        case .resident: self = .residence
        case .easementHolder: self = .easement
        case .objector, .contractBuyer, .contractSeller, .loanLender, .rulingWinner, .custodian, .named: return nil
        }
    }
}
