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

    /// Signs the promise letter, the master application and the list of units as they stand.
    /// - Throws: `CaseError.invalid` without units for it or for a term out of range; `.notYours`, `.notEligible`.
    package func signPledge(_ id: String, years: Int, of developer: PartyID, by person: PartyID) async throws -> Pledge {
        guard Self.pledgeYears.contains(years) else {
            throw CaseError.invalid(field: "years", message: "有效期应为\(Self.pledgeYears.lowerBound)至\(Self.pledgeYears.upperBound)年。")
        }
        let region = region
        let parties = parties
        let now = now()
        let name = try await database.read { try parties.ownDetails(of: developer, in: $0).name }
        return try await database.write { connection in
            let project = try Self.editable(id, of: developer, region: region, in: connection)
            let units = try ProjectRecords.units(of: id, region: region, in: connection).filter(\.selfService).map(\.unit)
            guard !units.isEmpty else { throw CaseError.invalid(field: "units", message: "房屋清单中没有“可自行办理”的房屋，无需签署承诺书。") }
            let texts = try pledgeTexts(project, developer: name, on: now.date)
            let letter = try CanonicalJSON.encode(
                PledgeLetter(
                    project: id, letter: texts.letter, masterApplication: texts.masterApplication, units: units,
                    validUntil: now.date.adding(years: years), signedAt: now, signedBy: person))
            let pledge = Pledge(
                project: id, developer: project.developer, signedAt: now, validUntil: now.date.adding(years: years),
                digest: RegisterHash.hex(Array(SHA256.hash(data: letter))))
            try ProjectRecords.put(pledge, letter: letter, region: region, in: connection)
            try ProjectEventRecords.append(
                ProjectEvent(
                    at: now, kind: .pledgeSigned, party: person, detail: "\(units.count)套可自行办理，有效期至\(pledge.validUntil)，摘要\(pledge.digest.prefix(16))"),
                project: id, region: region, in: connection)
            return pledge
        }
    }

    /// The document that a pledge's digest was made of; nil for letters of before, which were plain text.
    package func pledgeLetter(of project: String) async throws -> PledgeLetter? {
        let region = region
        let bytes = try await database.read { try ProjectRecords.letter(of: project, region: region, in: $0) }
        return bytes.flatMap { try? CanonicalJSON.decode(PledgeLetter.self, from: $0) }
    }
}
