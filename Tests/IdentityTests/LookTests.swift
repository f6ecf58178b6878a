import Identity
import Register
import Storage
import StorageTesting
import Testing

@Suite("Looks at personal data")
struct LookTests {
    let viewer = Viewer(account: AccountID("a1"), name: "刘审核", role: .examiner, office: "南昌市不动产登记中心")
    let auditor = Viewer(account: AccountID("a2"), name: "审计员", role: .auditAdministrator, office: "")

    @Test("What an official sees is recorded in the same transaction, and its owner can read it", arguments: availableEngines)
    func recorded(engine: Engine) async throws {
        let book = try testBook()
        let log = LookLog(region: region, sealer: try testSealer())
        try await withIdentity(engine) { database in
            let party = try await database.write { try book.ensure(claim("张三丰", 1, phone: "13800138000"), at: noon, in: $0) }
            let unit = try UnitCode("360102001002GB00003F00010203")
            let shown = try await database.write { connection in
                try book.reveal(
                    [party.id], fields: [.name, .phone], for: .caseWork("2026-000001"), by: viewer,
                    about: LookSubject(unit: unit, caseID: "2026-000001"), at: noon, in: connection)
            }
            #expect(shown[party.id]?.name == "张三丰")
            #expect(shown[party.id]?.phone == "13800138000")
            #expect(shown[party.id]?.identifier != identityNumber(1), "a field that was not asked for stays masked")
            let looks = try await database.read { try log.looks(at: party.id, in: $0) }
            #expect(looks.count == 1)
            #expect(looks.first?.viewer == viewer)
            #expect(looks.first?.fields == [.name, .phone])
            #expect(looks.first?.subject.unit == unit)
            #expect(looks.first?.purpose.text == "2026-000001")
        }
    }

    @Test("A reload within half an hour is the same look; another purpose, case, role, field or official, anything new, and a longer time is another", arguments: availableEngines)
    func sittings(engine: Engine) async throws {
        let book = try testBook()
        let log = LookLog(region: region, sealer: try testSealer())
        try await withIdentity(engine) { database in
            let party = try await database.write { try book.ensure(claim("张三", 1, phone: "13800138000"), at: noon, in: $0) }
            func look(
                _ seconds: Double, _ fields: Set<PartyField> = [.name, .identifier], case id: String = "1", by viewer: Viewer? = nil, shownSince: Double = 0,
                purpose: Purpose? = nil
            ) async throws -> Int {
                try await database.write { connection in
                    _ = try book.reveal(
                        [party.id], fields: fields, for: purpose ?? .caseWork(id), by: viewer ?? self.viewer, about: LookSubject(caseID: id),
                        during: LookSitting(shownSince: noon.adding(seconds: shownSince)), at: noon.adding(seconds: seconds), in: connection)
                    return try log.looks(at: party.id, in: connection).count
                }
            }
            #expect(try await look(0) == 1)
            #expect(try await look(60) == 1, "reloaded")
            #expect(try await look(61, [.name]) == 1, "less than was seen")
            #expect(try await look(62, [.name, .identifier, .phone]) == 2, "a field that wasn't seen")
            #expect(try await look(63, case: "2") == 3)
            #expect(try await look(64, purpose: Purpose(.complaint, "核实信访件")) == 4)
            #expect(try await look(65, by: Viewer(account: viewer.account, name: viewer.name, role: .registrar, office: viewer.office)) == 5)
            #expect(try await look(66, by: auditor) == 6)
            #expect(try await look(100, shownSince: 90) == 7, "the case shows something new since")
            #expect(try await look(101, shownSince: 90) == 7)
            try await database.write { connection in
                try book.setPhone("13900139000", of: party.id, at: noon.adding(seconds: 200), in: connection)
            }
            #expect(try await look(201) == 8, "the party's own data changed")
            #expect(try await look(201 + LookSitting.seconds - 1) == 8)
            #expect(try await look(201 + LookSitting.seconds + 1) == 9, "counted from the look that was recorded")
            #expect(try await database.read { try log.verify(in: $0) }.isEmpty)
        }
    }

