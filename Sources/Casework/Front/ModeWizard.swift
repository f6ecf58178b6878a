package import Catalogue

/// Which of several services is right for somebody's facts, and why each other isn't. It knows no service: each says itself for what it is
/// right (`suits`), so a service that is added is advised at once.
package struct ModeWizard: Sendable {
    private let services: [ServiceDefinition]

    package init(_ catalogue: ServiceCatalogue) { services = catalogue.services.filter { !$0.suits.isEmpty } }

    /// What speaks against a service.
    package struct Objection: Hashable, Sendable {
        package let fact: SuitFact
        /// For citizens: why.
        package let says: String
    }

    /// One service, held against the facts.
    package struct Mode: Sendable {
        package let service: ServiceDefinition
        /// Facts that it was found right for, with what was found: `房屋上现有的抵押权：有抵押`.
        package let because: [String]
        package let against: [Objection]
        /// Facts that it depends on and that nobody has told yet.
        package let open: [SuitFact]

        package var fits: Bool { against.isEmpty && open.isEmpty }
        package var isPossible: Bool { against.isEmpty }
    }

    package struct Advice: Sendable {
        /// The one that is right; nil while something decisive isn't known, or where none is.
        package let right: Mode?
        /// What to ask next, in the order in which it is asked; empty once it is decided.
        package let questions: [SuitFact]
        /// All of them: the right one first, then what is still possible, then the others with what speaks against them.
        package let modes: [Mode]

        /// Everything is known and nothing fits.
        package var isHopeless: Bool { right == nil && questions.isEmpty }
    }

    package func advise(_ facts: ModeFacts) -> Advice {
        let modes = services.map { Self.mode($0, facts) }
        let fitting = modes.filter(\.fits)
        let possible = modes.filter(\.isPossible)
        // Of several that fit, the one that asks more of the facts is the more particular.
        let right = fitting.max { ($0.service.suits.count, $1.service.id) < ($1.service.suits.count, $0.service.id) }
        let undecided = possible.filter { !$0.fits && $0.service.suits.count >= (right?.service.suits.count ?? 0) }
        let open = Set(undecided.flatMap(\.open))
        let decided = undecided.isEmpty ? right : nil
        let rest = modes.filter { $0.service.id != decided?.service.id }
        return Advice(
            right: decided, questions: SuitFact.allCases.filter(open.contains),
            modes: (decided.map { [$0] } ?? []) + rest.filter(\.isPossible) + rest.filter { !$0.isPossible }.sorted { $0.against.count < $1.against.count })
    }

    private static func mode(_ service: ServiceDefinition, _ facts: ModeFacts) -> Mode {
        var because: [String] = []
        var against: [Objection] = []
        var open: [SuitFact] = []
        for suit in service.suits {
            guard let value = facts[suit.fact] else {
                if suit.fact.isAsked { open.append(suit.fact) }
                continue
            }
            if suit.values.contains(value) {
                let label = suit.fact.values.first { $0.value == value }?.label ?? value
                because.append("\(suit.fact.chinese)：\(label)")
            } else {
                against.append(Objection(fact: suit.fact, says: suit.otherwise))
            }
        }
        return Mode(service: service, because: because, against: against, open: open)
    }
}
