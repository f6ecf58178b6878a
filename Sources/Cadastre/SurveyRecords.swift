package import Register
package import Storage

/// Tables of the cadastre: what was surveyed, by code.
package enum CadastreSchema {
    package static let migrations: [Migration] = [
        Migration(
            "cadastre.0001 parcels, buildings, unit surveys",
            shared: [
                "CREATE TABLE parcel (region TEXT NOT NULL, code TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (region, code))",
                """
                CREATE TABLE building (
                    region TEXT NOT NULL, code TEXT NOT NULL, parcel TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (region, code))
                """,
                "CREATE INDEX building_parcel ON building (region, parcel)",
                """
                CREATE TABLE unit_survey (
                    region TEXT NOT NULL, unit TEXT NOT NULL, building TEXT NOT NULL, location TEXT NOT NULL, body BLOB NOT NULL,
                    PRIMARY KEY (region, unit))
                """,
                "CREATE INDEX unit_survey_building ON unit_survey (region, building)",
            ]),
        AddressRecords.migration,
    ]
}

package enum SurveyRecords {
    package static func put(_ parcel: ParcelSurvey, region: String, in connection: any Connection) throws {
        let body = try CanonicalJSON.encode(parcel)
        try connection.execute(
            """
            INSERT INTO parcel (region, code, body) VALUES (\(region), \(parcel.code), \(body))
            ON CONFLICT (region, code) DO UPDATE SET body = excluded.body
            """)
    }

    package static func put(_ building: BuildingSurvey, region: String, in connection: any Connection) throws {
        let body = try CanonicalJSON.encode(building)
        try connection.execute(
            """
            INSERT INTO building (region, code, parcel, body) VALUES (\(region), \(building.code), \(building.parcel), \(body))
            ON CONFLICT (region, code) DO UPDATE SET body = excluded.body
            """)
    }

    package static func put(_ survey: UnitSurvey, location: String, region: String, in connection: any Connection) throws {
        let body = try CanonicalJSON.encode(survey)
        try connection.execute(
            """
            INSERT INTO unit_survey (region, unit, building, location, body)
            VALUES (\(region), \(survey.unit.text), \(survey.building), \(location), \(body))
            ON CONFLICT (region, unit) DO UPDATE SET building = excluded.building, location = excluded.location, body = excluded.body
            """)
        try AddressRecords.note(location, building: survey.building, region: region, in: connection)
    }

    package static func parcel(_ code: String, region: String, in connection: any Connection) throws -> ParcelSurvey? {
        try connection.row("SELECT body FROM parcel WHERE region = \(region) AND code = \(code)")
            .map { try CanonicalJSON.decode(ParcelSurvey.self, from: $0.blob("body")) }
    }

    package static func building(_ code: String, region: String, in connection: any Connection) throws -> BuildingSurvey? {
        try connection.row("SELECT body FROM building WHERE region = \(region) AND code = \(code)")
            .map { try CanonicalJSON.decode(BuildingSurvey.self, from: $0.blob("body")) }
    }

    package static func unit(_ unit: UnitCode, region: String, in connection: any Connection) throws -> UnitSurvey? {
        try connection.row("SELECT body FROM unit_survey WHERE region = \(region) AND unit = \(unit.text)")
            .map { try CanonicalJSON.decode(UnitSurvey.self, from: $0.blob("body")) }
    }

    /// Units of one building, in order of their codes.
    package static func units(of building: String, region: String, in connection: any Connection) throws -> [UnitSurvey] {
        try connection.rows("SELECT body FROM unit_survey WHERE region = \(region) AND building = \(building) ORDER BY unit")
            .map { try CanonicalJSON.decode(UnitSurvey.self, from: $0.blob("body")) }
    }
}
