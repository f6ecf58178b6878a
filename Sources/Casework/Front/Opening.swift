package import Catalogue
import Exchange
import Identity
package import Register
package import Storage

/// How somebody who applies was identified, and through which door the case came.
package struct Approach: Hashable, Sendable {
    /// As the catalogue's `identify` names it: `unified-identity`, `api`.
    package let identifiedBy: String
    package let channel: Channel

    package init(identifiedBy: String, channel: Channel) {
        self.identifiedBy = identifiedBy
        self.channel = channel
    }

    /// On the pages, signed in through unified identity.
    package static let web = Approach(identifiedBy: "unified-identity", channel: .web)
    /// At a lender's own desk, signed in through unified identity.
    package static let bank = Approach(identifiedBy: "unified-identity", channel: .bank)
    /// An institution's own system, identified by its key.
    package static let machine = Approach(identifiedBy: "api", channel: .api)
}

/// The one way into a case, whoever asks: pages, API, a bank's system.
extension CaseOffice {
    /// Opens a case on what an applicant chose, or lets them join the draft that another party to the same contract began.
    /// - Parameter subject: a unit's code or a project's key, as the service is about one; several codes with commas or line breaks between them
    ///   where the service takes several units; unused for services about the holder.
    /// - Parameter wanted: the draft that they were asked into, if it was one of several on the same units.
    /// - Parameter keeping: what is stored with a case of one's own, in the same transaction; nobody's draft is joined then.
    /// - Returns: the case's number.
    /// - Throws: `CaseError.unknownService`, `.invalid` for a role or subject that can't be, `.notEligible` where the service does not
    ///   take this kind of applicant or is not open to this channel, `.notYours` for somebody else's project.
    package func apply(
        service id: String, as role: String, subject: String, by party: PartyRef, through approach: Approach, wanted: String? = nil,
        keeping: (@Sendable (_ caseID: String, any Connection) throws -> Void)? = nil
    ) async throws -> String {
        let service = try service(id)
        guard let role = service.role(role) else {
            throw CaseError.invalid(field: "role", message: "这项服务的申请人为：\(service.applicants.map { "\($0.label)（\($0.role)）" }.joined(separator: "、"))。")
        }
        guard role.kinds.contains(ApplicantKind(party.kind)) else {
            throw CaseError.notEligible("\(role.label)须为\(role.kinds.map(\.chinese).joined(separator: "、"))。")
        }
        guard service.channels.contains(approach.channel) else {
            throw CaseError.notEligible("这项服务不受理\(approach.channel.chinese)的申请，可以通过\(service.channels.map(\.chinese).joined(separator: "、"))办理。")
        }
        var units: [UnitCode] = []
        var project: String?
        switch service.subject {
        case .unit:
            units = try Self.units(subject, of: service)
        case .project:
            project = subject
            units = try await self.units(ofOwn: subject, party: party.id)
        case .holder: break
        }
        let applicant = CaseApplicant(role: role.role, party: party, identifiedBy: approach.identifiedBy)
        if keeping == nil, project == nil, let draft = try await join(service: service.id, units: units, applicant: applicant, wanted: wanted) { return draft }
        return try await open(
            service: service.id, units: units, project: project, applicants: [applicant], answers: try await custody(of: party, as: role, in: service),
            channel: approach.channel, by: .party(party.id), keeping: keeping)
    }

    /// A custodian opens an order for those whose money it is to hold: it can only be itself that holds it.
    /// - Throws: `CaseError.notEligible` for one that the registry isn't connected to.
    private func custody(of party: PartyRef, as role: ApplicantRole, in service: ServiceDefinition) async throws -> [String: String] {
        guard role.knownAs.contains(.custodian), let money = service.money else { return [:] }
        let code = try await database.read { try self.parties.ownDetails(of: party.id, in: $0).identifier.number }
        guard custodians.contains(where: { $0.code == code }) else { throw CaseError.notEligible("\(role.label)须为已联通登记机构的资金监管机构。") }
        return [money.custodian: code]
    }

    /// At most so many units secure one debt in one case.
    package static let mostUnits = 100

    /// The units that somebody wrote: one, or several where the service takes them, with commas or line breaks between them.
    /// - Throws: `CaseError.invalid` for the field `subject`.
    package static func units(_ subject: String, of service: ServiceDefinition) throws -> [UnitCode] {
        let parts = subject.split(whereSeparator: { ",，、;；".contains($0) || $0.isNewline }).map(String.init)
        guard parts.count == 1 || service.severalUnits && !parts.isEmpty else {
            throw CaseError.invalid(field: "subject", message: parts.isEmpty ? "请填写不动产单元号。" : "这项服务一次办理一个不动产单元。")
        }
        guard parts.count <= mostUnits else { throw CaseError.invalid(field: "subject", message: "一次最多一并办理\(mostUnits)个不动产单元。") }
        var units: [UnitCode] = []
        for part in parts {
            do {
                let unit = try UnitCode(part)
                guard !units.contains(unit) else { throw CaseError.invalid(field: "subject", message: "不动产单元\(unit.grouped)填写了两次。") }
                units.append(unit)
            } catch let error as UnitCodeError {
                throw CaseError.invalid(field: "subject", message: error.message)
            }
        }
        return units
    }

    /// The units of a developer's own project.
    /// - Throws: `CaseError.notYours`, `.notEligible` while nothing has been imported.
    package func units(ofOwn project: String, party: PartyID) async throws -> [UnitCode] {
        let region = region
        return try await database.read { connection in
            guard let found = try ProjectRecords.find(project, region: region, in: connection), found.developer.id == party else { throw CaseError.notYours }
            let units = try ProjectRecords.units(of: project, region: region, in: connection)
            guard !units.isEmpty else { throw CaseError.notEligible("请先导入项目的房屋清单。") }
            return units.map(\.unit)
        }
    }
}
