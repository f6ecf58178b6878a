/// Whose cosignatures make a checkpoint good enough, as a text that logs and verifiers share:
///
///     witness housing  witness.example/housing+1a2b3c4d+BA…  http://10.0.0.2:9101
///     witness tax      witness.example/tax+5e6f7a8b+BA…      http://10.0.0.3:9101
///     witness court    witness.example/court+9c0d1e2f+BA…    http://10.0.0.4:9101
///     group   any-two  2 housing tax court
///     quorum  any-two
///
/// A group's threshold is a number, `any` or `all`; its members are witnesses or earlier groups, each in one group at most, so that
/// nobody counts twice and the work of checking grows with the text alone. `quorum none` wants nobody.
/// Empty lines and those that begin with # are skipped.
package struct WitnessPolicy: Sendable {
    package struct Witness: Hashable, Sendable {
        /// Its name in this text.
        package let label: String
        package let key: CosignatureVerifier
        /// Prefix of its `add-checkpoint`; nil for verifiers, who never ask it.
        package let url: String?
    }

    indirect enum Rule: Sendable {
        case nobody
        case witness(Int)
        case group(Int, [Rule])
    }

    package let witnesses: [Witness]
    let quorum: Rule

    /// Lines of the largest policy that is read: bounds how deep groups can stand in each other.
    static let mostLines = 1_000

    /// Nobody has to cosign.
    package static let none = WitnessPolicy(witnesses: [], quorum: .nobody)

    private init(witnesses: [Witness], quorum: Rule) {
        self.witnesses = witnesses
        self.quorum = quorum
    }

    /// - Throws: `malformedKey` with the line's number: unknown words and names, names given twice, thresholds that can't be
    ///   reached, a key twice, a member of two groups, control characters, no or more than one quorum, more than 1,000 lines.
    package init(text: String) throws(LedgerError) {
        var witnesses: [Witness] = []
        var rules: [String: Rule] = ["none": .nobody]
        var quorum: Rule?
        var taken: Set<String> = []
        // Bytes, not characters: a mark that combines with a space or a newline must not hide it.
        for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            func refuse(_ why: String) -> LedgerError { .malformedKey("line \(number + 1) of the witness policy: \(why)") }
            guard number < WitnessPolicy.mostLines else { throw refuse("more than \(WitnessPolicy.mostLines) lines") }
            guard !line.contains(where: { $0 < 0x20 && $0 != UInt8(ascii: "\t") }) else { throw refuse("a control character, perhaps a carriage return") }
            let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map { String(Substring($0)) }
            guard let word = words.first, word.utf8.first != UInt8(ascii: "#") else { continue }
            if word == "witness" || word == "group", words.count > 1, rules[words[1]] != nil { throw refuse("\(words[1]) is there already") }
            switch word {
            case "witness" where words.count == 3 || words.count == 4:
                let key: CosignatureVerifier
                do { key = try CosignatureVerifier(vkey: words[2]) } catch { throw refuse("\(error)") }
                guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else { throw refuse("this key is there already") }
                rules[words[1]] = .witness(witnesses.count)
                witnesses.append(Witness(label: words[1], key: key, url: words.count == 4 ? words[3] : nil))
            case "group" where words.count > 3:
                var members: [Rule] = []
                for name in words[3...] {
                    guard name != "none", let rule = rules[name] else { throw refuse("\(name) is not known") }
                    members.append(rule)
                }
                for name in words[3...] where !taken.insert(name).inserted { throw refuse("\(name) is a member already") }
                let threshold = words[2] == "any" ? 1 : words[2] == "all" ? members.count : Decimal.parse(words[2].utf8)
                guard let threshold, (1...members.count).contains(threshold) else { throw refuse("threshold \(words[2])") }
                rules[words[1]] = .group(threshold, members)
            case "quorum" where words.count == 2:
                guard quorum == nil else { throw refuse("the quorum is there already") }
                guard let rule = rules[words[1]] else { throw refuse("\(words[1]) is not known") }
                quorum = rule
            default: throw refuse("a line is witness NAME KEY [URL], group NAME THRESHOLD MEMBERS or quorum NAME")
            }
        }
        guard let quorum else { throw .malformedKey("the witness policy names no quorum") }
        self.init(witnesses: witnesses, quorum: quorum)
    }

    /// Whether a checkpoint needs anybody's cosignature.
    package var needsWitnesses: Bool { if case .nobody = quorum { false } else { true } }

    package var keys: [CosignatureVerifier] { witnesses.map(\.key) }

    /// What of a checkpoint has to be cosigned.
    package enum Part: Hashable, Sendable {
        /// The log's name, the tree's size and its root.
        case tree
        /// The map's root too: a further line, over which ML-DSA-44 cosignatures say nothing.
        case wholeText
    }

    /// Whether these signatures, all verified, are enough.
    package func isSatisfied(by note: VerifiedNote, over part: Part = .tree) -> Bool {
        let signed = witnesses.map { note.isSigned(by: $0.key) && (part == .tree || $0.key.algorithm == .ed25519) }
        func holds(_ rule: Rule) -> Bool {
            switch rule {
            case .nobody: true
            case .witness(let index): signed[index]
            case .group(let threshold, let members): members.count(where: holds) >= threshold
            }
        }
        return holds(quorum)
    }
}