    @Test("A look that somebody slipped into the table vouches for nothing: the next is recorded, and the forgery found", arguments: availableEngines)
    func forged(engine: Engine) async throws {
        let log = LookLog(region: region, sealer: try testSealer())
        try await withIdentity(engine) { database in
            try await database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO look (region, account_id, number, party_id, at, viewer_name, role, office, purpose, purpose_text, fields, mac)
                    VALUES (\(region), \("a1"), 1, \("p1"), \(noon.microseconds), \(viewer.name), \(viewer.role.rawValue), \(viewer.office), \("caseWork"),
                            \("1"), \("name"), \([UInt8](repeating: 0, count: 32)))
                    """)
                try log.record(
                    [PartyID("p1")], fields: [.name], for: .caseWork("1"), by: viewer, during: LookSitting(shownSince: noon), at: noon.adding(seconds: 5), in: connection)
            }
            #expect(try await database.read { try log.looks(at: PartyID("p1"), in: $0) }.count == 2)
            #expect(try await database.read { try log.verify(in: $0) } == [.altered(account: AccountID("a1"), number: 1)])
        }
    }

    @Test("Two reloads at once are one look", arguments: availableEngines)
    func simultaneous(engine: Engine) async throws {
        let log = LookLog(region: region, sealer: try testSealer())
        try await withIdentity(engine) { database in
            // Whoever looks has an account; its row is what the two wait for.
            try await database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO account (region, account_id, user_name, display_name, roles, office, password, password_changed_at, must_change, disabled,
                    failures, created_at) VALUES (\(region), \("a1"), \("liu"), \(viewer.name), \("examiner"), \("360100"), \(""), \(0), \(0), \(0), \(0), \(0))
                    """)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await database.write { connection in
                            try log.record(
                                [PartyID("p1")], fields: [.name], for: .caseWork("1"), by: viewer, during: LookSitting(shownSince: noon), at: noon, in: connection)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try log.looks(at: PartyID("p1"), in: $0) }.count == 1)
        }
    }

    @Test("Whoever asks for somebody unknown sees nothing and leaves no look", arguments: availableEngines)
    func unknown(engine: Engine) async throws {
        let book = try testBook()
        let log = LookLog(region: region, sealer: try testSealer())
        try await withIdentity(engine) { database in
            let party = try await database.write { try book.ensure(claim("张三", 1), at: noon, in: $0) }
            await #expect(throws: IdentityError.unknownParty(PartyID("nobody"))) {
                try await database.write { connection in
                    try book.reveal(
                        [party.id, PartyID("nobody")], fields: [.name], for: Purpose(.counter, "本人到窗口咨询"), by: viewer, at: noon, in: connection)
                }
            }
            #expect(try await database.read { try log.looks(at: party.id, in: $0) }.isEmpty)
        }
    }

    @Test("A purpose must say something", arguments: ["", "查", "   ab ", String(repeating: "长", count: 201), "用途\u{1}不明"])
    func purposes(text: String) {
        #expect(throws: IdentityError.purposeMissing) { try Purpose(.registerQuery, text) }
    }

    @Test("Looks can't be changed or removed by the program", arguments: availableEngines)
    func appendOnly(engine: Engine) async throws {
        let log = LookLog(region: region, sealer: try testSealer())
        try await withIdentity(engine) { database in
            try await database.write { connection in
                try log.record([PartyID("p")], fields: [.name], for: Purpose(.inspection, "抽查登记质量"), by: viewer, at: noon, in: connection)
            }
            await #expect(throws: StorageError.self) { try await database.write { try $0.execute("DELETE FROM look") } }
            await #expect(throws: StorageError.self) { try await database.write { try $0.execute("UPDATE look SET purpose_text = 'x'") } }
            #expect(try await database.read { try log.verify(in: $0) }.isEmpty)
        }
    }

    @Test("A look that was altered or taken out behind the program's back is found", arguments: availableEngines)
    func tampered(engine: Engine) async throws {
        let log = LookLog(region: region, sealer: try testSealer())
        try await withIdentity(engine) { database in
            try await database.write { connection in
                for number in 1...4 {
                    try log.record(
                        [PartyID("p\(number)")], fields: [.name], for: Purpose(.inspection, "抽查登记质量"), by: viewer, at: noon, in: connection)
                }
                try log.record([PartyID("p1")], fields: [.property], for: Purpose(.audit, "核对抽查"), by: auditor, at: noon, in: connection)
                // What somebody with the database's own password could do.
                if connection.engine == .sqlite {
                    try connection.script("DROP TRIGGER look_no_update; DROP TRIGGER look_no_delete")
                } else {
                    try connection.script("DROP TRIGGER look_no_change ON look")
                }
                try connection.execute("UPDATE look SET viewer_name = \("别人") WHERE account_id = \("a1") AND number = 2")
                try connection.execute("DELETE FROM look WHERE account_id = \("a1") AND number = 3")
            }
            let defects = try await database.read { try log.verify(in: $0) }
            #expect(defects == [.altered(account: AccountID("a1"), number: 2), .missing(account: AccountID("a1"), from: 3, to: 3)])
        }
    }

    @Test("The auditor sees who looked at how many people", arguments: availableEngines)
    func tally(engine: Engine) async throws {
        let log = LookLog(region: region, sealer: try testSealer())
        try await withIdentity(engine) { database in
            let (tally, all, mine) = try await database.write { connection in
                for number in 1...3 {
                    try log.record(
                        [PartyID("p\(number)"), PartyID("p1")].uniqued(), fields: [.name], for: Purpose(.inspection, "抽查登记质量"), by: viewer,
                        at: noon, in: connection)
                }
                try log.record([PartyID("p1")], fields: [.name], for: Purpose(.audit, "核对抽查"), by: auditor, at: noon, in: connection)
                let end = noon.adding(seconds: 1)
                return try (
                    log.tally(since: noon, in: connection), log.looks(since: noon, before: end, in: connection),
                    log.looks(by: AccountID("a2"), since: noon, before: end, in: connection)
                )
            }
            #expect(tally.map(\.account) == [AccountID("a1"), AccountID("a2")])
            #expect(tally.map(\.parties) == [3, 1])
            #expect(all.count == 6)
            #expect(mine.count == 1)
        }
    }
}

extension [PartyID] {
    fileprivate func uniqued() -> [PartyID] { Set(self).sorted() }
}
