import Hummingbird
import Register

/// Fields of the forms that several pages have.
extension HTML {
    static func unit(_ fields: [String: String]) throws -> UnitCode {
        guard let unit = try? UnitCode((fields["unit"] ?? "").filter { !$0.isWhitespace }) else { throw HTTPError(.badRequest, message: "unit") }
        return unit
    }

    static func years(_ fields: [String: String]) throws -> Int {
        guard let years = Int(fields["years"] ?? ""), (1...30).contains(years) else { throw HTTPError(.badRequest, message: "years") }
        return years
    }

    /// Yuan with at most two decimals, without any number in between that isn't exact.
    static func money(_ fields: [String: String], _ name: String = "amount") throws -> Money {
        guard let money = money(fields[name] ?? ""), money > .zero else { throw HTTPError(.badRequest, message: name) }
        return money
    }

    static func money(_ text: String) -> Money? {
        let parts = text.filter { $0 != "," && !$0.isWhitespace }.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...12).contains(parts[0].count), let yuan = Int64(parts[0]), yuan >= 0 else { return nil }
        guard parts.count == 2 else { return Money(yuan: yuan) }
        guard (1...2).contains(parts[1].count), let rest = Int64(parts[1]), rest >= 0 else { return nil }
        return Money(fen: yuan * 100 + (parts[1].count == 1 ? rest * 10 : rest))
    }
}
