package import Register
package import Storage

/// Addresses of buildings, for finding units by where they are: one row a building, so that looking through all of a city's
/// takes milliseconds on either engine without an index of words.
package enum AddressRecords {
    static let migration = Migration(
        "cadastre.0002 addresses of buildings",
        shared: [
            """
            CREATE TABLE building_address (
                region TEXT NOT NULL, building TEXT NOT NULL, location TEXT NOT NULL, PRIMARY KEY (region, building))
            """,
            """
            INSERT INTO building_address (region, building, location)
            SELECT region, building, MIN(location) FROM unit_survey GROUP BY region, building
            """,
        ])

    /// Keeps the location of a building's first unit: what its units' locations share is found in it.
    static func note(_ location: String, building: String, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO building_address (region, building, location) VALUES (\(region), \(building), \(location))
            ON CONFLICT (region, building) DO NOTHING
            """)
    }

    /// Units whose location contains the text.
    ///
    /// The text is looked for in two steps: the street with its number among buildings, the whole text among their units.
    /// - Parameter divisions: only units of these.
    /// - Returns: one page, and how many there are.
    package static func units(
        at text: String, divisions: [String], offset: Int, limit: Int, region: String, in connection: any Connection
    ) throws -> (units: [UnitCode], total: Int) {
        let street = street(of: text)
        let buildings = try connection.rows(
            """
            SELECT building FROM building_address WHERE region = \(region) AND replace(location, \(street), '') <> location
            ORDER BY building LIMIT \(buildingLimit) -- reads all: one row a building
            """
        ).map { try $0.text("building") }
        guard !buildings.isEmpty else { return ([], 0) }
        let condition: SQL = """
            region = \(region) AND building IN \(list: buildings) AND replace(location, \(text), '') <> location
            AND substr(unit, 1, 6) IN \(list: divisions)
            """
        let units = try connection.rows(
            "SELECT unit FROM unit_survey WHERE \(sql: condition) ORDER BY unit LIMIT \(limit) OFFSET \(offset)"
        ).map { UnitCode(trusted: try $0.text("unit")) }
        let total = try connection.row("SELECT COUNT(*) AS n FROM unit_survey WHERE \(sql: condition)")?.int("n") ?? 0
        return (units, Int(total))
    }

    /// More buildings than these are no answer to a question about one place.
    private static let buildingLimit = 200

    /// 滨江路100号1栋101室 → 滨江路100号: what all units of a building share ends with the number in the street, or with the building's.
    static func street(of text: String) -> String {
        guard let end = text.firstIndex(of: "号") ?? text.firstIndex(where: { "栋幢".contains($0) }) else { return text }
        return String(text[...end])
    }
}
