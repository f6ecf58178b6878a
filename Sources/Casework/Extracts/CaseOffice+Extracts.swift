import Catalogue
import Identity
import Register
import Seals
import Storage

extension CaseOffice {
    /// Answers a query: takes down what the register says now, gives it a number, prints and seals it. Done once for a case; what was
    /// taken down at the first try is what is printed at every later one.
    func produceExtract(_ file: CaseFile) async throws {
        let region = region
        let extract: IssuedExtract
        if let known = try await database.read({ try ExtractRecords.of(caseID: file.id, region: region, in: $0) }) {
            guard known.document == nil else { return }
            extract = known
        } else {
            extract = try await takeDownExtract(file)
        }
        let pdf = try await certificates.render(extract, facts: extractFacts(extract))
        let stored = try await blobs.store(pdf)
        try await database.write { try ExtractRecords.attach(document: stored.digest.hex, to: extract.number, region: region, in: $0) }
    }

    private func takeDownExtract(_ file: CaseFile) async throws -> IssuedExtract {
        let region = region
        let now = now()
        let cipher = cipher
        let service = try service(of: file.state)
        let facts = try await facts(for: file, judging: false)
        guard let applicant = facts.applicants.first?.party else { throw CaseError.notEligible("没有查询人。") }
        let purpose = service.field("purpose")?.options.first { $0.value == facts.answers["purpose"] }?.label
        let place = profile.place
        return try await database.write { connection in
            let holdings = try HoldingRecords.of(applicant.ref.id, role: .owner, region: region, in: connection).compactMap { holding in
                try FolioRecords.find(holding.unit, region: region, in: connection).map { (holding: holding, folio: $0.folio) }
            }
            var certificates: [UnitCode: [String]] = [:]
            for (holding, _) in holdings {
                certificates[holding.unit] = try CertificateRecords.valid(of: holding.unit, region: region, in: connection)
                    .filter { $0.kind == .certificate && $0.entry == holding.entry }.map(\.number)
            }
            let printed = ExtractFacts.make(of: applicant, purpose: purpose, holdings: holdings, certificates: certificates, at: now)
            let token = RandomText.hex(16)
            let serial = try NumberSeries.take("extract-\(now.date.year)", region: region, in: connection)
            let digits = String(serial)
            let number = "\(place)不动产查询〔\(now.date.year)〕\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)号"
            let text = String(decoding: try CanonicalJSON.encode(printed), as: UTF8.self)
            let extract = IssuedExtract(
                number: number, caseID: file.id, party: applicant.ref.id, token: token, issuedAt: now,
                facts: try cipher.seal(text, context: "extract/\(token)"), document: nil)
            try ExtractRecords.insert(extract, region: region, in: connection)
            return extract
        }
    }

    package func extractFacts(_ extract: IssuedExtract) throws -> ExtractFacts {
        try CanonicalJSON.decode(ExtractFacts.self, from: Array(cipher.open(extract.facts, context: "extract/\(extract.token)").utf8))
    }

    /// The sealed file; nil while it is being made.
    package func extractFile(_ extract: IssuedExtract) async throws -> [UInt8]? {
        guard let key = extract.document, let digest = BlobDigest(hex: key) else { return nil }
        return try await blobs.read(digest)
    }
}
