import Register

/// Turns the tree of a service file that has passed every check into its definition.
///
/// Shapes have seen to it that everything is there. Should shape and decoder ever disagree, that is an error of the file's line as well,
/// never a crash.
struct ServiceDecoder {
    let file: String
    let laws: [String: Law]
    let texts: [String: CatalogueText]

    /// Shape and decoder disagree about a key.
    struct Disagreement: Error {
        let place: Place
        let key: String
    }

    func service(_ tree: Tree) throws(Disagreement) -> ServiceDefinition {
        let reader = KeyReader(tree: tree)
        return ServiceDefinition(
            id: try reader.text("id"), name: try reader.text("name"), shortName: try reader.text("short-name"),
            summary: try reader.text("summary"), category: try reader.word("category"), audience: try reader.words("audience"),
            keywords: try reader.texts("keywords"), law: try statutes(reader, "law"),
            kinds: try (reader.words("kinds") as [RegistrationWord]).map(\.kind), subject: try reader.word("subject"),
            severalUnits: try reader.flag("several-units", default: false),
            applicants: try reader.list("applicants") { role throws(Disagreement) in try self.role(role) },
            channels: try reader.words("channels"),
            requires: try reader.list("requires") { requirement throws(Disagreement) in
                Requirement(name: try requirement.text("name"), says: try requirement.text("says"))
            },
            form: try reader.list("form") { field throws(Disagreement) in try self.field(field) },
            materials: try reader.list("materials") { material throws(Disagreement) in try self.material(material) },
            declarations: try reader.list("declarations") { declaration throws(Disagreement) in try self.declaration(declaration) },
            checks: try reader.list("checks") { check throws(Disagreement) in try self.check(check) },
            steps: try reader.texts("steps"), review: try reader.word("review"), fallsTo: try reader.wordIfPresent("automatic-falls-to"),
            acts: try reader.texts("acts"), issues: try reader.texts("issues"), fee: try fee(reader.object("fee")),
            tells: try reader.texts("tells"), within: try times(reader.object("within")),
            publicNotice: try reader.objectIfPresent("public-notice").map { notice throws(Disagreement) in
                PublicNotice(workingDays: try notice.integer("working-days"), when: try condition(notice))
            },
            money: try reader.objectIfPresent("money").map { money throws(Disagreement) in try self.money(money) },
            suits: try reader.list("suits") { suit throws(Disagreement) in
                Suit(fact: try suit.word("fact"), values: try suit.texts("is"), otherwise: try suit.text("otherwise"))
            },
            openedBy: reader.textIfPresent("opened-by"), retention: try reader.word("archive"), tests: try tests(reader), file: file)
    }

    private func role(_ reader: KeyReader) throws(Disagreement) -> ApplicantRole {
        ApplicantRole(
            role: try reader.text("role"), label: try reader.text("label"), kinds: try reader.words("kinds"),
            alone: try reader.flag("alone"), several: try reader.flag("several", default: false),
            optional: try reader.flag("optional", default: false), knownAs: try reader.words("known-as"), identify: try reader.words("identify"))
    }

    private func field(_ reader: KeyReader) throws(Disagreement) -> FormField {
        FormField(
            name: try reader.text("name"), label: try reader.text("label"), type: try reader.word("type"), help: reader.textIfPresent("help"),
            required: try reader.flag("required"), entries: try reader.wordIfPresent("entries"),
            options: try reader.list("options") { option throws(Disagreement) in
                FieldOption(value: try option.text("value"), label: try option.text("label"), help: option.textIfPresent("help"))
            },
            limits: FieldLimits(
                maxLength: reader.integerIfPresent("max-length"), min: reader.integerIfPresent("min"), max: reader.integerIfPresent("max"),
                notBefore: reader.textIfPresent("not-before")),
            when: try condition(reader), by: try reader.texts("by"))
    }

    private func material(_ reader: KeyReader) throws(Disagreement) -> MaterialNeed {
        MaterialNeed(
            kind: try reader.text("kind"), from: try reader.text("from"), otherwise: try reader.wordIfPresent("otherwise"),
            when: try condition(reader), perApplicant: try reader.flag("per-applicant", default: false), of: try reader.texts("of"),
            perMortgage: try reader.flag("per-mortgage", default: false), perOwner: reader.textIfPresent("per-owner"))
    }

    private func declaration(_ reader: KeyReader) throws(Disagreement) -> Declaration {
        let name = try reader.text("text")
        guard let text = texts[name] else { throw Disagreement(place: reader.tree.place, key: "text") }
        return Declaration(
            name: name, title: text.title, text: text.body, signers: try reader.texts("by"),
            required: try reader.flag("required", default: true), when: try condition(reader))
    }

    private func check(_ reader: KeyReader) throws(Disagreement) -> CheckUse {
        if let name = reader.tree.text { return CheckUse(name: name, onFinding: nil) }
        return CheckUse(name: try reader.text("check"), onFinding: try reader.wordIfPresent("on-finding"))
    }

    private func money(_ reader: KeyReader) throws(Disagreement) -> MoneyTerms {
        MoneyTerms(
            custodian: try reader.text("custodian"), price: try reader.text("price"), paidBy: try reader.text("paid-by"),
            loans: reader.textIfPresent("loans"), paysOff: reader.textIfPresent("pays-off"), restTo: try reader.text("rest-to"),
            restAccount: try reader.text("rest-account"),
            charges: try reader.list("charges") { charge throws(Disagreement) in
                MoneyCharge(field: try charge.text("field"), kind: try charge.word("kind"), borneBy: try charge.text("borne-by"))
            }, workingDays: try reader.integer("working-days"))
    }

