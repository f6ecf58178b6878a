import Cadastre
import Contracts
package import Identity
import Register
package import Seals
package import Storage

/// Lays a planned city out in the register: every right by real acts through the law, every project in one transaction.
///
/// Where it was interrupted it goes on: a project's rows and its mark of completion commit together.
package struct CityLoader: Sendable {
    private let database: any Database
    private let plan: CityPlan
    private let profile: RegistryProfile
    private let parties: PartyBook
    private let cipher: FieldCipher

    package init(database: any Database, plan: CityPlan, profile: RegistryProfile, parties: PartyBook, cipher: FieldCipher) {
        self.database = database
        self.plan = plan
        self.profile = profile
        self.parties = parties
        self.cipher = cipher
    }

    package static let migrations: [Migration] = [
        Migration(
            "city.0001 progress",
            shared: [
                "CREATE TABLE city_progress (region TEXT NOT NULL, seed TEXT NOT NULL, project BIGINT NOT NULL, records BLOB NOT NULL, PRIMARY KEY (region, seed, project))"
            ])
    ]

    /// - Parameter progress: told after each project: units done, units in all.
    /// - Returns: the departments' records of the whole city, a line of canonical JSON each.
    package func run(progress: @Sendable (_ done: Int, _ of: Int) -> Void) async throws {
        let region = profile.region
        let seed = String(plan.seed)
        let done = try await database.read { connection in
            Set(try connection.rows("SELECT project FROM city_progress WHERE region = \(region) AND seed = \(seed)").map { Int(try $0.int("project")) })
        }
        var first = 0
        for (index, size) in plan.projectSizes.enumerated() {
            defer { first += size }
            if done.contains(index) {
                progress(first + size, plan.units)
                continue
            }
            // Between two projects is a good place to be told to stop.
            try Task.checkCancellation()
            let start = first
            try await database.write(.rowLocks) { connection in
                var layout = ProjectLayout(
                    plan: plan, project: plan.project(index, size: size, first: start), profile: profile, parties: parties, cipher: cipher)
                try layout.make(in: connection)
                var records = try layout.records()
                if index == 0 {
                    var upcoming = ProjectLayout(plan: plan, project: plan.upcoming, profile: profile, parties: parties, cipher: cipher)
                    try upcoming.make(in: connection)
                    records += try upcoming.records()
                }
                try connection.execute(
                    "INSERT INTO city_progress (region, seed, project, records) VALUES (\(region), \(seed), \(index), \(records))")
            }
            progress(first + size, plan.units)
        }
    }

    /// The list of units that the developer of the upcoming project would import, as a table.
    package var upcomingUnits: String {
        let project = plan.upcoming
        let units = (0..<project.size).map { number in
            var description = project.description(number)
            description.completed = project.completed
            return ProjectUnit(unit: project.unitCode(number), description: description, room: project.room(number), selfService: true, outline: project.storeyPlan(number))
        }
        return UnitTable.template(parcel: project.parcel, location: project.location, units: units)
    }

    /// What the departments know of the city, project by project.
    package func export(_ write: ([UInt8]) throws -> Void) async throws {
        let region = profile.region
        let seed = String(plan.seed)
        var after: Int64 = -1
        while true {
            let from = after
            let row = try await database.read { connection in
                try connection.row(
                    "SELECT project, records FROM city_progress WHERE region = \(region) AND seed = \(seed) AND project > \(from) ORDER BY project LIMIT 1"
                ).map { (try $0.int("project"), try $0.blob("records")) }
            }
            guard let (project, records) = row else { return }
            try write(records)
            after = project
        }
    }
}
