import Ledger
import Register

/// The log entry of a certificate that was issued, as a verifier reads it.
package struct IssuedEntry: Hashable, Sendable {
    /// Canonical JSON: what the log has.
    package let bytes: [UInt8]
    package let number: String
    package let unit: String
    /// The register's entry that the certificate certifies.
    package let entry: String
    package let commitment: String

    private struct Content: Decodable {
        let commitment: String
        let entry: String
        let event: String
        let number: String
        let type: String
        let unit: String
        let v: Int
    }

    /// - Throws: `DisclosureError.otherEntry` for any entry but that of a certificate issued with its fields disclosed.
    package init(_ bytes: [UInt8]) throws {
        guard let content = try? CanonicalJSON.decode(Content.self, from: bytes), content.type == "certificate", content.event == "issued", content.v == 2
        else { throw DisclosureError.otherEntry }
        self.bytes = bytes
        (number, unit, entry, commitment) = (content.number, content.unit, content.entry, content.commitment)
    }

    /// The entry from its short form in a `CompactProof`: time ‖ commitment (32 bytes) ‖ entry ‖ number ‖ unit, the time as LEB128 of
    /// microseconds since 1970, each text behind its length.
    package init(short: [UInt8]) throws {
        var reader = ByteReader(short)
        let at = Moment(microseconds: Int64(try reader.number()))
        let commitment = try reader.take(32)
        func text() throws -> String {
            guard let text = String(validating: try reader.take(reader.number()), as: UTF8.self), !text.contains(where: { "\"\\".contains($0) || $0.isNewline })
            else { throw LedgerError.malformedProof("not a text") }
            return text
        }
        let (entry, number, unit) = (try text(), try text(), try text())
        guard reader.isAtEnd else { throw LedgerError.malformedProof("bytes behind the entry") }
        try self.init(RegisterHash.issuedEntry(number: number, unit: unit, entry: entry, at: at, commitment: commitment, version: 2))
    }

    /// The short form of a certificate's entry.
    static func short(_ certificate: IssuedCertificate, commitment: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        CompactProof.append(Int(certificate.issuedAt.microseconds), to: &bytes)
        bytes += commitment
        for text in [certificate.entry.text, certificate.number, certificate.unit.text] {
            CompactProof.append(text.utf8.count, to: &bytes)
            bytes += Array(text.utf8)
        }
        return bytes
    }
}
