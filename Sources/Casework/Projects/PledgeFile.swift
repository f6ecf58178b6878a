import Documents
import Identity
import NIOPosix
import Register
import Seals
import Storage

/// The promise letter as a sealed file: what the developer signed, when it came in, and the list it is for. It names no person, so that
/// everybody may read it.
package struct PledgeFile: Sendable {
    package let pledge: Pledge
    package let bytes: [UInt8]
    /// SHA-256 of the file, in hexadecimal.
    package let digest: String
}

extension CaseOffice {
    /// The sealed file of the letter that stands; printed when it is first asked for, and the same from then on.
    /// - Returns: nil where there is no letter, and for letters of before, which were plain text.
    package func pledgeFile(of id: String) async throws -> PledgeFile? {
        let region = region
        let parties = parties
        let found = try await database.read { connection -> (Pledge, PledgeLetter, Project, String, [ProjectUnit])? in
            guard let pledge = try PledgeRecords.current(of: id, region: region, in: connection),
                let letter = try PledgeRecords.letter(of: id, region: region, in: connection).flatMap({ try? CanonicalJSON.decode(PledgeLetter.self, from: $0) }),
                let project = try ProjectRecords.find(id, region: region, in: connection)
            else { return nil }
            // Names of organisations are public.
            let name = try parties.ownDetails(of: project.developer.id, in: connection).name
            let listed = Set(letter.units)
            return (pledge, letter, project, name, try ProjectRecords.units(of: id, region: region, in: connection).filter { listed.contains($0.unit) })
        }
        guard let (pledge, letter, project, name, units) = found else { return nil }
        if let key = pledge.document, let digest = BlobDigest(hex: key) {
            return PledgeFile(pledge: pledge, bytes: try await blobs.read(digest), digest: key)
        }
        let bytes = try await certificates.render(pledge, letter, of: project, developer: name, units: units, at: now())
        let digest = try await blobs.store(bytes).digest.hex
        // Two may print at once; everybody gets the file of the one who is first.
        let kept = try await database.write { connection -> Pledge? in
            guard var current = try PledgeRecords.current(of: id, region: region, in: connection), current.digest == pledge.digest else { return nil }
            if current.document == nil {
                current.document = digest
                try PledgeRecords.update(current, region: region, in: connection)
            }
            return current
        }
        guard let kept, let key = kept.document, let stored = BlobDigest(hex: key) else { return nil }
        return PledgeFile(pledge: kept, bytes: key == digest ? bytes : try await blobs.read(stored), digest: key)
    }
}

extension CertificateDesk {
    /// Prints and seals a promise letter. The seal says that the registry received it so; who signed it is vouched for by unified identity,
    /// or by the key of the developer's own system (电子签名法 13).
    func render(
        _ pledge: Pledge, _ letter: PledgeLetter, of project: Project, developer: String, units: [ProjectUnit], at now: Moment
    ) async throws -> [UInt8] {
        var buildings: [(name: String, rooms: [String])] = []
        for unit in units {
            let number = unit.unit.buildingCode.flatMap { Int($0.suffix(4)) } ?? 0
            if buildings.last?.name != "\(number)幢" { buildings.append(("\(number)幢", [])) }
            buildings[buildings.count - 1].rooms.append(unit.room)
        }
        let printed = PromiseLetter(
            number: "\(project.id)-\(letter.signedAt.date)",
            facts: [
                ("项目", project.name), ("坐落", project.location), ("宗地代码", project.parcel), ("承诺人", developer), ("签署时间", letter.signedAt.description),
                ("有效期至", letter.validUntil.chinese), ("签署方式", "键入企业全称电子签名，身份经统一身份认证或接口密钥核验"), ("文书摘要", "SHA-256 \(pledge.digest)"),
            ],
            letter: letter.letter, masterApplication: letter.masterApplication,
            list: buildings.map { ("\($0.name)（\($0.rooms.count)套）", $0.rooms.joined(separator: "、")) }, units: letter.units.count,
            table: TableWriter.text(
                [["不动产单元号", "室号", "坐落"]] + units.map { [$0.unit.text, $0.room, $0.description.location] }),
            issue: LetterIssue(
                authority: profile.authority, date: now.date.chinese, issuedAt: now.microseconds / 1_000_000,
                checkURL: projectURL(project.id), sealUse: "自办承诺收存专用章"))
        let press = press
        let sealer = sealer
        let profile = profile
        // Drawing blocks; it must not hold up the tasks that serve pages.
        return try await NIOThreadPool.singleton.runIfActive {
            let document = try press.promiseLetter(printed)
            return try sealer.sealed(
                document.bytes,
                PDFSeal(
                    name: profile.authority, reason: "收存开发企业签署的承诺书", location: profile.place,
                    sealedAt: now.microseconds / 1_000_000, place: document.sealPlace))
        }
    }
}
