import Catalogue
import Identity
import Register

/// Somebody whom an applicant named by identifier, as the case's answers keep it: a blind index and the last four characters. Who it
/// is, only they themselves can show, by signing in; the number never lies in the case in the clear (个人信息保护法 51).
package struct NamedApplicant: Hashable, Sendable {
    private static let mark = "named"
    /// What is kept.
    package let answer: String

    init(_ identifier: PartyIdentifier, in book: PartyBook) {
        self = Self.all(identifier, in: book)[0]
    }

    /// As the answer may have been kept under each key that the index has had, the current one first.
    static func all(_ identifier: PartyIdentifier, in book: PartyBook) -> [NamedApplicant] {
        book.blindIndexes(identifier).map { NamedApplicant("\(mark):\($0):\(identifier.number.suffix(4))") }
    }

    private init(_ answer: String) { self.answer = answer }

    /// - Returns: nil for text that isn't a kept answer.
    init?(answer: String) {
        let parts = answer.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.mark[...] else { return nil }
        self.answer = answer
    }

    /// Everybody whom a kept answer names, in the order in which they were written; empty for text that isn't one.
    static func everybody(in answer: String) -> [NamedApplicant] {
        let parts = answer.split(separator: separator, omittingEmptySubsequences: false)
        let named = parts.compactMap { NamedApplicant(answer: String($0)) }
        return named.count == parts.count ? named : []
    }

    /// Between the people of one answer.
    fileprivate static let separator: Character = ","

    /// The blind index of their number under the key of the day on which they were named.
    var index: String { String(answer.split(separator: ":")[1]) }

    /// For whoever named them; nil for text that isn't a kept answer.
    package static func shown(_ answer: String) -> String? {
        let everybody = everybody(in: answer)
        return everybody.isEmpty ? nil : "证件号码尾号\(everybody.map { String($0.answer.suffix(4)) }.joined(separator: "、"))"
    }
}

extension CaseOffice {
    /// What is kept of an identifier that an applicant typed: a resident identity number, a credit code, or `kind:number`.
    /// - Throws: `CaseError.invalid` for what is none.
    func naming(_ text: String, field: String) throws -> String {
        NamedApplicant(answer: text) != nil ? text : NamedApplicant(try identifier(text, field: field), in: parties).answer
    }

    /// - Throws: `CaseError.invalid` for what is no identifier.
    func identifier(_ text: String, field: String) throws -> PartyIdentifier {
        let candidates = [
            try? PartyIdentifier(wire: text), try? PartyIdentifier(kind: .identityCard, number: text), try? PartyIdentifier(kind: .creditCode, number: text),
        ]
        guard let identifier = candidates.compactMap({ $0 }).first else {
            throw CaseError.invalid(field: field, message: "证件号码有误，请核对18位居民身份证号码或统一社会信用代码。")
        }
        return identifier
    }

    /// The same for several, each once.
    func namingEverybody(_ text: String, field: String) throws -> String {
        var answers: [String] = []
        for part in FormField.identifiers(text) {
            let answer = try naming(String(part), field: field)
            if !answers.contains(answer) { answers.append(answer) }
        }
        return answers.joined(separator: String(NamedApplicant.separator))
    }
}
