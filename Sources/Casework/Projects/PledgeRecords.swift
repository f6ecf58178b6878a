import Register
package import Storage

/// Promise letters: of each project the one that stands, and those before it, which what was accepted on them still rests on.
package enum PledgeRecords {
    static let formerLetters = Migration(
        "projects.0003 letters that later ones took the place of",
        shared: [
            """
            CREATE TABLE project_pledge_former (
                region TEXT NOT NULL, project_id TEXT NOT NULL, number BIGINT NOT NULL, body BLOB NOT NULL, letter BLOB NOT NULL,
                PRIMARY KEY (region, project_id, number))
            """
        ])

    /// - Parameter letter: what was signed, as it was signed.
    package static func put(_ pledge: Pledge, letter: [UInt8], region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO project_pledge (region, project_id, body, letter) VALUES (\(region), \(pledge.project), \(try CanonicalJSON.encode(pledge)), \(letter))
            ON CONFLICT (region, project_id) DO UPDATE SET body = excluded.body, letter = excluded.letter
            """)
    }

    /// The letter stays as it is; what is known of it changes.
    static func update(_ pledge: Pledge, region: String, in connection: any Connection) throws {
        try connection.execute(
            "UPDATE project_pledge SET body = \(try CanonicalJSON.encode(pledge)) WHERE region = \(region) AND project_id = \(pledge.project)")
    }

    package static func current(of project: String, region: String, in connection: any Connection) throws -> Pledge? {
        try connection.row("SELECT body FROM project_pledge WHERE region = \(region) AND project_id = \(project)").map(read)
    }

    /// The newest first.
    package static func former(of project: String, region: String, in connection: any Connection) throws -> [Pledge] {
        try connection.rows(
            "SELECT body FROM project_pledge_former WHERE region = \(region) AND project_id = \(project) ORDER BY number DESC"
        ).map(read)
    }

    /// What was signed last, as it was signed.
    package static func letter(of project: String, region: String, in connection: any Connection) throws -> [UInt8]? {
        try connection.row("SELECT letter FROM project_pledge WHERE region = \(region) AND project_id = \(project)").map { try $0.blob("letter") }
    }

    /// The letter that stands becomes a former one, if there is one: another is signed, or the list it was over is replaced.
    static func supersede(of project: String, at now: Moment, region: String, in connection: any Connection) throws {
        guard var pledge = try current(of: project, region: region, in: connection) else { return }
        pledge.supersededAt = now
        let last = try connection.row("SELECT MAX(number) AS last FROM project_pledge_former WHERE region = \(region) AND project_id = \(project)")
        let number = (try last?.intIfPresent("last") ?? 0) + 1
        try connection.execute(
            """
            INSERT INTO project_pledge_former (region, project_id, number, body, letter)
            SELECT region, project_id, \(number), \(try CanonicalJSON.encode(pledge)), letter FROM project_pledge
            WHERE region = \(region) AND project_id = \(project)
            """)
        try connection.execute("DELETE FROM project_pledge WHERE region = \(region) AND project_id = \(project)")
    }

    /// Letters of several projects, by project.
    package static func current(of projects: [String], region: String, in connection: any Connection) throws -> [String: Pledge] {
        var found: [String: Pledge] = [:]
        for part in projects.chunks(of: 400) {
            for row in try connection.rows("SELECT body FROM project_pledge WHERE region = \(region) AND project_id IN \(list: part)") {
                let pledge = try read(row)
                found[pledge.project] = pledge
            }
        }
        return found
    }

    private static func read(_ row: ResultRow) throws -> Pledge { try CanonicalJSON.decode(Pledge.self, from: row.blob("body")) }
}

extension ListedProject {
    /// Projects with the letters that stand for them.
    package static func attach(_ projects: [Project], region: String, in connection: any Connection) throws -> [ListedProject] {
        let pledges = try PledgeRecords.current(of: projects.map(\.id), region: region, in: connection)
        return projects.map { ListedProject(project: $0, pledge: pledges[$0.id]) }
    }

    /// One page of the public list within some divisions, by name.
    package static func page(
        of divisions: [String], matching text: String?, after: (name: String, id: String)?, limit: Int, region: String, in connection: any Connection
    ) throws -> [ListedProject] {
        var found: [Project] = []
        var place = after
        while found.count < limit {
            let page = try ProjectRecords.publicPage(region: region, matching: text, after: place, limit: 200, in: connection)
            found += page.filter { divisions.contains(String($0.parcel.prefix(6))) }
            guard page.count == 200, let last = page.last else { break }
            place = (last.name, last.id)
        }
        return try attach(Array(found.prefix(limit)), region: region, in: connection)
    }
}

extension CaseOffice {
    /// A project that is on the public list, or was until it was suspended; nil for every other.
    package func listedProject(_ id: String) async throws -> ListedProject? {
        let region = region
        return try await database.read { connection in
            guard let project = try ProjectRecords.find(id, region: region, in: connection), project.state == .listed || project.state == .suspended else {
                return nil
            }
            return ListedProject(project: project, pledge: try PledgeRecords.current(of: id, region: region, in: connection))
        }
    }
}
