/// Seals finished PDFs with a signature of the profile PAdES B-B, as an incremental update: no byte of the document changes.
///
/// The first seal certifies the document: after it only further seals are permitted (DocMDP, ISO 32000-1 section 12.8.2.2).
package final class PDFSealer: Sendable {
    private let cms: CMSSealer
    private let reserved: Int

    package init(_ cms: CMSSealer) {
        self.cms = cms
        reserved = cms.maximumLength
    }

    /// The document with the seal.
    ///
    /// Throws ``SealError/pdf(_:)`` for bytes that can't be sealed and ``SealError/invalidSeal(_:)`` when the certificate isn't
    /// valid at the time of the seal.
    package func seal(_ pdf: [UInt8], _ seal: PDFSeal) throws -> [UInt8] {
        guard (cms.certificate.validFrom...cms.certificate.validUntil).contains(seal.sealedAt) else {
            throw SealError.invalidSeal("the certificate of \(cms.certificate.commonName) is not valid at that time")
        }
        let file = try PDFFile(pdf)
        var update = try PDFUpdate(file)
        let signature = update.reserveNumber()
        let hole = try write(seal, as: signature, certifying: !Self.hasFields(file), into: &update)
        try update.addField(seal.field, value: signature, place: seal.place)
        if !Self.hasFields(file) {
            update.changeCatalog("Perms", "<< /DocMDP \(signature) 0 R >>")
        }
        var bytes = try update.finish()

        let gap = hole.contents..<hole.contents + 2 * reserved + 2
        let ranges = [0, gap.lowerBound, gap.upperBound, bytes.count - gap.upperBound]
        let text = Array("[\(ranges.map(String.init).joined(separator: " "))]".utf8)
        bytes.replaceSubrange(hole.byteRange..<hole.byteRange + text.count, with: text)

        var hash = StreamingSHA256()
        hash.update(bytes[..<gap.lowerBound])
        hash.update(bytes[gap.upperBound...])
        let der = try cms.sign(digest: hash.digest())
        guard der.count <= reserved else { throw SealError.pdf("the signature is longer than its place") }
        var position = gap.lowerBound + 1
        for byte in der {
            bytes[position] = Hex.digit(byte >> 4)
            bytes[position + 1] = Hex.digit(byte & 15)
            position += 2
        }
        return bytes
    }

    private static func hasFields(_ file: PDFFile) -> Bool {
        (try? file.catalog().dictionary.range(of: "AcroForm")) != nil
    }

    /// Writes the signature dictionary with blanks, and answers where ByteRange and Contents stand.
    private func write(
        _ seal: PDFSeal, as number: Int, certifying: Bool, into update: inout PDFUpdate
    ) throws -> (byteRange: Int, contents: Int) {
        update.begin(number)
        update.append("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ")
        let byteRange = update.position
        update.append(UInt8(ascii: " "), times: 48)
        update.append(" /Contents ")
        let contents = update.position
        update.append("<")
        update.append(UInt8(ascii: "0"), times: 2 * reserved)
        update.append(">")
        update.append(" /M (\(PDFDate.text(seal.sealedAt))) /Name \(PDFText.hex(seal.name)) /Reason \(PDFText.hex(seal.reason))")
        if let location = seal.location { update.append(" /Location \(PDFText.hex(location))") }
        if certifying {
            update.append(
                " /Reference [<< /Type /SigRef /TransformMethod /DocMDP"
                    + " /TransformParams << /Type /TransformParams /P 2 /V /1.2 >> >>]")
        }
        update.append(" >>")
        update.end()
        return (byteRange, contents)
    }
}
