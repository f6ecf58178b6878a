package import Register
package import Storage

package enum ProjectSchema {
    package static let migrations: [Migration] = [
        Migration(
            "projects.0001 projects, units, pledges",
            shared: [
                """
                CREATE TABLE project (
                    region TEXT NOT NULL, project_id TEXT NOT NULL, developer TEXT NOT NULL, state TEXT NOT NULL, name TEXT NOT NULL,
                    listed_at BIGINT, body BLOB NOT NULL, PRIMARY KEY (region, project_id))
                """,
                "CREATE INDEX project_state ON project (region, state, name)",
                "CREATE INDEX project_developer ON project (region, developer)",
                """
                CREATE TABLE project_unit (
                    region TEXT NOT NULL, unit TEXT NOT NULL, project_id TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (region, unit))
                """,
                "CREATE INDEX project_unit_project ON project_unit (region, project_id, unit)",
                """
                CREATE TABLE project_pledge (
                    region TEXT NOT NULL, project_id TEXT NOT NULL, body BLOB NOT NULL, letter BLOB NOT NULL, PRIMARY KEY (region, project_id))
                """,
            ]),
        Migration(
            "projects.0002 survey reports and history",
            shared: [
                // One report for each building: it is hung on all its units by their code (案例一).
                """
                CREATE TABLE project_survey_report (
                    region TEXT NOT NULL, building TEXT NOT NULL, project_id TEXT NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL,
                    PRIMARY KEY (region, building))
                """,
                "CREATE INDEX project_survey_report_project ON project_survey_report (region, project_id)",
                "CREATE INDEX project_survey_report_digest ON project_survey_report (region, digest)",
                """
                CREATE TABLE project_event (
                    region TEXT NOT NULL, project_id TEXT NOT NULL, at BIGINT NOT NULL, event_id TEXT NOT NULL, kind TEXT NOT NULL,
                    party_id TEXT NOT NULL, detail TEXT NOT NULL,
                    PRIMARY KEY (region, project_id, at, event_id))
                """,
            ]),
        PledgeRecords.formerLetters,
    ]
}

package enum ProjectRecords {
    package static func put(_ project: Project, listedAt: Moment? = nil, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO project (region, project_id, developer, state, name, listed_at, body)
            VALUES (\(region), \(project.id), \(project.developer.id.text), \(project.state.rawValue), \(project.name), \(listedAt?.microseconds), \(try CanonicalJSON.encode(project)))
            ON CONFLICT (region, project_id) DO UPDATE SET developer = excluded.developer, state = excluded.state, name = excluded.name,
                listed_at = COALESCE(excluded.listed_at, project.listed_at), body = excluded.body
            """)
    }

    package static func find(_ id: String, region: String, in connection: any Connection) throws -> Project? {
        try connection.row("SELECT body FROM project WHERE region = \(region) AND project_id = \(id)").map(read)
    }

    package static func of(developer: PartyID, region: String, in connection: any Connection) throws -> [Project] {
        try connection.rows("SELECT body FROM project WHERE region = \(region) AND developer = \(developer.text) ORDER BY name, project_id").map(read)
    }

    /// The public list: projects whose buyers may register alone, and those suspended, which say so.
    package static func publicList(region: String, matching text: String?, limit: Int, in connection: any Connection) throws -> [Project] {
        let pattern = "%" + (text ?? "").filter { $0 != "%" && $0 != "_" } + "%"
        return try connection.rows(
            """
            SELECT body FROM project WHERE region = \(region) AND state IN ('listed', 'suspended') AND name LIKE \(pattern)
            ORDER BY name, project_id LIMIT \(limit)
            """
        ).map(read)
    }

    /// One page of the public list, by name.
    package static func publicPage(
        region: String, matching text: String?, after: (name: String, id: String)?, limit: Int, in connection: any Connection
    ) throws -> [Project] {
        let pattern = "%" + (text ?? "").filter { $0 != "%" && $0 != "_" } + "%"
        let rest: SQL = after.map { "AND (name, project_id) > (\($0.name), \($0.id))" } ?? ""
        return try connection.rows(
            """
            SELECT body FROM project WHERE region = \(region) AND state IN ('listed', 'suspended') AND name LIKE \(pattern) \(sql: rest)
            ORDER BY name, project_id LIMIT \(limit)
            """
        ).map(read)
    }

    private static func read(_ row: ResultRow) throws -> Project { try CanonicalJSON.decode(Project.self, from: row.blob("body")) }

    package static func put(_ unit: ProjectUnit, project: String, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO project_unit (region, unit, project_id, body) VALUES (\(region), \(unit.unit.text), \(project), \(try CanonicalJSON.encode(unit)))
            ON CONFLICT (region, unit) DO UPDATE SET body = excluded.body
            """)
    }

    package static func units(of project: String, region: String, in connection: any Connection) throws -> [ProjectUnit] {
        try connection.rows("SELECT body FROM project_unit WHERE region = \(region) AND project_id = \(project) ORDER BY unit")
            .map { try CanonicalJSON.decode(ProjectUnit.self, from: $0.blob("body")) }
    }

    /// The project that a unit belongs to, with what the developer's list says of the unit.
    package static func owning(_ unit: UnitCode, region: String, in connection: any Connection) throws -> (project: Project, unit: ProjectUnit)? {
        guard let row = try connection.row("SELECT project_id, body FROM project_unit WHERE region = \(region) AND unit = \(unit.text)"),
            let project = try find(row.text("project_id"), region: region, in: connection)
        else { return nil }
        return (project, try CanonicalJSON.decode(ProjectUnit.self, from: row.blob("body")))
    }
}

extension ProjectRecords {
    package static func unitCount(of project: String, region: String, in connection: any Connection) throws -> Int {
        Int(try connection.row("SELECT COUNT(*) AS n FROM project_unit WHERE region = \(region) AND project_id = \(project)")?.int("n") ?? 0)
    }
}
