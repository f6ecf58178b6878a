import Identity
import Register
import Seals
import Storage
import StorageTesting
import Testing

@Suite("The party book")
struct PartyBookTests {
    @Test("One identifier is one party, however often it is named", arguments: availableEngines)
    func ensureTwice(engine: Engine) async throws {
        let book = try testBook()
        try await withIdentity(engine) { database in
            let first = try await database.write { try book.ensure(claim("王 小明", 1), at: noon, in: $0) }
            let second = try await database.write { try book.ensure(claim("王 小明　", 1), at: noon, in: $0) }
            #expect(first == second)
            #expect(first.id.text.count == 32)
            let found = try await database.read { try (book.find(identifier(1), in: $0), book.find(identifier(2), in: $0)) }
            #expect(found.0 == first)
            #expect(found.1 == nil)
        }
    }

    @Test("Nothing personal lies in the table in the clear", arguments: availableEngines)
    func encrypted(engine: Engine) async throws {
        let book = try testBook()
        try await withIdentity(engine) { database in
            let rows = try await database.write { connection in
                try book.ensure(claim("欧阳娜娜", 3, phone: "138 0013 8000"), at: noon, in: connection)
                return try connection.rows("SELECT name_sealed, identifier_sealed, phone_sealed, name_index, identifier_index FROM party")
            }
            #expect(rows.count == 1)
            for column in ["name_sealed", "identifier_sealed", "phone_sealed", "name_index", "identifier_index"] {
                let text = String(decoding: try rows[0].blob(column), as: UTF8.self)
                #expect(!text.contains("欧阳"))
                #expect(!text.contains(identityNumber(3)))
                #expect(!text.contains("13800138000"))
            }
        }
    }

    @Test("A ciphertext moved to another person's row no longer opens", arguments: availableEngines)
    func moved(engine: Engine) async throws {
        let book = try testBook()
        try await withIdentity(engine) { database in
            let (a, b) = try await database.write { connection in
                let a = try book.ensure(claim("张三", 1), at: noon, in: connection)
                let b = try book.ensure(claim("李四", 2), at: noon, in: connection)
                try connection.execute(
                    """
                    UPDATE party SET name_sealed = (SELECT name_sealed FROM party AS other WHERE other.party_id = \(a.id.text))
                    WHERE party_id = \(b.id.text)
                    """)
                return (a, b)
            }
            #expect(try await database.read { try book.ownDetails(of: a.id, in: $0).name } == "张三")
            await #expect(throws: SealError.notAuthentic) { try await database.read { try book.ownDetails(of: b.id, in: $0).name } }
        }
    }

    @Test("An authority's new name replaces the old one, which stays findable; anybody else's is refused", arguments: availableEngines)
    func rename(engine: Engine) async throws {
        let book = try testBook()
        let later = noon.adding(seconds: 60)
        try await withIdentity(engine) { database in
            let party = try await database.write { try book.ensure(claim("张三", 1), at: noon, in: $0) }
            await #expect(throws: IdentityError.nameDiffers) {
                try await database.write { try book.ensure(claim("李四", 1), at: later, in: $0) }
            }
            let same = try await database.write { try book.ensure(claim("张三丰", 1, source: .authority), at: later, in: $0) }
            #expect(same == party)
            let (details, former, byOld, byNew) = try await database.read { connection in
                try (
                    book.ownDetails(of: party.id, in: connection), book.formerNames(of: party.id, for: .documents, in: connection),
                    book.find(name: "张三", in: connection), book.find(name: "张三丰", in: connection)
                )
            }
            #expect(details.name == "张三丰")
            #expect(former == [FormerName(name: "张三", endedAt: later)])
            #expect(byOld == [party])
            #expect(byNew == [party])
        }
    }

    @Test("Many claims at once give the parties in their order, each entered once", arguments: availableEngines)
    func bulk(engine: Engine) async throws {
        let book = try testBook()
        try await withIdentity(engine) { database in
            let known = try await database.write { try book.ensure(claim("周五", 5), at: noon, in: $0) }
            var claims: [PartyClaim] = []
            for serial in 0..<1200 {
                // Passport numbers: there are more of them than serials in our identity numbers.
                let passport = try PartyIdentifier(kind: .passport, number: "E\(10_000_000 + serial % 1100)")
                claims.append(try PartyClaim(name: "某\(serial % 1100)", identifier: passport, kind: .person))
            }
            claims.append(try claim("周五", 5))
            let prepared = try book.prepare(claims, at: noon)
            let refs = try await database.write { try book.ensure(prepared, in: $0) }
            #expect(refs.count == 1201)
            #expect(refs[1200] == known)
            #expect(refs[0] == refs[1100])
            #expect(Set(refs).count == 1101)
            let names = try await database.read { try book.details(of: refs.map(\.id), for: .checks, in: $0) }
            #expect(names[refs[777].id]?.name == "某777")
            let second = try book.prepare(claims, at: noon)
            let again = try await database.write { try book.ensure(second, in: $0) }
            #expect(again == refs)
        }
    }

    @Test("Lists show too little to know a person, and organisations whole", arguments: availableEngines)
    func masked(engine: Engine) async throws {
        let book = try testBook()
        try await withIdentity(engine) { database in
            let (two, three, firm) = try await database.write { connection in
                let passport = try PartyIdentifier(kind: .passport, number: "E20000001")
                return try (
                    book.ensure(claim("张三", 1), at: noon, in: connection), book.ensure(claim("司马相如", 2), at: noon, in: connection),
                    book.ensure(PartyClaim(name: "南昌某置业有限公司", identifier: passport, kind: .enterprise), at: noon, in: connection)
                )
            }
            let masked = try await database.read { try book.masked([two.id, three.id, firm.id], in: $0) }
            #expect(masked[two.id]?.name == "张*")
            #expect(masked[three.id]?.name == "司**如")
            #expect(masked[firm.id]?.name == "南昌某置业有限公司")
            #expect(masked[two.id]?.identifier.contains(identityNumber(1)) == false)
        }
    }

    @Test(
        "Names are compared as people mean them",
        arguments: [
            ("　阿迪力•买买提 ", "阿迪力·买买提"), ("ＡＢＣ（中国）公司", "ABC(中国)公司"), ("John   Smith", "John Smith"),
        ])
    func normalised(written: String, meant: String) throws {
        #expect(try PartyName.normalised(written) == meant)
    }

    @Test("Hostile names are refused", arguments: ["", "  ", "张\u{0}三", "张\u{202E}三", "张\n三", String(repeating: "长", count: 101)])
    func hostile(name: String) {
        #expect(throws: IdentityError.badName) { try PartyName.normalised(name) }
    }

    @Test("A phone number is digits", arguments: [("138-0013 8000", "13800138000"), ("+86 791 8888 8888", "+8679188888888")])
    func phones(written: String, meant: String) throws {
        #expect(try PhoneNumber.normalised(written) == meant)
        #expect(throws: IdentityError.badPhone) { try PhoneNumber.normalised(written + "x") }
        #expect(throws: IdentityError.badPhone) { try PhoneNumber.normalised("110") }
    }
}
