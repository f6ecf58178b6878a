import Catalogue
import Identity
import Register
import Storage

/// 公告: what was decided is made known on the registry's site before it is entered. A notice of so many working days holds the case
/// until its last day has passed, and the legal clock with it (实施细则 17); one of none is published and the case goes on, as after
/// a declaration of loss (实施细则 22 as of 2024: 刊发声明后即予以补发).
package struct NoticeStep: Step {
    package static let name = "notice"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        let service = try office.service(of: file.state)
        guard let wanted = service.publicNotice else { return .done([]) }
        let applicants = file.state.standings
        guard wanted.when?.holds(answers: file.state.answers, applicants: applicants) ?? true else { return .done([]) }
        let now = office.now()
        if let published = file.state.notice {
            guard let until = published.until, now.date <= until else { return .done([]) }
            return .waiting(Self.waiting(until), [], retryAt: Moment(startOf: until.adding(days: 1)))
        }
        let until = wanted.workingDays == 0 ? nil : office.catalogue.calendar.add(workingDays: wanted.workingDays, to: now.date)
        let region = office.region
        let actions = try await office.database.write { connection in
            let (title, body) = try Self.text(file, service, office, in: connection)
            let notice = PublishedNotice(caseID: file.id, title: title, body: body, publishedAt: now, until: until)
            try PublicNoticeRecords.insert(notice, region: region, in: connection)
            let published = CaseEvent.published(Published(notice: notice.id, title: title, until: until))
            let next: CaseEvent = until.map { .waiting(Self.waiting($0)) } ?? .stepDone(StepDone(step: Self.name))
            let actions = [published, next].map { CaseAction(at: now, actor: .system, event: $0) }
            try CaseRecords.append(
                actions, to: file, runAt: until.map { Moment(startOf: $0.adding(days: 1)) } ?? now, region: region, in: connection)
            return actions
        }
        office.feed.moved(file.id)
        return .stored(actions)
    }

    private static func waiting(_ until: LegalDate) -> Waiting {
        Waiting(step: name, on: .publicNotice, whom: nil, reason: "公告至\(until.chinese)")
    }

    /// What is published: the unit and the certificates by their numbers, the holder masked; no more than the public needs to object.
    private static func text(
        _ file: CaseFile, _ service: ServiceDefinition, _ office: CaseOffice, in connection: any Connection
    ) throws -> (title: String, body: String) {
        let names = try office.parties.masked(file.state.applicants.map(\.party.id), in: connection)
        let holders = file.state.applicants.compactMap { names[$0.party.id]?.name }.joined(separator: "、")
        var places: [String] = []
        var numbers: [String] = []
        for unit in file.state.units {
            if let folio = try FolioRecords.find(unit, region: office.region, in: connection)?.folio { places.append(folio.description.location) }
            numbers += try CertificateRecords.valid(of: unit, region: office.region, in: connection).filter { $0.kind == .certificate }.map(\.number)
        }
        let place = places.joined(separator: "、")
        guard service.acts.contains("reissue") else {
            return (
                "\(service.shortName)公告",
                "\(holders)申请办理坐落于\(place)的\(service.name)。对此有异议的，请在公告期内向登记机构书面提出，并提供依据。"
            )
        }
        let certificates = numbers.isEmpty ? "不动产权属证书" : numbers.joined(separator: "、") + "不动产权属证书"
        return ("不动产权属证书遗失声明", "权利人\(holders)因保管不善，将坐落于\(place)的\(certificates)遗失、灭失，特此声明。该证书作废，由登记机构依法补发。")
    }
}
