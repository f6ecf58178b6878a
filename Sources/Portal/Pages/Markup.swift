/// HTML that is safe by construction: every interpolated text is escaped, only other markup passes as it is.
///
/// Pages are written with it instead of templates: a name that doesn't exist doesn't compile, and nothing can be forgotten to be escaped.
package struct Markup: ExpressibleByStringInterpolation, Sendable {
    package private(set) var text: String

    package init(stringLiteral value: String) { text = value }
    package init(stringInterpolation: Interpolation) { text = stringInterpolation.text }
    init(raw: String) { text = raw }

    package struct Interpolation: StringInterpolationProtocol {
        var text = ""
        package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity + interpolationCount * 24) }
        package mutating func appendLiteral(_ literal: String) { text += literal }
        package mutating func appendInterpolation(_ value: String) { text += Markup.escape(value) }
        package mutating func appendInterpolation(_ value: Int) { text += String(value) }
        package mutating func appendInterpolation(_ markup: Markup) { text += markup.text }
        package mutating func appendInterpolation(_ markup: Markup?) { if let markup { text += markup.text } }
        package mutating func appendInterpolation(_ list: [Markup]) { for markup in list { text += markup.text } }
    }

    static let empty: Markup = ""

    static func + (a: Markup, b: Markup) -> Markup { Markup(raw: a.text + b.text) }

    package static func escape(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 || $0 == 0x27 }) else { return value }
        var result = ""
        result.reserveCapacity(value.utf8.count + 16)
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Optional {
    /// Markup for a value that may be there.
    func markup(_ make: (Wrapped) -> Markup) -> Markup { map(make) ?? .empty }
}

extension Bool {
    /// Markup for when it holds.
    func markup(_ make: @autoclosure () -> Markup) -> Markup { self ? make() : .empty }
}
