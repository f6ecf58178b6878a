import Contracts
import Register

/// What an enterprise is, as the departments that license it know it.
extension Answerer {
    func developer(_ request: Housing.DeveloperProjects.Request) -> Reply {
        let code = Self.number(request.identifier)
        let (enterprise, projects) = town.read { state in (state.enterprises[code], state.projects.values.filter { $0.developer == code }) }
        let qualification = enterprise?.qualification.map {
            Housing.DeveloperProjects.Qualification(number: $0, validUntil: Town.now.date.adding(years: 2))
        }
        guard qualification != nil || !projects.isEmpty else { return .notFound }
        return .found(
            Housing.DeveloperProjects.Answer(
                identifier: request.identifier, qualification: qualification,
                projects: projects.sorted { $0.id < $1.id }.map {
                    Housing.DeveloperProjects.Permitted(
                        id: $0.id, name: $0.name, permit: $0.permit, issuedOn: $0.permitOn, parcel: $0.parcel, location: $0.location)
                }))
    }

    func licence(_ request: FinancialRegulator.Licence.Request, _ lying: Bool) -> Reply {
        guard let number = town.read({ $0.enterprises[Self.number(request.identifier)]?.licence }) else { return .notFound }
        return .found(FinancialRegulator.Licence.Answer(identifier: request.identifier, number: number, inForce: !lying))
    }

    private static func number(_ identifier: String) -> String { String(identifier.split(separator: ":").last ?? "") }
}
