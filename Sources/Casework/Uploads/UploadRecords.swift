package import Storage

/// Which uploads still need their content.
package enum UploadRecords {
    package static let migrations: [Migration] = [
        Migration("uploads.0001 evidence by content", shared: ["CREATE INDEX case_evidence_digest ON case_evidence (region, digest)"])
    ]

    static func delete(_ id: String, caseID: String, region: String, in connection: any Connection) throws {
        try connection.execute(
            "DELETE FROM case_evidence WHERE region = \(region) AND evidence_id = \(id) AND case_id = \(caseID) AND source = 'applicant'")
    }

    /// Whether a case or a project still refers to the content.
    package static func isReferenced(_ digest: String, region: String, in connection: any Connection) throws -> Bool {
        if try connection.row("SELECT evidence_id FROM case_evidence WHERE region = \(region) AND digest = \(digest) LIMIT 1") != nil { return true }
        return try connection.row("SELECT building FROM project_survey_report WHERE region = \(region) AND digest = \(digest) LIMIT 1") != nil
    }
}
