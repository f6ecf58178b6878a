import Foundation
package import Register
package import Seals

/// The headers of a call-back as Standard Webhooks 1.0 has them, with its asymmetric signature (`v1a`, Ed25519).
///
/// Signed with the registry's own message key, which institutions know from the exchange: nobody keeps a shared secret, so nothing
/// that is read here or there lets anybody speak in the registry's name, and a change of the key is already provided for. What is
/// signed begins with the event's id, never with the brace that begins every message of the exchange, so neither passes for the other.
package enum CallbackSignature {
    package static let idHeader = "webhook-id"
    package static let timeHeader = "webhook-timestamp"
    package static let signatureHeader = "webhook-signature"
    /// Which key signed, where a receiver knows several.
    package static let keyHeader = "dengbu-key-id"

    package static func headers(id: String, body: [UInt8], at now: Moment, signer: any MessageSigner) throws -> [(String, String)] {
        let seconds = now.microseconds / 1_000_000
        let signer = signer.current
        let signature = try signer.sign(signed(id: id, seconds: seconds, body: body))
        return [
            ("content-type", "application/json"), ("user-agent", "dengbu-callback/1"), (idHeader, id), (timeHeader, String(seconds)),
            (signatureHeader, "v1a,\(Data(signature).base64EncodedString())"), (keyHeader, signer.keyID),
        ]
    }

    /// What is signed.
    package static func signed(id: String, seconds: Int64, body: [UInt8]) -> [UInt8] { Array("\(id).\(seconds).".utf8) + body }
}
