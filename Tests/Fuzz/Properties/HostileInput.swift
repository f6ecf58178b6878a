import Ledger
import Register

/// Everything that reads bytes of strangers, each with what must hold whatever the bytes are. Shared by the short run among the
/// tests and by the long one under libFuzzer.
///
/// A parser refuses by its typed error; what it takes it writes back byte by byte; what verifies is what was really signed.
package enum HostileInput: String, CaseIterable, Sendable {
    case note, checkpoint, receipt, compactProof, tile, bundle, addCheckpoint, cosignatures, path, policy, key, json, encoding, mapProof, mapTile

    /// What doesn't hold for these bytes; nil if all does. Crashes and hangs are for the caller to notice.
    package func failure(on bytes: [UInt8]) -> String? {
        do {
            switch self {
            case .note: return try NoteProperties.note(bytes)
            case .checkpoint: return try NoteProperties.checkpoint(bytes)
            case .receipt: return try ProofProperties.receipt(bytes)
            case .compactProof: return try ProofProperties.compact(bytes)
            case .tile: return try TreeProperties.tile(bytes)
            case .bundle: return try TreeProperties.bundle(bytes)
            case .path: return try TreeProperties.path(bytes)
            case .addCheckpoint: return try WitnessProperties.request(bytes)
            case .cosignatures: return try WitnessProperties.lines(bytes)
            case .policy: return try WitnessProperties.policy(bytes)
            case .key: return try NoteProperties.key(bytes)
            case .json: return try TextProperties.json(bytes)
            case .encoding: return try TextProperties.encoding(bytes)
            case .mapProof: return try MapProperties.proof(bytes)
            case .mapTile: return try MapProperties.tile(bytes)
            }
        } catch is LedgerError {
            return nil
        } catch is CanonicalJSONError {
            return nil
        } catch {
            return "an error that nobody announced: \(error)"
        }
    }
}

/// What a parser took may fail to be what it was given; what follows from it must not throw any more.
func unless(_ holds: Bool, _ what: String) -> String? { holds ? nil : what }
