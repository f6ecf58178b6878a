package import Catalogue
package import Identity
package import Register
import Storage

/// What a clerk does for people who come to the counter (窗口收件): the same services, the same checks and the same law; only the
/// identity is proved by a document that an official has looked at, and the signature is given in front of them.
extension CaseOffice {
    /// Services that may be applied for at a counter, and in them the roles whose holders may be identified there.
    package var counterServices: [ServiceDefinition] {
        catalogue.services.filter { service in
            service.channels.contains(.counter) && service.applicants.contains { $0.identify.contains(.counter) }
        }
    }

    /// Opens a case for somebody whose identity document the official has checked, and claims it for the official.
    /// - Throws: `CaseError.notEligible` where the service doesn't take applications at a counter, `CaseError.invalid`,
    ///   `IdentityError.nameDiffers` where the number is known under another name.
    package func openAtCounter(
        service id: String, role name: String, applicant claim: PartyClaim, units: [UnitCode], project: String?, by official: Actor
    ) async throws -> String {
        let service = try service(id)
        try requireCounter(service, role: name, kind: claim.kind)
        let region = region
        let now = now()
        let parties = parties
        let party = try await database.write { connection in
            for unit in units where try FolioRecords.find(unit, region: region, in: connection) == nil {
                throw CaseError.invalid(field: "subject", message: "登记簿中没有不动产单元\(unit.grouped)。请核对单元号。")
            }
            return try parties.ensure(claim, at: now, in: connection)
        }
        let caseID = try await open(
            service: id, units: units, project: project, applicants: [CaseApplicant(role: name, party: party, identifiedBy: Channel.counter.rawValue)],
            channel: .counter, by: official)
        try await self.claim(caseID, by: official, expecting: nil)
        return caseID
    }

    /// Another applicant who stands at the counter: a joint buyer, the other side of a sale.
    package func addAtCounter(_ id: String, role name: String, applicant claim: PartyClaim, by official: Actor) async throws {
        let file = try await counterDraft(id, for: official)
        try requireCounter(service(of: file.state), role: name, kind: claim.kind)
        let region = region
        let now = now()
        let parties = parties
        try await database.write { connection in
            let party = try parties.ensure(claim, at: now, in: connection)
            guard !file.state.applicants.contains(where: { $0.party.id == party.id && $0.role == name }) else {
                throw CaseError.invalid(field: "number", message: "这位申请人已经在本件中。")
            }
            let applicant = CaseApplicant(role: name, party: party, identifiedBy: Channel.counter.rawValue)
            try CaseRecords.append(
                [CaseAction(at: now, actor: official, event: .joined(Joined(applicant: applicant)))], to: id, state: file.state, runAt: now, region: region,
                in: connection)
            try connection.execute(
                "INSERT INTO case_party (region, party_id, case_id, role) VALUES (\(region), \(party.id.text), \(id), \(name))")
        }
        feed.moved(id)
    }

    /// A draft that this official opened at a counter.
    /// - Throws: `CaseError.notPossible` for any other case, `.claimedByAnother`.
    package func counterDraft(_ id: String, for official: Actor) async throws -> CaseFile {
        let file = try await load(id)
        guard file.state.channel == Channel.counter.rawValue, file.state.submittedAt == nil, file.state.phase.isOpen else {
            throw CaseError.notPossible(action: "窗口办理", phase: file.state.phase.chinese, possible: file.state.available.map(\.chinese))
        }
        try file.state.requireFree(for: official)
        return file
    }

    private func requireCounter(_ service: ServiceDefinition, role name: String, kind: PartyKind) throws {
        guard service.channels.contains(.counter) else { throw CaseError.notEligible("“\(service.name)”不在窗口受理。") }
        guard let role = service.role(name) else { throw CaseError.invalid(field: "role", message: "请选择申请人身份。") }
        guard role.identify.contains(.counter) else { throw CaseError.notEligible("“\(role.label)”不能在窗口核验身份，请通过其他渠道申请。") }
        guard role.kinds.contains(ApplicantKind(kind)) else {
            throw CaseError.invalid(field: "kind", message: "“\(role.label)”不能由\(kind.chinese)担任。")
        }
    }
}
