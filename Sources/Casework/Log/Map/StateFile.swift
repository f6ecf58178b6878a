package import Ledger
import Register

/// The proof of a unit's state as one file, which the server gives to everybody and `dengbu verify state` and the browser verify offline.
package struct StateFile: Sendable, Codable {
    package let unit: String
    /// `MapReceipt` as text.
    package let proof: String
    /// What stands on the page, as the canonical JSON that the entry commits to; nil where it isn't shown.
    package var state: String?
    /// In hexadecimal.
    package var salt: String?

    package init(_ state: UnitState, showing: Bool) {
        unit = state.receipt.name
        proof = String(decoding: state.receipt.encoded, as: UTF8.self)
        self.state = showing ? state.shown?.state : nil
        salt = showing ? state.shown?.salt : nil
    }

    package init(parsing bytes: [UInt8]) throws(StateFault) {
        guard let file = try? CanonicalJSON.decode(StateFile.self, from: bytes) else { throw .malformed }
        self = file
    }

    /// What the file proves.
    package struct Proved: Sendable {
        /// With the signatures that were verified.
        package let checkpoint: SignedCheckpoint
        /// The last entry about the unit; nil: the register has none.
        package let entry: ActEntry?
        /// What stands on the page; nil where the file or the entry doesn't say.
        package let state: PublicState?
    }

    /// - Throws: `StateFault`, `LedgerError`: what is wrong first.
    package func verify(log: any LogAuthority, policy: WitnessPolicy) throws -> Proved {
        let receipt = try MapReceipt(parsing: proof.utf8)
        guard receipt.name == unit else { throw StateFault.otherUnit }
        let signed = try receipt.verify(with: log, witnesses: policy.keys)
        guard policy.isSatisfied(by: signed.note, over: .wholeText) else {
            throw policy.isSatisfied(by: signed.note) ? StateFault.mapNotWitnessed : StateFault.notWitnessed
        }
        guard let bytes = receipt.entry else {
            guard state == nil, salt == nil else { throw StateFault.otherState }
            return Proved(checkpoint: signed, entry: nil, state: nil)
        }
        let entry = try ActEntry(bytes)
        guard entry.unit == unit else { throw StateFault.otherEntry }
        guard let text = state else { return Proved(checkpoint: signed, entry: entry, state: nil) }
        guard let salt = salt.flatMap({ Hexadecimal.decode($0.utf8) }), RegisterHash.hex(PublicState.commitment(text, salt: salt)) == entry.state,
            let shown = try? CanonicalJSON.decode(PublicState.self, from: Array(text.utf8))
        else { throw StateFault.otherState }
        return Proved(checkpoint: signed, entry: entry, state: shown)
    }
}