    private func fee(_ reader: KeyReader) throws(Disagreement) -> ServiceFee {
        ServiceFee(rule: reader.textIfPresent("rule"), says: try reader.text("says"))
    }

    private func times(_ reader: KeyReader) throws(Disagreement) -> TimeLimits {
        guard let target = Promise(try reader.text("target")), let legal = TermText.workingDays(try reader.text("legal")) else {
            throw Disagreement(place: reader.tree.place, key: "within")
        }
        return TimeLimits(target: target, legalWorkingDays: legal, notCounted: try reader.words("not-counted"))
    }

    private func condition(_ reader: KeyReader) throws(Disagreement) -> Condition? {
        guard let condition = reader.objectIfPresent("required-when") else { return nil }
        if let kind: ApplicantKind = try condition.wordIfPresent("applicant") { return .applicant(kind, roles: try condition.texts("in")) }
        if let field = condition.textIfPresent("charged") { return .charged(field: field) }
        return .answer(field: try condition.text("answer"), oneOf: try condition.texts("is"))
    }

    func statutes(_ reader: KeyReader, _ key: String) throws(Disagreement) -> [Statute] {
        var statutes: [Statute] = []
        for text in try reader.texts(key) {
            let parts = StatuteText(text)
            guard let law = laws[parts.law] else { throw Disagreement(place: reader.tree.place, key: key) }
            statutes.append(Statute(law: law, article: parts.article, paragraph: parts.paragraph))
        }
        return statutes
    }

    /// Each test's facts lie over those of the test it is like.
    private func tests(_ reader: KeyReader) throws(Disagreement) -> [ServiceTest] {
        var tests: [ServiceTest] = []
        for tree in reader.tree["tests"]?.items ?? [] {
            let test = KeyReader(tree: tree)
            let own = try test.object("given").tree.value
            var given = CatalogueValue.map([]).overlaid(with: own)
            if let like = test.textIfPresent("like") {
                guard let base = tests.first(where: { $0.name == like }) else { throw Disagreement(place: tree.place, key: "like") }
                given = base.given.overlaid(with: own)
            }
            let expect = try test.object("expect")
            tests.append(
                ServiceTest(
                    name: try test.text("name"), given: given,
                    expect: ServiceTest.Expectation(
                        findings: try expect.texts("findings"), acts: expect.tree["acts"] == nil ? nil : try expect.texts("acts"),
                        outcome: try expect.word("outcome"), refusals: try expect.texts("refusals").compactMap(RefusalCode.init(rawValue:))),
                    line: tree.place.line))
        }
        return tests
    }
}

/// Reads keys of a mapping that has passed its shape.
struct KeyReader {
    typealias Disagreement = ServiceDecoder.Disagreement
    let tree: Tree

    private func fail(_ key: String) -> Disagreement { Disagreement(place: tree[key]?.place ?? tree.place, key: key) }

    func textIfPresent(_ key: String) -> String? { tree[key]?.text }
    func integerIfPresent(_ key: String) -> Int? { tree[key]?.integer.map { Int($0) } }
    func objectIfPresent(_ key: String) -> KeyReader? { tree[key].map { KeyReader(tree: $0) } }

    func text(_ key: String) throws(Disagreement) -> String {
        guard let text = tree[key]?.text else { throw fail(key) }
        return text
    }

    func integer(_ key: String) throws(Disagreement) -> Int {
        guard let number = tree[key]?.integer else { throw fail(key) }
        return Int(number)
    }

    func flag(_ key: String, default value: Bool? = nil) throws(Disagreement) -> Bool {
        guard let flag = tree[key]?.flag ?? (tree[key] == nil ? value : nil) else { throw fail(key) }
        return flag
    }

    func object(_ key: String) throws(Disagreement) -> KeyReader {
        guard let tree = tree[key], tree.isMapping else { throw fail(key) }
        return KeyReader(tree: tree)
    }

    /// None if the key is absent.
    func texts(_ key: String) throws(Disagreement) -> [String] {
        var texts: [String] = []
        for item in tree[key]?.items ?? [] {
            guard let text = item.text else { throw fail(key) }
            texts.append(text)
        }
        return texts
    }

    func word<Word: CatalogueWord>(_ key: String) throws(Disagreement) -> Word {
        guard let word: Word = try wordIfPresent(key) else { throw fail(key) }
        return word
    }

    func wordIfPresent<Word: CatalogueWord>(_ key: String) throws(Disagreement) -> Word? {
        guard let text = tree[key]?.text else { return nil }
        guard let word = Word(rawValue: text) else { throw fail(key) }
        return word
    }

    func words<Word: CatalogueWord>(_ key: String) throws(Disagreement) -> [Word] {
        var words: [Word] = []
        for text in try texts(key) {
            guard let word = Word(rawValue: text) else { throw fail(key) }
            words.append(word)
        }
        return words
    }

    func list<Item>(_ key: String, _ item: (KeyReader) throws(Disagreement) -> Item) throws(Disagreement) -> [Item] {
        var items: [Item] = []
        for tree in tree[key]?.items ?? [] { items.append(try item(KeyReader(tree: tree))) }
        return items
    }
}
