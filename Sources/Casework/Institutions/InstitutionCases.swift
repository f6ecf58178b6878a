package import Catalogue
package import Register
import Storage

/// What an institution's desk shows of its cases.
package struct InstitutionFilter: Hashable, Sendable {
    package enum View: String, Hashable, Sendable, CaseIterable {
        /// Something is to be done by the institution itself.
        case todo
        /// Somebody else opened it on what the institution holds, and waits for it to take part.
        case invited
        case open
        case ended

        package var chinese: String {
            switch self {
            case .todo: "待我方办理"
            case .invited: "邀请我方参加"
            case .open: "办理中"
            case .ended: "已结束"
            }
        }
    }

    package var view: View
    package var service: String?
    /// The beginning of a case's number or of a unit's code.
    package var text: String?
    /// The last case of the page before.
    package var after: String?
    package var limit: Int

    package init(view: View = .todo, service: String? = nil, text: String? = nil, after: String? = nil, limit: Int = 30) {
        self.view = view
        self.service = service
        self.text = text
        self.after = after
        self.limit = limit
    }

    var phases: [CaseState.Phase] {
        switch view {
        // Only these ever wait for an applicant; and anything open may have somebody who wants it back.
        case .todo, .open: CaseState.Phase.allCases.filter(\.isOpen)
        case .invited: [.draft]
        case .ended: CaseState.Phase.allCases.filter { !$0.isOpen }
        }
    }
}

package struct InstitutionCase: Sendable {
    package let summary: CaseSummary
    /// The roles it has, or is asked to take.
    package let roles: [String]
    package let task: PartyTask?
}

extension CaseOffice {
    /// One page of an institution's cases, the newest first.
    /// - Returns: at most one more than the filter's limit, to say that there are more.
    package func institutionCases(of party: PartyID, _ filter: InstitutionFilter) async throws -> [InstitutionCase] {
        let region = region
        if filter.view == .invited {
            let roles = invitingRoles
            let found = try await database.read {
                try CaseSearch.invited(party, services: filter.service.map { [$0] } ?? roles.keys.sorted(), filter, region: region, in: $0)
            }
            return found.map { InstitutionCase(summary: $0, roles: roles[$0.service] ?? [], task: nil) }
        }
        var cases: [InstitutionCase] = []
        var page = filter
        // What is to be done is known from the case itself, so pages are read until one is full; how many, is bounded.
        for _ in 0..<20 {
            let look = page
            let found = try await database.read { try CaseSearch.page(of: party, look, region: region, in: $0) }
            for summary in found.prefix(filter.limit) {
                let state = try await load(summary.id).state
                let task = state.task(of: party)
                if filter.view == .todo, task == nil { continue }
                cases.append(InstitutionCase(summary: summary, roles: state.applicants.filter { $0.party.id == party }.map(\.role), task: task))
            }
            guard filter.view == .todo else {
                // The one beyond the page is only there to say so.
                if let more = found.dropFirst(filter.limit).first { cases.append(InstitutionCase(summary: more, roles: [], task: nil)) }
                break
            }
            guard cases.count <= filter.limit, found.count > filter.limit else { break }
            page.after = found[filter.limit - 1].id
        }
        return Array(cases.prefix(filter.limit + 1))
    }

    /// Services in which the register names lenders as parties that others wait for, and their roles there.
    var invitingRoles: [String: [String]] {
        Dictionary(
            catalogue.services.compactMap { service in
                let roles = service.lenderRoles
                return roles.isEmpty ? nil : (service.id, roles)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Services that an institution may begin, in the order of the catalogue.
    /// - Parameters:
    ///   - lending: for somebody's loan.
    ///   - keeping: for those whose money it is to hold.
    package func institutionServices(lending: Bool, keeping: Bool) -> [ServiceDefinition] {
        catalogue.services.filter { service in
            lending && service.audience.contains(.bank) && service.channels.contains(.bank)
                || keeping && service.applicants.contains { $0.knownAs.contains(.custodian) }
        }
    }
}

extension ServiceDefinition {
    /// Roles that wait for whoever holds a mortgage. Where the law only wants consent it is asked for by whoever needs it: drafts are nobody
    /// else's business.
    var lenderRoles: [String] { applicants.filter { $0.knownAs.contains(.mortgagee) && !$0.optional }.map(\.role) }
}

extension CaseSearch {
    /// One page of a party's cases in the order of their numbers, which is that of their days, the newest first. Read along the party's own
    /// index, so that a page costs the same for a lender with a million cases.
    static func page(of party: PartyID, _ filter: InstitutionFilter, region: String, in connection: any Connection) throws -> [CaseSummary] {
        let rest: SQL = filter.after.map { "AND p.case_id < \($0)" } ?? ""
        return try connection.rows(
            """
            SELECT \(sql: columns), CAST(NULL AS TEXT) AS assignee_name
            FROM case_party p JOIN case_file f ON f.region = p.region AND f.case_id = p.case_id
            WHERE p.region = \(region) AND p.party_id = \(party.text) \(sql: rest) AND f.phase IN \(list: filter.phases.map(\.rawValue)) \(sql: matching(filter))
            AND NOT EXISTS (
                SELECT 1 FROM case_party q WHERE q.region = p.region AND q.party_id = p.party_id AND q.case_id = p.case_id AND q.role < p.role)
            ORDER BY p.case_id DESC LIMIT \(filter.limit + 1)
            """
        ).map(read)
    }

    /// Drafts of others on what this party has a mortgage on.
    static func invited(
        _ party: PartyID, services: [String], _ filter: InstitutionFilter, region: String, in connection: any Connection
    ) throws -> [CaseSummary] {
        let rest: SQL = filter.after.map {
            "AND (f.opened_at, f.case_id) < (SELECT a.opened_at, a.case_id FROM case_file a WHERE a.region = \(region) AND a.case_id = \($0))"
        } ?? ""
        return try connection.rows(
            """
            SELECT \(sql: columns), CAST(NULL AS TEXT) AS assignee_name FROM case_file f
            WHERE f.region = \(region) AND f.phase = 'draft' AND f.service IN \(list: services) \(sql: rest) \(sql: matching(filter))
            AND EXISTS (
                SELECT 1 FROM register_holding h WHERE h.region = f.region AND h.party_id = \(party.text) AND h.unit = f.unit AND h.role = 'mortgagee')
            AND NOT EXISTS (
                SELECT 1 FROM case_party q WHERE q.region = f.region AND q.party_id = \(party.text) AND q.case_id = f.case_id)
            ORDER BY f.opened_at DESC, f.case_id DESC LIMIT \(filter.limit + 1)
            """
        ).map(read)
    }

    private static func matching(_ filter: InstitutionFilter) -> SQL {
        var parts: [SQL] = []
        if let service = filter.service { parts.append("AND f.service = \(service)") }
        if let text = filter.text {
            // A count of characters is safe to write out; see `QueueFilter`.
            let length = String(text.unicodeScalars.count)
            parts.append("AND (substr(f.case_id, 1, \(raw: length)) = \(text) OR substr(f.unit, 1, \(raw: length)) = \(text))")
        }
        return SQL(joining: parts, with: " ")
    }
}
