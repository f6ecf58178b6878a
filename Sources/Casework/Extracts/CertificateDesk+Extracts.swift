import Documents
import NIOPosix
import Register
import Seals

extension CertificateDesk {
    /// The address of an extract's public check page: what its QR code holds.
    package func link(_ extract: IssuedExtract) -> String { extractURL(extract.token) }

    /// Prints and seals an extract.
    func render(_ extract: IssuedExtract, facts: ExtractFacts) async throws -> [UInt8] {
        func pairs(_ lines: [ExtractFacts.Line]) -> [(name: String, value: String)] { lines.map { ($0.name, $0.value) } }
        let letter = RegisterExtract(
            number: extract.number, inquiry: pairs(facts.inquiry), sections: facts.sections.map { .init($0.title, pairs($0.lines)) },
            remarks: facts.remarks,
            issue: LetterIssue(
                authority: profile.authority, date: extract.issuedAt.date.chinese, issuedAt: extract.issuedAt.microseconds / 1_000_000,
                checkURL: link(extract), sealUse: "登记资料查询专用章"))
        let press = press
        let sealer = sealer
        let profile = profile
        // Drawing blocks; it must not hold up the tasks that serve pages.
        return try await NIOThreadPool.singleton.runIfActive {
            let printed = try press.registerExtract(letter)
            return try sealer.sealed(
                printed.bytes,
                PDFSeal(
                    name: profile.authority, reason: "出具不动产登记资料查询结果证明", location: profile.place,
                    sealedAt: extract.issuedAt.microseconds / 1_000_000, place: printed.sealPlace))
        }
    }
}
