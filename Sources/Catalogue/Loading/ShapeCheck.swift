import Register

/// Holds a tree against its shape and reports every difference with its place.
struct ShapeCheck {
    let names: Names
    let log: ProblemLog
    private var allowsNull = false

    init(names: Names, log: ProblemLog) {
        self.names = names
        self.log = log
    }

    /// - Parameter what: the key that holds the value, for messages.
    func check(_ tree: Tree, against shape: Shape, of what: String) {
        if allowsNull, tree.isNull { return }
        switch shape {
        case .object(let fields): check(tree, fields, of: what)
        case .overlay(let fields):
            var inside = self
            inside.allowsNull = true
            inside.check(tree, fields, of: what)
        case .short(let single, let fields):
            if tree.isMapping { check(tree, fields, of: what) } else { check(tree, against: single, of: what) }
        case .list(let item, let atLeast, let by): check(tree, listOf: item, atLeast: atLeast, by: by, of: what)
        case .map(let value):
            guard tree.isMapping else { return wrongType(tree, of: what, wanted: "键值表") }
            for pair in tree.pairs { check(pair.value, against: value, of: pair.key) }
        case .anything: break
        case .flag: if tree.flag == nil { wrongType(tree, of: what, wanted: "true或false") }
        case .integer(let range):
            guard let number = tree.integer else { return wrongType(tree, of: what, wanted: "整数") }
            if !range.contains(Int(number)) {
                log.report(.badValue, "“\(what)”应在\(range.lowerBound)到\(range.upperBound)之间，现为\(number)。", at: tree.place)
            }
        case .text, .identifier, .date, .word, .name, .statute, .promise, .term:
            guard let text = tree.text else { return wrongType(tree, of: what, wanted: "文字") }
            check(text, against: shape, of: what, at: tree.place)
        }
    }

    private func wrongType(_ tree: Tree, of what: String, wanted: String) {
        let found = tree.isNull ? "没有填写" : "现为\(tree.chineseType)"
        log.report(.wrongType, "“\(what)”应为\(wanted)，\(found)。", at: tree.place)
    }

    private func check(_ tree: Tree, _ fields: [Field], of what: String) {
        guard tree.isMapping else { return wrongType(tree, of: what, wanted: "键值表") }
        for pair in tree.pairs {
            guard let field = fields.first(where: { $0.name == pair.key }) else {
                log.report(.unknownKey, "未知的键“\(pair.key)”" + hint(pair.key, among: fields.map(\.name)), at: pair.keyPlace)
                continue
            }
            check(pair.value, against: field.shape, of: pair.key)
        }
        for field in fields where field.required && tree[field.name] == nil {
            log.report(.missingKey, "缺少键“\(field.name)”。", at: tree.place)
        }
    }

    private func check(_ tree: Tree, listOf item: Shape, atLeast: Int, by: String?, of what: String) {
        guard case .sequence(let items) = tree.content else { return wrongType(tree, of: what, wanted: "列表") }
        if items.count < atLeast { log.report(.badValue, "“\(what)”至少应有\(atLeast)项。", at: tree.place) }
        var seen: [String: Place] = [:]
        for entry in items {
            check(entry, against: item, of: what)
            let label = entry.isMapping ? by.flatMap { entry[$0] } : entry
            guard let label, let text = label.text else { continue }
            if let first = seen[text] {
                log.report(.duplicateName, "“\(text)”重复，第\(first.line)行已有。", at: label.place)
            } else {
                seen[text] = label.place
            }
        }
    }

    private func check(_ text: String, against shape: Shape, of what: String, at place: Place) {
        switch shape {
        case .text(let max):
            if text.allSatisfy(\.isWhitespace) { log.report(.badValue, "“\(what)”不能为空。", at: place) }
            if text.count > max { log.report(.badValue, "“\(what)”最多\(max)个字，现有\(text.count)个字。", at: place) }
        case .identifier:
            if !Self.isIdentifier(text) { log.report(.badValue, "“\(text)”应由小写字母、数字、“-”和“.”组成，并以字母开头。", at: place) }
        case .date: if LegalDate(text) == nil { log.report(.badValue, "“\(text)”不是有效日期，应写作2026-11-23。", at: place) }
        case .word(let words):
            let values = words.map(\.value)
            if !values.contains(text) {
                log.report(
                    .unknownName, "“\(what)”不能为“\(text)”\(hint(text, among: values))可用：\(values.joined(separator: "、"))。", at: place)
            }
        case .name(let vocabulary):
            if let known = names[vocabulary], !known.contains(text) {
                log.report(.unknownName, "未知的\(vocabulary.chinese)“\(text)”" + hint(text, among: known), at: place)
            }
        case .statute: checkStatute(text, at: place)
        case .promise:
            if Promise(text) == nil {
                log.report(.badValue, "“\(text)”不是时间，应写作at once、5 minutes、2 hours或3 working days。", at: place)
            }
        case .term: if TermText.workingDays(text) == nil { log.report(.badValue, "“\(text)”不是期限，应写作30 working days或at once。", at: place) }
        case .flag, .integer, .list, .object, .overlay, .short, .map, .anything: break
        }
    }

    private func checkStatute(_ text: String, at place: Place) {
        let parts = StatuteText(text)
        if let known = names[.laws], !known.contains(parts.law) {
            log.report(.unknownName, "未知的\(Vocabulary.laws.chinese)“\(parts.law)”" + hint(parts.law, among: known), at: place)
        }
        if !parts.isWellFormed { log.report(.badValue, "“\(text)”应写作“民法典 209”或“条例 14.2”（条、款）。", at: place) }
    }

    /// The end of a sentence that names something unknown: what was probably meant, if anything comes near.
    private func hint(_ name: String, among known: some Sequence<String>) -> String {
        NearestName.of(name, among: known).map { "，是否指“\($0)”？" } ?? "。"
    }

    static func isIdentifier(_ text: String) -> Bool {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "." }
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        }
    }
}

/// `30 working days` or `at once`.
enum TermText {
    /// - Returns: 0 for `at once`; nil if it is no term.
    static func workingDays(_ text: String) -> Int? {
        switch Promise(text) {
        case .atOnce: 0
        case .workingDays(let days): days
        case .minutes, .hours, nil: nil
        }
    }
}

/// `民法典 209`, taken apart but not looked up.
struct StatuteText {
    let law: String
    let article: Int?
    let paragraph: Int?
    let isWellFormed: Bool

    init(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        law = String(parts.first ?? "")
        guard parts.count > 1 else {
            article = nil
            paragraph = nil
            isWellFormed = !law.isEmpty
            return
        }
        let numbers = parts[1].split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
        }
        article = numbers.first ?? nil
        paragraph = numbers.count > 1 ? numbers[1] : nil
        isWellFormed = parts.count == 2 && (1...2).contains(numbers.count) && numbers.allSatisfy { ($0 ?? 0) > 0 && ($0 ?? 0) < 10_000 }
    }
}
