package import Register
package import Storage

/// A registry office and the divisions whose register it keeps (属地登记, 条例 7): the office of a city registers for its
/// districts, not for its counties.
package struct Office: Hashable, Sendable, Codable {
    /// Short and stable, such as `360100`.
    package let code: String
    package let name: String
    /// Six-digit codes of GB/T 2260.
    package let divisions: [String]

    /// - Throws: ``IdentityError/badOffice(_:)``.
    package init(code: String, name: String, divisions: [String]) throws(IdentityError) {
        let isCode =
            (1...32).contains(code.utf8.count) && code.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
        guard isCode, !name.isEmpty, name.count <= 60, !divisions.isEmpty,
            divisions.allSatisfy({ $0.utf8.count == 6 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { throw .badOffice(code) }
        self.code = code
        self.name = name
        self.divisions = divisions
    }

    /// Whether cases about units of this division are this office's.
    package func registers(division: String) -> Bool { divisions.contains(division) }
    package func registers(_ unit: UnitCode) -> Bool { registers(division: unit.division) }
}

package enum OfficeRecords {
    package static func put(_ office: Office, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO office (region, code, name, divisions)
            VALUES (\(region), \(office.code), \(office.name), \(office.divisions.joined(separator: ",")))
            ON CONFLICT (region, code) DO UPDATE SET name = excluded.name, divisions = excluded.divisions
            """)
    }

    package static func all(region: String, in connection: any Connection) throws -> [Office] {
        try connection.rows("SELECT code, name, divisions FROM office WHERE region = \(region) ORDER BY code").map(office)
    }

    package static func find(_ code: String, region: String, in connection: any Connection) throws -> Office? {
        try connection.row("SELECT code, name, divisions FROM office WHERE region = \(region) AND code = \(code)").map(office)
    }

    private static func office(_ row: ResultRow) throws -> Office {
        try Office(
            code: row.text("code"), name: row.text("name"), divisions: row.text("divisions").split(separator: ",").map(String.init))
    }
}
