import Crypto
import Identity
import Register

extension CityPlan {
    /// The number of a party in the party book: made of the seed and the identifier, so that the same seed gives the same book.
    ///
    /// Only people who were made up get such numbers; those of real ones are random.
    func partyID(_ claim: PartyClaim) -> PartyID {
        let digest = SHA256.hash(data: Array("dengbu city \(seed) \(claim.identifier.wire)".utf8))
        return PartyID(digest.prefix(16).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined())
    }
}
