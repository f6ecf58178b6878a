package import Register
package import Storage

/// A folio as it stands in the book, with what is needed to replace it safely.
package struct StoredFolio: Sendable {
    package let folio: Folio
    /// Leaf hash of the last act: the next act names it as its predecessor. Empty before the first act.
    package let head: [UInt8]
}

/// Reading and writing `register_folio`.
package enum FolioRecords {
    package static func find(_ unit: UnitCode, region: String, in connection: any Connection) throws -> StoredFolio? {
        let row = try connection.row("SELECT body, head FROM register_folio WHERE region = \(region) AND unit = \(unit.text)")
        guard let row else { return nil }
        return StoredFolio(folio: try DecodedFolios.folio(unit.text, row.blob("body")), head: try row.blob("head"))
    }

    /// Makes the page of a unit that the survey made known and that no act has touched yet.
    package static func insert(_ folio: Folio, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO register_folio (region, unit, version, standing, body, head)
            VALUES (\(region), \(folio.unit.text), \(folio.version), \(folio.standing.rawValue), \(try CanonicalJSON.encode(folio)), \([UInt8]()))
            """)
    }

    /// Pages of several units; those without a page are left out.
    static func find(_ units: Set<UnitCode>, region: String, in connection: any Connection) throws -> [UnitCode: StoredFolio] {
        let rows = try connection.rows(
            "SELECT unit, body, head FROM register_folio WHERE region = \(region) AND unit IN \(list: units.sorted().map(\.text))")
        var found: [UnitCode: StoredFolio] = [:]
        for row in rows {
            let unit = try row.text("unit")
            found[UnitCode(trusted: unit)] = StoredFolio(folio: try DecodedFolios.folio(unit, row.blob("body")), head: try row.blob("head"))
        }
        return found
    }

    /// A registered unit that stands on a parcel, whichever comes first; nil if none does.
    static func firstBuilt(on land: UnitCode, besides units: Set<UnitCode>, region: String, in connection: any Connection) throws -> StoredFolio? {
        let excluded = units.union([land]).filter { $0.parcelUnit == land }.sorted().map(\.text)
        // The codes of a parcel's units begin with the parcel's (GB/T 37346); `~` comes after every character of a code.
        let row = try connection.row(
            """
            SELECT body, head FROM register_folio WHERE region = \(region) AND unit > \(land.parcel) AND unit < \(land.parcel + "~")
            AND unit NOT IN \(list: excluded) AND standing = 'built' ORDER BY unit LIMIT 1
            """)
        guard let row else { return nil }
        return StoredFolio(folio: try CanonicalJSON.decode(Folio.self, from: row.blob("body")), head: try row.blob("head"))
    }

    /// Replaces a page only if it still has the version that the law was applied to: changes no row if another registration came first.
    static func replacing(_ page: PreparedFiling.Page, region: String) -> SQL {
        """
        UPDATE register_folio SET version = \(page.after.version), standing = \(page.after.standing.rawValue), body = \(page.body), head = \(page.head)
        WHERE region = \(region) AND unit = \(page.after.unit.text) AND version = \(page.before.folio.version)
        """
    }
}

/// The houses of a parcel on whose pages a seizure stands: it reaches the land as well (查封规定 21), so whoever disposes of the land is held against them. Whether
/// it does reach it the law says from the pages (`Ground`); one too many costs a look.
enum SeizedHouses {
    /// A house's page as it was looked at.
    struct Seen: Hashable, Sendable {
        let unit: UnitCode
        let version: Int
    }

    /// Those on the parcels whose own pages are among the units; none where nothing is about land.
    static func seen(under units: Set<UnitCode>, region: String, in connection: any Connection) throws -> [Seen] {
        try units.filter { $0 == $0.parcelUnit }.sorted().flatMap { land in
            // The codes of a parcel's units begin with the parcel's (GB/T 37346); `~` comes after every character of a code.
            try connection.rows(
                """
                SELECT f.unit, f.version FROM seizure_watch w JOIN register_folio f ON f.region = w.region AND f.unit = w.unit
                WHERE w.region = \(region) AND w.unit > \(land.parcel) AND w.unit < \(land.parcel + "~") AND w.unit <> \(land.text) ORDER BY w.unit
                """
            ).map { Seen(unit: UnitCode(trusted: try $0.text("unit")), version: Int(try $0.int("version"))) }
        }
    }
}
