/// What a value of the service language may be. One table of shapes checks files, documents them and gives their JSON schema, so that
/// none of the three can drift from the others.
indirect enum Shape: Sendable {
    /// Text of at most so many characters, never empty.
    case text(max: Int)
    /// Lower-case words joined by `-` and `.`.
    case identifier
    case flag
    case integer(ClosedRange<Int>)
    case date
    /// One of fixed words.
    case word([Word])
    /// A name that is declared elsewhere.
    case name(Vocabulary)
    /// A law, or an article of it: `民法典 209`.
    case statute
    /// A span of time that people are promised.
    case promise
    /// A term of the law: `30 working days` or `at once`.
    case term
    /// At least so many; no item twice, where items with fields are told apart by the named one.
    case list(Shape, atLeast: Int, by: String?)
    case object([Field])
    /// An object that is laid over another: `null` takes a key away, at any depth.
    case overlay([Field])
    /// Either a single value, or an object that says more.
    case short(Shape, [Field])
    /// Free keys.
    case map(Shape)
    /// Any data.
    case anything

    struct Word: Sendable {
        let value: String
        let meaning: String
    }

    static func word<Words: CatalogueWord>(of words: Words.Type) -> Shape {
        .word(words.allCases.map { Word(value: $0.rawValue, meaning: "\($0.meaning) (\($0.chinese))") })
    }

    static func words<Words: CatalogueWord>(of words: Words.Type) -> Shape { .list(.word(of: words), atLeast: 1, by: nil) }
    static func names(_ vocabulary: Vocabulary, atLeast: Int = 0) -> Shape { .list(.name(vocabulary), atLeast: atLeast, by: nil) }
}

/// One key of an object.
struct Field: Sendable {
    let name: String
    let shape: Shape
    let required: Bool
    let meaning: String

    static func required(_ name: String, _ shape: Shape, _ meaning: String) -> Field {
        Field(name: name, shape: shape, required: true, meaning: meaning)
    }
    static func optional(_ name: String, _ shape: Shape, _ meaning: String) -> Field {
        Field(name: name, shape: shape, required: false, meaning: meaning)
    }
}

/// Where a name is declared.
enum Vocabulary: String, Sendable, CaseIterable {
    case checks, steps, acts, documents, departments, sources, feeRules, requirements, materials, texts, laws

    /// What the thing is called, in an error message.
    var chinese: String {
        switch self {
        case .checks: "核验项"
        case .steps: "步骤"
        case .acts: "登记行为"
        case .documents: "证书文书"
        case .departments: "部门"
        case .sources: "材料来源"
        case .feeRules: "收费规则"
        case .requirements: "办理条件"
        case .materials: "材料"
        case .texts: "文本"
        case .laws: "法律法规"
        }
    }

    var meaning: String {
        switch self {
        case .checks: "a check of the program"
        case .steps: "a step of the program"
        case .acts: "an act of the program"
        case .documents: "a document of the program"
        case .departments: "a department of the program"
        case .sources: "a department's contract, a part of the register, or `applicant`"
        case .feeRules: "a fee rule of the program"
        case .requirements: "a requirement of the program"
        case .materials: "a kind of `materials.yaml`"
        case .texts: "an id in `texts/`"
        case .laws: "a name of `laws.yaml`"
        }
    }
}

/// The names that may be used.
struct Names: Sendable {
    private var sets: [Vocabulary: Set<String>]

    /// Materials, texts and laws are not known yet.
    init(_ primitives: Primitives) {
        sets = [
            .checks: primitives.checks, .steps: primitives.steps, .acts: primitives.acts, .documents: primitives.documents,
            .departments: primitives.departments, .sources: primitives.sources.union([MaterialNeed.applicant]),
            .feeRules: primitives.feeRules, .requirements: primitives.requirements,
        ]
    }

    /// nil as long as nobody knows which names there are: then none is wrong.
    subscript(vocabulary: Vocabulary) -> Set<String>? {
        get { sets[vocabulary] }
        set { sets[vocabulary] = newValue }
    }
}
