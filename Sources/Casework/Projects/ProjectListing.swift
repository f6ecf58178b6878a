import Register
import Storage

/// The public list of projects whose buyers register alone (案例一): an official takes a project off it, for a reason that everybody reads,
/// and puts it back. Cases that are under way are judged against the list once more before they are decided.
extension CaseOffice {
    /// - Parameters:
    ///   - reason: shown on the project's public page: insolvency, a court's order, the developer's own wish.
    ///   - version: of the project as the official saw it; nil where none was seen.
    /// - Throws: `CaseError.notEligible` unless the project is on the list, `.changedMeanwhile` if it is no longer what the official saw.
    package func suspendListing(_ id: String, reason: String, by official: Actor, expecting version: Int? = nil) async throws {
        try await change(id, from: .listed, to: .suspended, as: .suspended, reason: reason, shown: reason, by: official, expecting: version)
    }

    /// - Parameter reason: why it may be relied on again; kept in the project's history.
    package func resumeListing(_ id: String, reason: String, by official: Actor, expecting version: Int? = nil) async throws {
        try await change(id, from: .suspended, to: .listed, as: .resumed, reason: reason, shown: nil, by: official, expecting: version)
    }

    private func change(
        _ id: String, from: Project.State, to: Project.State, as kind: ProjectEvent.Kind, reason: String, shown: String?, by official: Actor,
        expecting version: Int?
    ) async throws {
        guard case .official(let account, let name) = official else { throw CaseError.notYours }
        let region = region
        let now = now()
        try await database.write { connection in
            guard var project = try ProjectRecords.find(id, region: region, in: connection) else { throw CaseError.notYours }
            if let version, try ProjectEventRecords.version(of: id, region: region, in: connection) != version { throw CaseError.changedMeanwhile }
            guard project.state == from else {
                throw CaseError.notEligible("项目“\(project.name)”现在是“\(project.state.chinese)”，不能\(kind.chinese)。")
            }
            project.state = to
            project.suspendedFor = shown
            try ProjectRecords.put(project, region: region, in: connection)
            try ProjectEventRecords.append(
                ProjectEvent(at: now, kind: kind, party: project.developer.id, detail: "\(reason)；\(name)（\(account)）"), project: id, region: region, in: connection)
        }
    }
}
