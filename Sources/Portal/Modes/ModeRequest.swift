import Casework
import Catalogue
import Identity
import Register

extension Paths {
    /// The wizard: which way of passing on a home is right (过户方式向导).
    package static let ways = Path("/transfer-ways")
    package static let apiWays = Path("/api/v1/transfer-ways")
}

/// What somebody has told the wizard so far. It all stands in the address: a way can be sent to the other side, and going back is the browser's own.
struct ModeRequest: Sendable {
    /// nil: answers alone.
    let unit: UnitCode?
    let said: [SuitFact: String]

    static let unitParameter = QueryParameter("unit", .text(1...60), "不动产单元号；不填则只按回答判断")
    static let parameters = SuitFact.allCases.map { fact in
        QueryParameter(fact.rawValue, .oneOf(fact.values.map(\.value)), fact.chinese)
    }

    /// - Throws: `UnitCodeError` for a code that can't be one.
    init(_ query: FormFields) throws {
        unit = try query["unit"].flatMap { $0.isEmpty ? nil : try UnitCode($0) }
        said = SuitFact.allCases.reduce(into: [:]) { said, fact in
            if let value = query[fact.rawValue], fact.values.contains(where: { $0.value == value }) { said[fact] = value }
        }
    }

    /// The page with the same answers but one, and those that followed it.
    func link(without fact: SuitFact) -> String {
        let order = SuitFact.allCases
        let place = order.firstIndex(of: fact) ?? 0
        return Paths.ways([("unit", unit?.text ?? "")] + order.prefix(place).compactMap { fact in said[fact].map { (fact.rawValue, $0) } })
    }
}

extension Desk {
    /// - Throws: `BookError.unknownUnit`.
    func modes(_ wish: ModeRequest, for party: PartyID?) async throws -> UnitModes {
        guard let unit = wish.unit else { return office.modes(said: wish.said) }
        guard let modes = try await office.modes(of: unit, said: wish.said, for: party) else { throw BookError.unknownUnit(unit.text) }
        return modes
    }
}
