import Catalogue
import Crypto
import Identity
package import Register
import Storage

/// What a developer signs once for all its buyers: the letter, the master application and the list, as one document in canonical form.
package struct PledgeLetter: Hashable, Sendable, Codable {
    package var project: String
    /// 承诺书.
    package var letter: String
    /// 分户转移登记申请表（总表）.
    package var masterApplication: String
    /// 自办名单.
    package var units: [UnitCode]
    package var validUntil: LegalDate
    package var signedAt: Moment
    /// Who signed for the developer, through unified identity.
    package var signedBy: PartyID

    package init(
        project: String, letter: String, masterApplication: String, units: [UnitCode], validUntil: LegalDate, signedAt: Moment, signedBy: PartyID
    ) {
        self.project = project
        self.letter = letter
        self.masterApplication = masterApplication
        self.units = units
        self.validUntil = validUntil
        self.signedAt = signedAt
        self.signedBy = signedBy
    }

    /// The letter as it is kept, and what is promised about it.
    package func signed(for developer: PartyRef) throws -> (pledge: Pledge, bytes: [UInt8]) {
        let bytes = try CanonicalJSON.encode(self)
        let digest = RegisterHash.hex(Array(SHA256.hash(data: bytes)))
        return (Pledge(project: project, developer: developer, signedAt: signedAt, validUntil: validUntil, digest: digest), bytes)
    }
}

extension CaseOffice {
    /// For how many years a letter may be given.
    package static let pledgeYears = 1...5

    /// The texts of the catalogue with the project's names in them: what will be signed today.
    package func pledgeTexts(_ project: Project, developer: String, on day: LegalDate) throws -> (letter: String, masterApplication: String) {
        guard let letter = catalogue.text("promise-letter"), let master = catalogue.text("master-application") else {
            throw CaseError.notEligible("服务目录中没有承诺书的文本。")
        }
        let values: [CatalogueText.Placeholder: String] = [
            .developer: developer, .project: project.name, .location: project.location, .registry: profile.authority, .date: day.chinese,
        ]
        return (letter.filled(values), master.filled(values))
    }

    /// Signs the promise letter, the master application and the list of units as they stand, before the first registration.
    /// - Throws: `CaseError.invalid` without units for it or for a term out of range; `.notYours`, `.notEligible`.
    package func signPledge(_ id: String, years: Int, of developer: PartyID, by person: PartyID) async throws -> Pledge {
        try await sign(id, years: years, of: developer, by: person, as: .pledgeSigned) { region, today, connection in
            (try Self.editable(id, of: developer, region: region, in: connection), today)
        }
    }

    /// Signs anew for a term that follows on the old letter's, or begins today if that has ended or was withdrawn. The list stays the one
    /// that was registered.
    /// - Throws: as ``signPledge(_:years:of:by:)``; `.invalid` for a term that would end more than five years from today.
    package func renewPledge(_ id: String, years: Int, of developer: PartyID, by person: PartyID) async throws -> Pledge {
        try await sign(id, years: years, of: developer, by: person, as: .pledgeRenewed) { region, today, connection in
            let (project, pledge) = try Self.changeable(id, of: developer, region: region, in: connection)
            return (project, pledge.isInForce(on: today) ? pledge.validUntil : today)
        }
    }

