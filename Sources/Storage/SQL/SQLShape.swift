/// The text of a statement in the parts that it was written in, which are the program's own literals nearly always.
///
/// Literals are told apart by their place in the program, without looking at their letters, so that a statement that was prepared before is
/// found without putting its text together.
struct SQLShape: Hashable, Sendable {
    fileprivate enum Part: Sendable {
        case literal(StaticString)
        case parameter
        case text(String, digest: UInt64)

        var digest: UInt64 {
            switch self {
            case .literal(let literal): UInt64(UInt(bitPattern: literal.utf8Start))
            case .parameter: 1
            case .text(_, let digest): digest
            }
        }
    }

    private var parts: [Part] = []
    /// Of all parts in their order, made as they come: whoever looks for the statement hashes one number.
    private var digest: UInt64 = 0

    init() {}

    init(_ literal: StaticString) { append(literal) }

    mutating func reserve(_ count: Int) { parts.reserveCapacity(count) }

    mutating func append(_ literal: StaticString) {
        if literal.utf8CodeUnitCount > 0 { append(.literal(literal)) }
    }

    mutating func append(_ text: String) {
        guard !text.isEmpty else { return }
        var digest: UInt64 = 14_695_981_039_346_656_037  // FNV-1a
        for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 1_099_511_628_211 }
        append(.text(text, digest: digest))
    }

    mutating func append(_ other: SQLShape) {
        if parts.isEmpty {
            let room = parts.capacity
            self = other
            parts.reserveCapacity(max(room, parts.count))
        } else {
            for part in other.parts { append(part) }
        }
    }

    mutating func appendParameter() { append(.parameter) }

    private mutating func append(_ part: Part) {
        parts.append(part)
        digest = (digest ^ part.digest) &* 0x9E37_79B9_7F4A_7C15
        digest ^= digest >> 29
    }

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
            case .text(let more, _): text += more
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
            case .text(let text, _): text.utf8.contains(UInt8(ascii: "?"))
            }
        }
    }
}

extension SQLShape {
    static func == (a: Self, b: Self) -> Bool { a.digest == b.digest && a.parts == b.parts }

    func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

extension SQLShape.Part: Equatable {
    static func == (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.literal(let a), .literal(let b)): a.utf8Start == b.utf8Start && a.utf8CodeUnitCount == b.utf8CodeUnitCount
        case (.parameter, .parameter): true
        case (.text(let a, let digest), .text(let b, let other)): digest == other && a == b
        default: false
        }
    }
}
