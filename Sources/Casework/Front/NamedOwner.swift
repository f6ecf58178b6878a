import Catalogue
import Identity
import Register

/// An owner by the register whom an applicant named by number, as the case's answers keep it: as a `NamedApplicant` is kept, but nobody who is to take
/// part. Nobody is shown the owners of a home for having typed its number, and no number lies in the case in the clear (个人信息保护法 51).
package struct NamedOwner: Hashable, Sendable {
    private static let mark = "owner"
    private static let separator: Character = ","
    /// What is kept.
    let answer: String

    /// As the answer may have been kept under each key that the index has had, the current one first.
    static func all(_ identifier: PartyIdentifier, in book: PartyBook) -> [NamedOwner] {
        book.blindIndexes(identifier).map { NamedOwner(answer: "\(mark):\($0):\(identifier.number.suffix(4))") }
    }

    /// Everybody whom a kept answer names, in the order in which they were written; empty for text that isn't one.
    static func everybody(in answer: String) -> [NamedOwner] {
        let parts = answer.split(separator: separator, omittingEmptySubsequences: false)
        let named = parts.filter { part in
            let pieces = part.split(separator: ":", omittingEmptySubsequences: false)
            return pieces.count == 3 && pieces[0] == mark[...]
        }
        return named.count == parts.count ? named.map { NamedOwner(answer: String($0)) } : []
    }

    /// The last characters of the number.
    var ending: String { String(answer.suffix(4)) }

    /// For whoever named them; nil for text that isn't a kept answer.
    package static func shown(_ answer: String) -> String? {
        let everybody = everybody(in: answer)
        return everybody.isEmpty ? nil : "证件号码尾号\(everybody.map(\.ending).joined(separator: "、"))"
    }

    /// What is kept of several, each once.
    fileprivate static func kept(_ owners: [NamedOwner]) -> String {
        var answers: [String] = []
        for owner in owners where !answers.contains(owner.answer) { answers.append(owner.answer) }
        return answers.joined(separator: String(separator))
    }
}

extension CaseOffice {
    /// What is kept of the owners' identifiers that an applicant typed.
    /// - Throws: `CaseError.invalid` for what is none.
    func namingOwners(_ text: String, field: String) throws -> String {
        if !NamedOwner.everybody(in: text).isEmpty { return text }
        return NamedOwner.kept(try FormField.identifiers(text).map { NamedOwner.all(try identifier(String($0), field: field), in: parties)[0] })
    }
}
