import Crypto
package import Register
import Seals
package import Storage

/// What a court asked for, and what came of it: what the court's page shows, and what makes a repetition harmless.
package struct CourtOrder: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case seize, renew, lift, review, ruling, withdraw

        package var chinese: String {
            switch self {
            case .seize: "查封"
            case .renew: "续封"
            case .lift: "解除查封"
            case .review: "拍前联审"
            case .ruling: "成交、抵债裁定过户"
            case .withdraw: "撤销成交、抵债裁定"
            }
        }
    }

    package enum State: String, Hashable, Sendable, CaseIterable {
        /// In the register.
        case entered
        case refused
        /// A seizure that was lifted, ran out or was sold with its unit.
        case ended
        /// A review that goes on, or a ruling whose winner hasn't applied yet.
        case open
        /// A ruling whose winner stands in the register, a review that has every answer, the withdrawal of a ruling.
        case done
        /// A ruling that its court has annulled before it was entered.
        case withdrawn

        package var chinese: String {
            switch self {
            case .entered: "已登簿"
            case .refused: "未能协助"
            case .ended: "已解除或失效"
            case .open: "办理中"
            case .done: "已办结"
            case .withdrawn: "已撤销"
            }
        }
    }

    package var id: String
    package var court: String
    package var document: String
    package var kind: Kind
    package var unit: UnitCode
    package var state: State
    /// What the court was told besides.
    package var note: String
    package var receivedAt: Moment
    /// `exchange`, or the account or client that sent it.
    package var via: String
    /// The order as it came, canonical, sealed: it names people.
    package var body: [UInt8]

    /// One order of one court on one unit, whichever way and however often it comes, and however its number is written.
    /// - Parameter about: what it orders of the unit, where one document may order several things: the holder of a share, an earlier seizure.
    static func id(_ kind: Kind, _ court: String, _ document: String, _ unit: UnitCode, about: String = "") -> String {
        let what = about.isEmpty ? "" : "\n\(about)"
        let digest = SHA256.hash(data: Array("\(court)\n\(CourtDocument.key(document))\n\(unit.text)\(what)".utf8))
        return "court-\(kind.rawValue)-\(RegisterHash.hex(Array(digest.prefix(12))))"
    }

    /// The order that a seizure was entered on: an order's filing has its name, and its one act the first entry.
    static func id(of seizure: Seizure) -> String { String(seizure.entry.id.text.dropLast(2)) }

    /// What binds a sealed order to its row.
    static func context(_ id: String) -> String { "court-order/\(id)" }
}

