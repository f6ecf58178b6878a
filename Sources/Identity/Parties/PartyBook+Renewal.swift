import Register
package import Storage

/// What one page of a renewal did.
package struct RenewedPage: Sendable {
    /// Where the next page begins; nil when this was the last.
    package let next: String?
    /// Rows that were read, and written anew.
    package let read: Int
    package let changed: Int
    /// Parties that turned out to be one and the same person: a person has to put them together.
    package let doubles: [String]

    package init(next: String?, read: Int, changed: Int, doubles: [String] = []) {
        self.next = next
        self.read = read
        self.changed = changed
        self.doubles = doubles
    }
}

/// After a change of keys: fields under the new key, tokens under the new index key. What is done already is read and left alone, so
/// that a renewal that broke off is begun again. Everybody else goes on working meanwhile.
extension PartyBook {
    private static let page = 300

    /// Parties.
    package func renewParties(after start: String, in connection: any Connection) throws -> RenewedPage {
        let rows = try connection.rows(
            """
            SELECT party_id, name_sealed, name_index, identifier_kind, identifier_sealed, identifier_index, phone_sealed FROM party
            WHERE region = \(region) AND party_id > \(start) ORDER BY party_id LIMIT \(Self.page)
            """)
        var changed = 0
        var doubles: [String] = []
        for row in rows {
            let id = PartyID(try row.text("party_id"))
            let place = self.row(id)
            let (oldName, oldIdentifier) = (try row.blob("name_sealed"), try row.blob("identifier_sealed"))
            let name = try sealer.open(oldName, .partyName, row: place)
            let identifier = try PartyIdentifier(
                storedKind: row.text("identifier_kind"), number: sealer.open(oldIdentifier, .partyIdentifier, row: place))
            let oldPhone = try row.blobIfPresent("phone_sealed")
            let sealedName = try sealer.renewed(oldName, .partyName, row: place)
            let sealedIdentifier = try sealer.renewed(oldIdentifier, .partyIdentifier, row: place)
            let sealedPhone = try oldPhone.flatMap { try sealer.renewed($0, .partyPhone, row: place) }
            let nameIndex = sealer.indexToken(name, domain: Self.nameDomain)
            let identifierIndex = tokens(identifier)[0]
            let isIndexed = try row.blob("name_index") == nameIndex && row.blob("identifier_index") == identifierIndex
            guard sealedName != nil || sealedIdentifier != nil || sealedPhone != nil || !isIndexed else { continue }
            let other = try connection.row(
                """
                SELECT party_id FROM party
                WHERE region = \(region) AND identifier_kind = \(identifier.storedKind) AND identifier_index = \(identifierIndex)
                """)
            if let other, try other.text("party_id") != id.text {
                doubles.append("\(id.text) \(try other.text("party_id"))")
                continue
            }
            // Only what is still as it was read: whoever changed it meanwhile wrote it under the new keys.
            changed += Int(
                try connection.execute(
                    """
                    UPDATE party SET name_sealed = \(sealedName ?? oldName), name_index = \(nameIndex),
                        identifier_sealed = \(sealedIdentifier ?? oldIdentifier), identifier_index = \(identifierIndex),
                        phone_sealed = CASE WHEN phone_sealed = \(oldPhone ?? []) THEN \(sealedPhone ?? oldPhone ?? []) ELSE phone_sealed END
                    WHERE region = \(region) AND party_id = \(id.text) AND name_sealed = \(oldName)
                    """))
        }
        return RenewedPage(next: rows.count < Self.page ? nil : try rows.last?.text("party_id"), read: rows.count, changed: changed, doubles: doubles)
    }

    /// The names that parties had before.
    package func renewFormerNames(after start: String, in connection: any Connection) throws -> RenewedPage {
        // All former names of a party are one page's: a party has few.
        let ids = try connection.rows(
            """
            SELECT DISTINCT party_id FROM party_name WHERE region = \(region) AND party_id > \(start) ORDER BY party_id LIMIT \(Self.page)
            """
        ).map { try $0.text("party_id") }
        var changed = 0
        for id in ids {
            for row in try connection.rows("SELECT ended_at, name_sealed, name_index FROM party_name WHERE region = \(region) AND party_id = \(id)") {
                let place = self.row(PartyID(id))
                let old = try row.blob("name_sealed")
                let sealed = try sealer.renewed(old, .partyName, row: place)
                let index = sealer.indexToken(try sealer.open(old, .partyName, row: place), domain: Self.nameDomain)
                guard try sealed != nil || row.blob("name_index") != index else { continue }
                changed += Int(
                    try connection.execute(
                        """
                        UPDATE party_name SET name_sealed = \(sealed ?? old), name_index = \(index)
                        WHERE region = \(region) AND party_id = \(id) AND ended_at = \(try row.int("ended_at"))
                        """))
            }
        }
        return RenewedPage(next: ids.count < Self.page ? nil : ids.last, read: ids.count, changed: changed)
    }

    /// Officials' second factors.
    package func renewSecondFactors(after start: String, in connection: any Connection) throws -> RenewedPage {
        let rows = try connection.rows(
            """
            SELECT account_id, second_factor, second_factor_pending FROM account
            WHERE region = \(region) AND account_id > \(start) ORDER BY account_id LIMIT \(Self.page)
            """)
        var changed = 0
        for row in rows {
            let id = try row.text("account_id")
            for column in ["second_factor", "second_factor_pending"] {
                guard let old = try row.blobIfPresent(column), let sealed = try sealer.renewed(old, .secondFactor, row: id) else { continue }
                let name: SQL = column == "second_factor" ? "second_factor" : "second_factor_pending"
                changed += Int(
                    try connection.execute(
                        "UPDATE account SET \(sql: name) = \(sealed) WHERE region = \(region) AND account_id = \(id) AND \(sql: name) = \(old)"))
            }
        }
        return RenewedPage(next: rows.count < Self.page ? nil : try rows.last?.text("account_id"), read: rows.count, changed: changed)
    }
}
