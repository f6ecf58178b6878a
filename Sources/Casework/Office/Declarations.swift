package import Catalogue
package import Register

extension CaseOffice {
    /// What somebody signs in a case: the service's declarations for their role, as far as the answers call for them.
    package func declarations(of file: CaseFile, for party: PartyID) -> [Declaration] {
        guard let service = try? service(of: file.state), let role = file.state.applicants.first(where: { $0.party.id == party })?.role else { return [] }
        let standings = file.state.standings
        return service.declarations(for: role).filter { $0.when?.holds(answers: file.state.answers, applicants: standings) ?? true }
    }

    /// A declaration with its open places filled in from the case.
    package func text(of declaration: Declaration, facts: CaseFacts) -> String {
        guard let text = catalogue.text(declaration.name) else { return declaration.text }
        var values: [CatalogueText.Placeholder: String] = [.registry: profile.authority, .date: facts.today.chinese]
        values[.applicants] = facts.applicants.map(\.party.name).joined(separator: "、")
        values[.service] = catalogue.service(facts.service)?.name
        if let project = facts.project?.project {
            values[.project] = project.name
            values[.developer] = facts.applicants.first { $0.party.ref.id == project.developer.id }?.party.name
        }
        let units = facts.units.map(\.folio)
        let more = units.count > 1 ? "等\(units.count)个不动产单元" : ""
        if let first = units.first {
            values[.unit] = first.unit.grouped + more
            values[.location] = first.description.location + more
        } else {
            values[.location] = facts.project?.project.location
        }
        return text.filled(values)
    }
}

extension CaseState {
    /// Whether this applicant has something to sign now: a draft, or what was sent back and mended.
    package func awaitsSignature(of party: PartyID) -> Bool {
        guard available.contains(.sign), returned == nil, applicants.contains(where: { $0.party.id == party }) else { return false }
        return submittedAt == nil || waiting?.step == SignStep.name && !signatures.contains { $0.party == party }
    }
}
