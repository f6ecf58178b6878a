import Contracts
import Crypto
package import Register

/// A digest of what an answer was made of. As long as it stays the same, so does the answer, and nothing of it has to be opened or written again.
package struct Stamp: Hashable, Sendable {
    private let digest: [UInt8]

    /// - Parameter groups: everything that the answer shows or depends on. Each group and each part goes in with its length.
    package init(_ groups: [[[UInt8]]]) {
        var hash = SHA256()
        func length(_ count: Int) { withUnsafeBytes(of: UInt64(count).littleEndian) { hash.update(bufferPointer: $0) } }
        for group in groups {
            length(group.count)
            for part in group {
                length(part.count)
                hash.update(data: part)
            }
        }
        digest = Array(hash.finalize())
    }

    /// Of an answer that lacks something it should have: never met again, so that the next look reads everything anew.
    package static func unrepeatable() -> Stamp { Stamp([[Array(RandomText.hex(16).utf8)]]) }
}

/// What came of asking whether something has changed, from one snapshot.
package enum Glance<Shown: Sendable>: Sendable {
    /// It is what the asker has seen already.
    case same
    case other(Shown, Stamp)
}

/// Whether the asker has what would be made of this. Answered at once, inside a snapshot.
package typealias Familiarity = @Sendable (Stamp) -> Bool

extension CaseFile {
    /// What changes with the case, and with the day: terms of law and of contracts are counted in days.
    package func stampParts(on today: LegalDate) -> [[UInt8]] { [id, "\(state.version)", "\(today.dayNumber)"].map { Array($0.utf8) } }
}

extension IssuedCertificate {
    /// What changes of a certificate after it was issued, with what names it.
    var stampParts: [[UInt8]] {
        [number, token, status.rawValue, "\(endedAt?.microseconds ?? 0)", replacedBy ?? "", document ?? ""].map { Array($0.utf8) }
    }
}

extension RulingFacts {
    /// What is shown of a ruling: the court may send a corrected one, what it keeps or ends may leave the register by itself, and a department may answer late for what is owed.
    var stampParts: [[UInt8]] {
        [
            id, court, document, notice, "\(servedOn.dayNumber)", form.rawValue, "\(price.fen)", "\(endsOthers)", "\(keptMortgages.count)", "\(endedRights.count)",
            seller?.id.text ?? "", arrears?.said ?? "",
        ].map { Array($0.utf8) } + paid.flatMap { [Array($0.to.utf8), Array("\($0.amount.fen)".utf8)] }
    }
}
