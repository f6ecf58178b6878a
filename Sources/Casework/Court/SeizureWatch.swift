import Contracts
import Exchange
import Logging
import Register
import Storage

/// On which day a page's next seizure has run out: so that its end is entered without anybody's application (实施细则 92; 查封规定 27).
/// Whether it has, the law says from the page; a row too many costs a look.
enum SeizureWatch {
    /// What keeps the watch after a page has changed, and what the courts' own pages say of the orders behind its seizures; nothing where
    /// no seizure of it has changed.
    static func following(from before: Folio, to after: Folio, region: String) -> [SQL] {
        guard before.seizures != after.seizures else { return [] }
        let standing = Set(after.seizures.map(\.entry.id))
        let ended = before.seizures.filter { !standing.contains($0.entry.id) }
        return [setting(after, region: region)] + ended.map { CourtOrderRecords.ended($0, region: region) }
            + after.risenSeizures(since: before).map { CourtOrderRecords.risen($0, region: region) }
    }

    static func setting(_ folio: Folio, region: String) -> SQL {
        guard let end = folio.nextSeizureEnd else { return "DELETE FROM seizure_watch WHERE region = \(region) AND unit = \(folio.unit.text)" }
        return """
            INSERT INTO seizure_watch (region, unit, look_on) VALUES (\(region), \(folio.unit.text), \(Int64(end.dayNumber) + 1))
            ON CONFLICT (region, unit) DO UPDATE SET look_on = excluded.look_on
            """
    }

    /// Pages to be looked at on a day.
    static func due(on day: LegalDate, limit: Int, region: String, in connection: any Connection) throws -> [UnitCode] {
        try connection.rows(
            "SELECT unit FROM seizure_watch WHERE region = \(region) AND look_on <= \(Int64(day.dayNumber)) ORDER BY look_on, unit LIMIT \(limit)"
        ).map { UnitCode(trusted: try $0.text("unit")) }
    }
}

extension CaseOffice {
    /// Enters what has run out, 依职权, so that the next in line steps up on the page as it has by law, and tells the courts and the cases.
    /// - Returns: how many pages were seen to. One that can't be keeps nobody from the others.
    @discardableResult
    package func enterExpiredSeizures(limit: Int = 50) async throws -> Int {
        let today = now().date
        let region = region
        let units = try await database.read { try SeizureWatch.due(on: today, limit: limit, region: region, in: $0) }
        var seen = 0
        for unit in units {
            do {
                try await enterExpired(on: unit, today)
                seen += 1
            } catch let error where !(error is CancellationError) {
                logger.error("the end of a seizure could not be entered", metadata: ["unit": "\(unit.text)", "error": "\(type(of: error))"])
            }
        }
        return seen
    }

    private func enterExpired(on unit: UnitCode, _ today: LegalDate) async throws {
        let region = region
        let stored = try await database.read { try FolioRecords.find(unit, region: region, in: $0)?.folio }
        guard let folio = stored, !folio.expiredSeizures(on: today).isEmpty else {
            // Renewed, lifted or sold since: look again when the law says, or never.
            try await database.write { connection in
                guard let now = try FolioRecords.find(unit, region: region, in: connection)?.folio else {
                    try connection.execute("DELETE FROM seizure_watch WHERE region = \(region) AND unit = \(unit.text)")
                    return
                }
                try connection.execute(SeizureWatch.setting(now, region: region))
            }
            return
        }
        let expired = folio.expiredSeizures(on: today)
        let at = now()
        let id = "expired-\(expired[0].entry.id.text)"
        let filing = Filing(
            id: id, acceptedAt: at, sequence: 0, registeredAt: at,
            basis: .exOfficio(ground: "查封期限届满，人民法院未续封（《不动产登记暂行条例实施细则》第九十二条）"),
            acts: expired.map { UnitAct(unit: unit, act: .endSeizure(EndSeizure(seizure: $0.entry.id, reason: .expired, document: nil))) })
        do {
            let registration = try await registrar.file(filing, caseID: id) { connection, registration in
                let ended = expired.map {
                    Court.SeizureChanged.Request(court: $0.authority, document: $0.document, unit: unit, event: .expired, on: today, until: nil)
                }
                try self.tell(ended + self.steppedUp(registration, on: unit), because: id, at: at, in: connection)
            }
            registered(registration, caseID: id)
            outbox.nudge()
            try await sourceChanged(Court.SeizureChanged.name, on: unit, by: .court)
        } catch let refusal as Refusal {
            // Renewed at the last moment, or an official has to see to it: it is looked at again tomorrow, not all day long.
            logger.notice("the end of a seizure was refused", metadata: ["unit": "\(unit.text)", "code": "\(refusal.code.rawValue)"])
            let tomorrow = Int64(today.dayNumber) + 1
            try await database.write {
                _ = try $0.execute(
                    "UPDATE seizure_watch SET look_on = \(tomorrow) WHERE region = \(region) AND unit = \(unit.text) AND look_on < \(tomorrow)")
            }
        } catch StorageError.unique {
            // Another process was faster.
        }
    }
}
