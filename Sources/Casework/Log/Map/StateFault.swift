/// Why a proof of a unit's state doesn't prove what it says.
package enum StateFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The log's entry is about something else.
    case otherEntry
    /// The file is about another unit than its proof.
    case otherUnit
    /// The state that is shown is not the one that the entry commits to.
    case otherState
    /// The file can't be read.
    case malformed
    /// The witnesses that the policy wants have not cosigned.
    case notWitnessed
    /// There would be enough cosignatures, but some of them say nothing of the map's root.
    case mapNotWitnessed

    package var description: String {
        switch self {
        case .otherEntry: "the entry in it is not an act on this unit"
        case .otherUnit: "its proof is about another unit"
        case .otherState: "the state that it shows is not the one that the log's entry commits to"
        case .malformed: "it is not a proof of a unit's state"
        case .notWitnessed: "the checkpoint has not the witnesses that the policy wants"
        case .mapNotWitnessed:
            "the witnesses that the policy wants have cosigned the log, but ML-DSA-44 cosignatures say nothing of the map of units: name witnesses' Ed25519 keys"
        }
    }
}
