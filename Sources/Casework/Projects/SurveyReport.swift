package import Register
package import Storage

/// The survey report of one building (房屋测绘成果报告), filed by the developer and hung on each unit of the building by its code.
package struct SurveyReport: Hashable, Sendable, Codable {
    /// First 24 characters of the units' codes.
    package var building: String
    package var project: String
    /// Number of the report and the firm that made it.
    package var number: String
    package var surveyor: String
    /// As the developer's device calls it.
    package var fileName: String
    package var mediaType: String
    /// SHA-256 of the content, in hexadecimal.
    package var digest: String
    package var size: Int64
    package var at: Moment

    package init(
        building: String, project: String, number: String, surveyor: String, fileName: String, mediaType: String, digest: String, size: Int64,
        at: Moment
    ) {
        self.building = building
        self.project = project
        self.number = number
        self.surveyor = surveyor
        self.fileName = fileName
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.at = at
    }
}

package enum SurveyReportRecords {
    static func put(_ report: SurveyReport, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO project_survey_report (region, building, project_id, digest, body)
            VALUES (\(region), \(report.building), \(report.project), \(report.digest), \(try CanonicalJSON.encode(report)))
            ON CONFLICT (region, building) DO UPDATE SET project_id = excluded.project_id, digest = excluded.digest, body = excluded.body
            """)
    }

    package static func find(_ building: String, region: String, in connection: any Connection) throws -> SurveyReport? {
        try connection.row("SELECT body FROM project_survey_report WHERE region = \(region) AND building = \(building)")
            .map { try CanonicalJSON.decode(SurveyReport.self, from: $0.blob("body")) }
    }

    package static func of(project: String, region: String, in connection: any Connection) throws -> [SurveyReport] {
        try connection.rows("SELECT body FROM project_survey_report WHERE region = \(region) AND project_id = \(project) ORDER BY building")
            .map { try CanonicalJSON.decode(SurveyReport.self, from: $0.blob("body")) }
    }

    static func delete(_ building: String, region: String, in connection: any Connection) throws {
        try connection.execute("DELETE FROM project_survey_report WHERE region = \(region) AND building = \(building)")
    }
}
