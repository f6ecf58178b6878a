import Yams

/// Reads YAML text into a tree, and reports every syntax error and repeated key with its place. What kind a value is, is its reader's to say: nothing is guessed
/// from how it looks.
struct TreeComposer {
    let file: String
    let log: ProblemLog

    /// Values in one file at most: aliases may repeat what they point at without end.
    static let maximumValues = 100_000
    static let maximumDepth = 40

    /// - Returns: nil if there is no tree to speak of; the log says why.
    func compose(_ text: String) -> Tree? {
        var source = Array(text.unicodeScalars)
        // Yams gives up at the first repeated key. To report all of them, a repeated key's first character is covered by a character
        // of private use, which makes the key unique, until the text can be read; the cover is lifted while the tree is built.
        var covered: [Unicode.Scalar: Unicode.Scalar] = [:]
        var yaml = text
        while true {
            do {
                guard let node = try Parser(yaml: yaml, resolver: .basic).singleRoot() else {
                    log.report(.syntax, "文件是空的。", at: Place(file: file, line: 1, column: 1))
                    return nil
                }
                var builder = Builder(file: file, log: log, covered: covered)
                return builder.tree(node, depth: 0)
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                guard let index = Self.index(of: context.mark, in: source), covered.count < 256,
                    let cover = Unicode.Scalar(UInt32(0xE000 + covered.count))
                else {
                    log.report(.duplicateKey, "键“\(names.joined(separator: "、"))”重复。", at: place(context.mark))
                    return nil
                }
                covered[cover] = source[index]
                source[index] = cover
                yaml = String(String.UnicodeScalarView(source))
            } catch {
                report(error)
                return nil
            }
        }
    }

    /// Where a key's text begins in the source: after its quote if it has one.
    private static func index(of mark: Mark, in source: [Unicode.Scalar]) -> Int? {
        var line = 1
        var index = source.startIndex
        while line < mark.line {
            guard let end = source[index...].firstIndex(of: "\n") else { return nil }
            index = end + 1
            line += 1
        }
        index += mark.column - 1
        guard source.indices.contains(index) else { return nil }
        if source[index] == "\"" || source[index] == "'" { index += 1 }
        return source.indices.contains(index) && source[index] != "\n" ? index : nil
    }

    private func place(_ mark: Mark) -> Place { Place(file: file, line: max(1, mark.line), column: max(1, mark.column)) }

    private func report(_ error: any Error) {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            log.report(.syntax, "YAML语法错误：\(problem)。", at: place(mark))
        case YamlError.reader(let problem, let offset, _, let yaml):
            let before = yaml.utf8.prefix(offset ?? 0)
            let line = before.count { $0 == 0x0A } + 1
            log.report(.syntax, "文件中有不允许的字符：\(problem)。", at: Place(file: file, line: line, column: 1))
        default:
            log.report(.syntax, "无法读取YAML:\(error)", at: Place(file: file, line: 1, column: 1))
        }
    }
}

/// Turns Yams's nodes into ours, within limits.
private struct Builder {
    let file: String
    let log: ProblemLog
    let covered: [Unicode.Scalar: Unicode.Scalar]
    var values = 0
    var gaveUp = false

    init(file: String, log: ProblemLog, covered: [Unicode.Scalar: Unicode.Scalar]) {
        self.file = file
        self.log = log
        self.covered = covered
    }

    mutating func tree(_ node: Node, depth: Int) -> Tree? {
        let place = Place(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        values += 1
        guard values <= TreeComposer.maximumValues, depth <= TreeComposer.maximumDepth else {
            if !gaveUp { log.report(.badValue, "文件内容过多或嵌套过深。", at: place) }
            gaveUp = true
            return nil
        }
        switch node {
        case .scalar(let scalar): return Tree(content: .scalar(scalar.string, plain: scalar.style == .plain), place: place)
        case .sequence(let sequence):
            var items: [Tree] = []
            for item in sequence {
                guard let item = tree(item, depth: depth + 1) else { return nil }
                items.append(item)
            }
            return Tree(content: .sequence(items), place: place)
        case .mapping(let mapping):
            var pairs: [Tree.Pair] = []
            for (key, value) in mapping {
                let keyPlace = Place(file: file, line: key.mark?.line ?? place.line, column: key.mark?.column ?? place.column)
                guard case .scalar(let scalar) = key else {
                    log.report(.wrongType, "键必须是文字。", at: keyPlace)
                    continue
                }
                guard let value = tree(value, depth: depth + 1) else { return nil }
                let name = uncovered(scalar.string)
                if let first = pairs.first(where: { $0.key == name }) {
                    log.report(.duplicateKey, "键“\(name)”重复，第\(first.keyPlace.line)行已有。", at: keyPlace)
                } else {
                    pairs.append(Tree.Pair(key: name, keyPlace: keyPlace, value: value))
                }
            }
            return Tree(content: .mapping(pairs), place: place)
        case .alias:
            log.report(.syntax, "无法解析的引用。", at: place)
            return nil
        }
    }

    private func uncovered(_ key: String) -> String {
        guard let first = key.unicodeScalars.first, let original = covered[first] else { return key }
        var text = String.UnicodeScalarView()
        text.append(original)
        text.append(contentsOf: key.unicodeScalars.dropFirst())
        return String(text)
    }
}
