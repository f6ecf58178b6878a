/// The text of a statement in the parts that it was written in, which are the program's own literals nearly always.
///
/// Literals are told apart by their place in the program, without looking at their letters, so that a statement that was prepared before is
/// found without putting its text together.
struct SQLShape: Hashable, Sendable {
    fileprivate enum Part: Sendable {
        case literal(StaticString)
        case parameter
        case text(String)
    }

    private var parts: [Part] = []

    init() {}

    init(_ literal: StaticString) { append(literal) }

    mutating func reserve(_ count: Int) { parts.reserveCapacity(count) }

    mutating func append(_ literal: StaticString) {
        if literal.utf8CodeUnitCount > 0 { parts.append(.literal(literal)) }
    }

    mutating func append(_ text: String) {
        if !text.isEmpty { parts.append(.text(text)) }
    }

    mutating func append(_ other: SQLShape) { parts += other.parts }

    mutating func appendParameter() { parts.append(.parameter) }

    /// With a `?` for each parameter.
    var text: String {
        written { _ in "?" }
    }

    /// With `$1`, `$2` … for PostgreSQL.
    var postgresText: String {
        written { "$\($0)" }
    }

    private func written(_ parameter: (Int) -> String) -> String {
        var text = ""
        var number = 0
        for part in parts {
            switch part {
            case .literal(let literal): text += literal.description
            case .parameter:
                number += 1
                text += parameter(number)
            case .text(let more): text += more
            }
        }
        return text
    }

    /// Whether somebody wrote a question mark where a value should be bound; asked when a statement is prepared.
    var holdsQuestionMark: Bool {
        parts.contains { part in
            switch part {
            case .literal(let literal): literal.description.utf8.contains(UInt8(ascii: "?"))
            case .parameter: false
            case .text(let text): text.utf8.contains(UInt8(ascii: "?"))
            }
        }
    }
}

extension SQLShape.Part: Hashable {
    static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.literal(let a), .literal(let b)): a.utf8Start == b.utf8Start && a.utf8CodeUnitCount == b.utf8CodeUnitCount
        case (.parameter, .parameter): true
        case (.text(let a), .text(let b)): a == b
        default: false
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .literal(let literal): hasher.combine(UInt(bitPattern: literal.utf8Start))
        case .parameter: hasher.combine(0 as UInt8)
        case .text(let text): hasher.combine(text)
        }
    }
}
