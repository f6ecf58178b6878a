import Casework
import Contracts
import Exchange

/// What those are called who say something in a case: departments by what they are, institutions, of which there are many, by their own names.
struct SourceNames: Sendable {
    private let directory: DepartmentDirectory

    init(_ office: CaseOffice) { directory = office.departments.directory }

    /// - Parameter code: the institution's credit code.
    func institution(_ code: String, of departments: [Department] = Department.allCases.filter(\.isOfInstitutions)) -> String? {
        departments.lazy.map { Peer($0, institution: code) }.first { directory.url(of: $0) != nil }.map { directory.correspondent($0).name }
    }

    /// - Parameter id: as it stands in actions: `housing`, `lender:91360102MA35C3D468`.
    func department(_ id: String) -> String {
        Peer(wire: id).flatMap { peer in peer.institution.flatMap { institution($0, of: [peer.department]) } } ?? MaterialNames.department(id)
    }

    func issuer(_ source: String, _ institution: String?) -> String {
        guard let institution, let department = Department(contract: source) else { return MaterialNames.issuer(source) }
        return self.institution(institution, of: [department]) ?? MaterialNames.issuer(source)
    }

    func actor(_ actor: Actor) -> String {
        switch actor {
        case .party: "申请人"
        case .official(_, let name): name
        case .department(let id): department(id)
        case .system: "系统"
        }
    }
}