    private func sign(
        _ id: String, years: Int, of developer: PartyID, by person: PartyID, as kind: ProjectEvent.Kind,
        from: @Sendable @escaping (_ region: String, _ today: LegalDate, any Connection) throws -> (Project, LegalDate)
    ) async throws -> Pledge {
        guard Self.pledgeYears.contains(years) else {
            throw CaseError.invalid(field: "years", message: "有效期应为\(Self.pledgeYears.lowerBound)至\(Self.pledgeYears.upperBound)年。")
        }
        let region = region
        let parties = parties
        let now = now()
        let pledge = try await database.write { connection in
            let (project, start) = try from(region, now.date, connection)
            let name = try parties.ownDetails(of: developer, in: connection).name
            let until = start.adding(years: years)
            guard until <= now.date.adding(years: Self.pledgeYears.upperBound) else {
                throw CaseError.invalid(field: "years", message: "有效期自今天起最长\(Self.pledgeYears.upperBound)年，请减少年数，或临近到期时再续签。")
            }
            let units = try ProjectRecords.units(of: id, region: region, in: connection).filter(\.selfService).map(\.unit)
            guard !units.isEmpty else { throw CaseError.invalid(field: "units", message: "房屋清单中没有“可自行办理”的房屋，无需签署承诺书。") }
            let texts = try self.pledgeTexts(project, developer: name, on: now.date)
            let (pledge, letter) = try PledgeLetter(
                project: id, letter: texts.letter, masterApplication: texts.masterApplication, units: units, validUntil: until, signedAt: now,
                signedBy: person
            ).signed(for: project.developer)
            try PledgeRecords.supersede(of: id, at: now, region: region, in: connection)
            try PledgeRecords.put(pledge, letter: letter, region: region, in: connection)
            try ProjectEventRecords.append(
                ProjectEvent(at: now, kind: kind, party: person, detail: "\(units.count)套可自行办理，有效期至\(until)，摘要\(pledge.digest.prefix(16))"),
                project: id, region: region, in: connection)
            return pledge
        }
        // What isn't printed now is when somebody first asks for it.
        _ = try? await pledgeFile(of: id)
        return pledge
    }

    /// Withdraws the letter: from now on nobody may apply on it; what was accepted on it goes on (实施细则 13, and the letter's own third clause).
    /// - Parameter reason: shown on the project's public page and to the buyers.
    /// - Throws: `CaseError.notYours`, `.notEligible` where there is none that could be withdrawn.
    package func withdrawPledge(_ id: String, reason: String, of developer: PartyID, by person: PartyID) async throws {
        let region = region
        let now = now()
        try await database.write { connection in
            let changed = try Self.changeable(id, of: developer, region: region, in: connection)
            var pledge = changed.pledge
            guard pledge.revokedAt == nil else { throw CaseError.notEligible("承诺书已经撤回。") }
            guard pledge.isInForce(on: now.date) else { throw CaseError.notEligible("承诺书已于\(pledge.validUntil.chinese)到期，无需撤回。") }
            pledge.revokedAt = now
            pledge.revokedFor = reason
            try PledgeRecords.update(pledge, region: region, in: connection)
            try ProjectEventRecords.append(
                ProjectEvent(at: now, kind: .pledgeWithdrawn, party: person, detail: reason), project: id, region: region, in: connection)
        }
    }

    /// A developer's project whose letter may be renewed or withdrawn.
    private static func changeable(
        _ id: String, of developer: PartyID, region: String, in connection: any Connection
    ) throws -> (project: Project, pledge: Pledge) {
        guard let project = try ProjectRecords.find(id, region: region, in: connection), project.developer.id == developer else {
            throw CaseError.notYours
        }
        guard let pledge = try PledgeRecords.current(of: id, region: region, in: connection) else {
            throw CaseError.notEligible("项目没有签署过承诺书。")
        }
        switch project.state {
        case .preparing, .listed, .suspended: return (project, pledge)
        case .applied: throw CaseError.notEligible("首次登记正在审核，承诺书不能变更。需要变更的，请先撤回首次登记申请。")
        case .registered: throw CaseError.notEligible("项目没有列入可自行办理的项目名单，请与购房人共同申请转移登记。")
        }
    }

    /// The document that a pledge's digest was made of; nil for letters of before, which were plain text.
    package func pledgeLetter(of project: String) async throws -> PledgeLetter? {
        let region = region
        let bytes = try await database.read { try PledgeRecords.letter(of: project, region: region, in: $0) }
        return bytes.flatMap { try? CanonicalJSON.decode(PledgeLetter.self, from: $0) }
    }
}
