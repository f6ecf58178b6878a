import Cadastre
import Catalogue
import Identity
import Register
import Seals
import Storage

@testable import Casework
@testable import Portal

/// A test of the catalogue, carried out for real: its people are in the party book, its pages in the register, its application is a case
/// of the office, and the engine judges it. Only what departments would say is put there as if they had said it.
struct RefusalReplay {
    let service: ServiceDefinition
    let test: ServiceTest
    let portal: TestPortal
    let office: CaseOffice

    enum Fault: Error { case nobodyApplies }

    /// - Returns: the case, and somebody who applies in it.
    func open() async throws -> (id: String, party: PartyRef, name: String) {
        let source = try TestFacts(test.given, service: service)
        let facts = try source.facts()
        portal.clock.advance(seconds: Moment(startOf: facts.today).adding(seconds: 43_200).seconds(since: portal.clock.now))
        let known = try await enter(facts.applicants.map(\.party))
        let related = try source.related(facts)
        let now = portal.clock.now
        try await office.database.write { connection in
            // Nothing of an earlier replay is left on the ground.
            for parcel in Set(facts.units.map(\.folio.unit.parcel)) {
                try connection.execute("DELETE FROM register_folio WHERE region = \(testRegion) AND unit > \(parcel) AND unit < \(parcel + "~")")
            }
            for folio in facts.units.map(\.folio) + Array(related.values) { try put(folio, known, in: connection) }
            if let project = facts.project { try put(project, known, in: connection) }
        }
        let applicants = facts.applicants.map {
            CaseApplicant(role: $0.role, party: known[$0.party.ref.id] ?? $0.party.ref, identifiedBy: $0.verified ? "unified-identity" : nil)
        }
        guard let first = applicants.first, let name = facts.applicants.first?.party.name else { throw Fault.nobodyApplies }
        let id = try await office.open(
            service: service.id, units: facts.units.map(\.folio.unit), project: service.subject == .project ? facts.project?.project.id : nil,
            applicants: applicants, by: .party(first.party.id))
        try await gather(id, facts, at: now)
        try await office.answer(id, answers(facts), by: first.party.id)
        _ = try await CaseEngine(office: office).advance(id)
        return (id, first.party, name)
    }

    /// Whoever is named by identifier is named as the applicant would type it.
    private func answers(_ facts: CaseFacts) -> [String: String] {
        var answers = facts.answers.filter { !$0.value.isEmpty }
        for field in service.form where [.party, .parties].contains(field.type) && answers[field.name] != nil {
            answers[field.name] = facts.applicants.last?.party.identifier ?? ""
        }
        return answers
    }

    /// The parties by the keys that the test knows them under; some are in the book already, under keys of its own.
    private func enter(_ people: [NamedParty]) async throws -> [PartyID: PartyRef] {
        let at = portal.clock.now
        let claims = try people.map {
            try PartyClaim(
                name: $0.name, identifier: PartyIdentifier(wire: $0.identifier), kind: $0.ref.kind, source: .authority)
        }
        let parties = office.parties
        return try await office.database.write { connection in
            let refs = try parties.ensure(parties.prepare(claims, at: at) { PartyID($0.identifier.wire.replacing(":", with: "-")) }, in: connection)
            return Dictionary(zip(people.map(\.ref.id), refs)) { first, _ in first }
        }
    }

    private func renamed<T: Codable>(_ value: T, _ known: [PartyID: PartyRef]) throws -> T {
        var text = String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
        for (key, ref) in known { text = text.replacing("\"\(key.text)\"", with: "\"\(ref.id.text)\"") }
        return try CanonicalJSON.decode(T.self, from: Array(text.utf8))
    }

    private func put(_ folio: Folio, _ known: [PartyID: PartyRef], in connection: any Connection) throws {
        try connection.execute("DELETE FROM register_folio WHERE region = \(testRegion) AND unit = \(folio.unit.text)")
        try FolioRecords.insert(renamed(folio, known), region: testRegion, in: connection)
    }

    private func put(_ facts: CaseFacts.ProjectFacts, _ known: [PartyID: PartyRef], in connection: any Connection) throws {
        // As it stands before the developer applies; what it is afterwards is the case's doing.
        var project = try renamed(facts.project, known)
        if service.subject == .project { project.state = .preparing }
        try connection.execute("DELETE FROM project_unit WHERE region = \(testRegion) AND project_id = \(project.id)")
        try ProjectRecords.put(project, region: testRegion, in: connection)
        for unit in facts.units {
            try ProjectRecords.put(unit, project: project.id, region: testRegion, in: connection)
            try connection.execute("DELETE FROM unit_survey WHERE region = \(testRegion) AND unit = \(unit.unit.text)")
            if facts.surveyed.contains(unit.unit) { try SurveyRecords.put(survey(unit), location: "", region: testRegion, in: connection) }
        }
        if let pledge = facts.pledge { try PledgeRecords.put(renamed(pledge, known), letter: [1], region: testRegion, in: connection) }
    }

    private func survey(_ unit: ProjectUnit) -> UnitSurvey {
        UnitSurvey(
            unit: unit.unit, building: unit.unit.buildingCode ?? "", storey: 1, room: unit.room,
            outline: Outline(rectangleAt: Outline.Point(0, 0), width: 1_000, depth: 1_000), buildingArea: unit.description.buildingArea,
            innerArea: unit.description.innerArea, sharedArea: unit.description.sharedArea, report: "1", surveyor: "测绘院")
    }

    /// What departments said, kept as the gathering step keeps it.
    private func gather(_ id: String, _ facts: CaseFacts, at: Moment) async throws {
        let file = try await office.load(id)
        var evidence: [Evidence] = []
        var events: [CaseEvent] = [.stepDone(StepDone(step: "identify"))]
        for (kind, material) in facts.materials.sorted(by: { $0.key < $1.key }) {
            let key = RandomText.hex(12)
            let sealed = try office.cipher.seal(
                String(decoding: material.value.canonicalBytes, as: UTF8.self), context: CaseOffice.evidenceContext(id, key))
            evidence.append(
                Evidence(id: key, caseID: id, material: kind, source: "test", digest: key, keyID: nil, signature: nil, at: at, sealed: sealed, envelope: nil))
            events.append(.gathered(Gathered(material: kind, source: "test", state: .fetched, evidence: key, digest: key, note: nil)))
        }
        for kind in facts.missing.keys.sorted() {
            events.append(.gathered(Gathered(material: kind, source: "test", state: .notFound, evidence: nil, digest: nil, note: nil)))
        }
        events.append(.stepDone(StepDone(step: "gather")))
        let actions = events.map { CaseAction(at: at, actor: .system, event: $0) }
        let kept = evidence
        try await office.store(actions, on: file, runAt: nil) { connection in
            for item in kept { try EvidenceRecords.insert(item, region: testRegion, in: connection) }
        }
    }
}