package enum CourtOrderRecords {
    private static let columns: SQL = "order_id, court, document, kind, unit, state, note, received_at, via, body"

    /// Puts an order, or what has come of it since.
    static func putting(_ order: CourtOrder, region: String) -> SQL {
        """
        INSERT INTO court_order (region, order_id, court, document, kind, unit, state, note, received_at, via, body)
        VALUES (\(region), \(order.id), \(order.court), \(order.document), \(order.kind.rawValue), \(order.unit.text), \(order.state.rawValue),
                \(order.note), \(order.receivedAt.microseconds), \(order.via), \(order.body))
        ON CONFLICT (region, order_id) DO UPDATE SET state = excluded.state, note = excluded.note, body = excluded.body
        """
    }

    static func setting(_ state: CourtOrder.State, note: String? = nil, of id: String, region: String) -> SQL {
        guard let note else { return "UPDATE court_order SET state = \(state.rawValue) WHERE region = \(region) AND order_id = \(id)" }
        return "UPDATE court_order SET state = \(state.rawValue), note = \(note) WHERE region = \(region) AND order_id = \(id)"
    }

    /// The order behind a seizure that no longer stands on its page.
    static func ended(_ seizure: Seizure, region: String) -> SQL {
        let id = CourtOrder.id(of: seizure)
        return "UPDATE court_order SET state = 'ended' WHERE region = \(region) AND order_id = \(id) AND state = 'entered'"
    }

    /// The order behind a seizure that has waited and is first in line now.
    static func risen(_ seizure: Seizure, region: String) -> SQL {
        let id = CourtOrder.id(of: seizure)
        let note = "\(seizure.from.chinese)起由轮候查封转为正式查封，至\(seizure.until.chinese)。"
        return "UPDATE court_order SET note = \(note) WHERE region = \(region) AND order_id = \(id) AND state = 'entered'"
    }

    /// Whether a court has ordered a seizure of a unit by a document, and it was entered; it may have ended since.
    static func isSeized(_ unit: UnitCode, by court: String, _ document: String, region: String, in connection: any Connection) throws -> Bool {
        try connection.rows(
            "SELECT \(sql: columns) FROM court_order WHERE region = \(region) AND unit = \(unit.text) AND kind = 'seize' AND state IN ('entered', 'ended')"
        ).map(read).contains { $0.court == court && CourtDocument.key($0.document) == CourtDocument.key(document) }
    }

    static func find(_ id: String, region: String, in connection: any Connection) throws -> CourtOrder? {
        try connection.row("SELECT \(sql: columns) FROM court_order WHERE region = \(region) AND order_id = \(id)").map(read)
    }

    /// A court's own, the newest first.
    package static func of(court: String, before: Moment, limit: Int, region: String, in connection: any Connection) throws -> [CourtOrder] {
        try connection.rows(
            """
            SELECT \(sql: columns) FROM court_order WHERE region = \(region) AND court = \(court) AND received_at < \(before.microseconds)
            ORDER BY received_at DESC LIMIT \(limit)
            """
        ).map(read)
    }

    /// The ruling on a unit that waits for its winner.
    static func openRuling(on unit: UnitCode, region: String, in connection: any Connection) throws -> CourtOrder? {
        try connection.row(
            """
            SELECT \(sql: columns) FROM court_order
            WHERE region = \(region) AND unit = \(unit.text) AND kind = 'ruling' AND state = 'open' ORDER BY order_id LIMIT 1
            """
        ).map(read)
    }

    /// The newest review of a unit that a court had asked for by then.
    static func review(on unit: UnitCode, by court: String, until: Moment, region: String, in connection: any Connection) throws -> CourtOrder? {
        try connection.row(
            """
            SELECT \(sql: columns) FROM court_order
            WHERE region = \(region) AND unit = \(unit.text) AND kind = 'review' AND state IN ('open', 'done') AND court = \(court)
                AND received_at <= \(until.microseconds)
            ORDER BY received_at DESC LIMIT 1
            """
        ).map(read)
    }

    /// The rulings on a unit that were taken, entered or not, the newest first.
    static func rulings(on unit: UnitCode, region: String, in connection: any Connection) throws -> [CourtOrder] {
        try connection.rows(
            """
            SELECT \(sql: columns) FROM court_order
            WHERE region = \(region) AND unit = \(unit.text) AND kind = 'ruling' AND state IN ('open', 'done') ORDER BY received_at DESC LIMIT 20
            """
        ).map(read)
    }

    /// Open rulings that name somebody as winner.
    static func openRulings(for party: PartyID, region: String, in connection: any Connection) throws -> [CourtOrder] {
        let ids = Set(
            try connection.rows("SELECT order_id FROM court_ruling_party WHERE region = \(region) AND party_id = \(party.text)").map { try $0.text("order_id") })
        return try ids.sorted().prefix(100).compactMap { try find($0, region: region, in: connection) }.filter { $0.state == .open }
    }

    static func setWinners(_ winners: [PartyID], of id: String, region: String, in connection: any Connection) throws {
        var statements: [SQL] = ["DELETE FROM court_ruling_party WHERE region = \(region) AND order_id = \(id)"]
        for (place, winner) in winners.enumerated() {
            statements.append(
                "INSERT INTO court_ruling_party (region, party_id, order_id, place) VALUES (\(region), \(winner.text), \(id), \(place))")
        }
        try connection.executeAll(statements)
    }

    static func winners(of id: String, region: String, in connection: any Connection) throws -> [PartyID] {
        try connection.rows("SELECT party_id FROM court_ruling_party WHERE region = \(region) AND order_id = \(id) ORDER BY place")
            .map { PartyID(try $0.text("party_id")) }
    }

    private static func read(_ row: ResultRow) throws -> CourtOrder {
        CourtOrder(
            id: try row.text("order_id"), court: try row.text("court"), document: try row.text("document"),
            kind: CourtOrder.Kind(rawValue: try row.text("kind")) ?? .seize, unit: UnitCode(trusted: try row.text("unit")),
            state: CourtOrder.State(rawValue: try row.text("state")) ?? .refused, note: try row.text("note"),
            receivedAt: Moment(microseconds: try row.int("received_at")), via: try row.text("via"), body: try row.blob("body"))
    }
}
