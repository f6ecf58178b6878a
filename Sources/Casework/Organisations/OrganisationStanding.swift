import Contracts
import Exchange
import Identity
import Logging
package import Register
import Storage

extension CaseOffice {
    /// Asks the departments what an organisation is, and gives or takes the roles that follow from their signed answers: a developer by
    /// its qualification or a presale permit, a bank by its licence, the provident fund by statute. Who may hold money in custody is known without asking: the
    /// registry is connected to it. Called when somebody signs in for it.
    ///
    /// Who doesn't answer changes nothing: what was granted before stays, nobody is kept from their own matters.
    package func refreshRoles(of party: PartyID, identifier: PartyIdentifier) async {
        guard identifier.kind == .creditCode else { return }
        async let developer = developerStanding(identifier)
        async let bank = bankStanding(identifier)
        let events = [await developer, await bank, custodianStanding(identifier)].compactMap(\.self)
        guard !events.isEmpty else { return }
        let region = region
        do {
            let changed = try await database.write { connection in
                try events.filter { try OrganisationRoles.apply($0, to: party, region: region, in: connection) }
            }
            for event in changed {
                logger.notice(
                    "an organisation's role changed", metadata: ["role": "\(event.role.rawValue)", "granted": "\(event.isGrant)", "source": "\(event.source)"])
            }
        } catch {
            logger.error("an organisation's roles could not be stored", metadata: ["error": "\(type(of: error))"])
        }
    }

    private func developerStanding(_ identifier: PartyIdentifier) async -> OrganisationRoleEvent? {
        guard let answer = await standing(Housing.DeveloperProjects.self, .init(identifier: identifier.wire)) else { return nil }
        let today = now().date
        let qualification = answer.value?.qualification.flatMap { $0.validUntil >= today ? $0.number : nil }
        let ground = qualification.map { "开发资质\($0)" } ?? answer.value?.projects.first.map { "预售许可\($0.permit)" }
        return event(.developer, ground, answer)
    }

    private func bankStanding(_ identifier: PartyIdentifier) async -> OrganisationRoleEvent? {
        guard let answer = await standing(FinancialRegulator.Licence.self, .init(identifier: identifier.wire)) else { return nil }
        let licence = answer.value.flatMap { $0.inForce ? "金融许可证\($0.number)" : nil }
        return event(.bank, licence ?? (answer.value == nil ? fundStanding(identifier) : nil), answer)
    }

    /// 住房公积金管理中心 lends on mortgages without a licence: it is a public institution (12…) by statute (住房公积金管理条例 10, 26), and known
    /// because the registry itself is connected to it.
    private func fundStanding(_ identifier: PartyIdentifier) -> String? {
        guard identifier.number.hasPrefix("12") else { return nil }
        return departments.directory.institutions(of: .lender).first { $0.code == identifier.number }.map { "已接入的公积金贷款机构\($0.name)" }
    }

    /// A notary office or a bank that holds money for parties (公证法 12: 提存): whoever the registry has agreed that with stands in its directory.
    /// - Returns: nil while the registry knows of none at all: then it hasn't got its directory.
    private func custodianStanding(_ identifier: PartyIdentifier) -> OrganisationRoleEvent? {
        guard !custodians.isEmpty else { return nil }
        let found = custodians.first { $0.code == identifier.number }
        return OrganisationRoleEvent(
            role: .custodian, isGrant: found != nil, source: OrganisationRoleEvent.connectionSource, ground: found.map { "已接入的资金监管机构\($0.name)" } ?? "未接入", digest: "",
            keyID: "", at: now())
    }

    /// nil: nobody answered.
    private func standing<C: Contract>(_ contract: C.Type, _ request: C.Request) async -> SignedAnswer<C>? {
        do {
            return try await departments.ask(contract, request, for: Errand(caseID: nil, purpose: "核验法人登录后的办事身份"))
        } catch {
            logger.notice("a department did not say what an organisation is", metadata: ["contract": "\(C.name)"])
            return nil
        }
    }

    private func event<C: Contract>(_ role: Role, _ ground: String?, _ answer: SignedAnswer<C>) -> OrganisationRoleEvent {
        OrganisationRoleEvent(
            role: role, isGrant: ground != nil, source: "department:\(C.department.rawValue)", ground: ground ?? "部门没有记录",
            digest: answer.message.digest, keyID: answer.message.keyID, at: now())
    }
}
