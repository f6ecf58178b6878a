/// A seal that holds.
package struct VerifiedSeal: Sendable {
    package let field: String
    package let name: String
    package let reason: String
    /// Seconds since 1970, as the sealer claims it.
    package let sealedAt: Int64
    package let certificate: SealCertificate
    /// False if something was appended after this seal: the seal holds for an earlier revision of the file.
    package let coversWholeFile: Bool
}

/// Checks the seals of a PDF.
package struct PDFSealVerifier: Sendable {
    private let cms: CMSVerifier

    package init(roots: [SealCertificate]) {
        cms = CMSVerifier(roots: roots)
    }

    package init(_ cms: CMSVerifier) { self.cms = cms }

    /// Every seal of the document, oldest first. An empty answer means that it has none.
    ///
    /// Throws ``SealError/invalidSeal(_:)`` as soon as one seal doesn't hold, ``SealError/pdf(_:)`` for bytes that can't be read.
    /// The caller asks ``VerifiedSeal/coversWholeFile`` of the last one before it believes what the document shows.
    ///
    /// - Parameter seconds: when the certificates must have been valid; nil for the time that each seal claims.
    package func verify(_ pdf: [UInt8], at seconds: Int64? = nil) throws -> [VerifiedSeal] {
        let file = try PDFFile(pdf)
        let catalog = try file.catalog().dictionary
        guard let range = catalog.range(of: "AcroForm") else { return [] }
        let form = try catalog.reference("AcroForm").map(file.dictionary) ?? {
            var scanner = PDFScanner(pdf, at: range.lowerBound)
            return try scanner.dictionary()
        }()
        var seals: [(end: Int, seal: VerifiedSeal)] = []
        for element in try file.array("Fields", in: form) {
            guard let number = PDFDictionary.reference(pdf[element]) else { continue }
            let field = try file.dictionary(number)
            guard field.source("FT") == "/Sig", let value = field.reference("V") else { continue }
            let name = field.source("T").flatMap(PDFText.decode) ?? ""
            seals.append(try verify(file.dictionary(value), field: name, in: file, at: seconds))
        }
        return seals.sorted { $0.end < $1.end }.map(\.seal)
    }

    private func verify(
        _ signature: PDFDictionary, field: String, in file: PDFFile, at seconds: Int64?
    ) throws -> (Int, VerifiedSeal) {
        let pdf = file.bytes
        guard signature.source("SubFilter") == "/ETSI.CAdES.detached" else {
            throw SealError.invalidSeal("\(field): only ETSI.CAdES.detached is understood")
        }
        let ranges = try file.array("ByteRange", in: signature).map { Int(String(decoding: pdf[$0], as: UTF8.self)) ?? -1 }
        guard let contents = signature.range(of: "Contents"), ranges.count == 4, ranges[0] == 0,
            ranges[1] == contents.lowerBound, ranges[2] == contents.upperBound, ranges[3] >= 0,
            ranges[3] <= pdf.count - ranges[2]
        else { throw SealError.invalidSeal("\(field): its byte ranges leave something out") }
        let end = ranges[2] + ranges[3]

        guard let padded = Hex.decode(pdf[contents].dropFirst().dropLast()), let length = DER.length(of: padded[...]),
            padded[length...].allSatisfy({ $0 == 0 })
        else { throw SealError.invalidSeal("\(field): its contents are damaged") }
        guard let sealedAt = signature.source("M").flatMap(PDFText.decode).flatMap(PDFDate.seconds) else {
            throw SealError.invalidSeal("\(field): it has no time")
        }
        let certificate = try cms.verify(
            Array(padded[..<length]), over: Array(pdf[..<ranges[1]] + pdf[ranges[2]..<end]), at: seconds ?? sealedAt)
        let seal = VerifiedSeal(
            field: field, name: signature.source("Name").flatMap(PDFText.decode) ?? "",
            reason: signature.source("Reason").flatMap(PDFText.decode) ?? "", sealedAt: sealedAt, certificate: certificate,
            coversWholeFile: end == pdf.count)
        return (end, seal)
    }
}
