package import Catalogue
import Identity
package import Register
import Storage

/// A case as one of its applicants reads it, all of one moment.
package struct OwnCase: Sendable {
    package let file: CaseFile
    package let service: ServiceDefinition
    /// Of the applicants, as lists show them.
    package let names: [PartyID: String]
    /// The reader's own.
    package let certificates: [IssuedCertificate]
    /// What became of the developer's letter that the case rests on.
    package let pledge: PledgeNotice?
    /// The ruling, for whoever won an auction.
    package let sale: RulingFacts?
}

extension CaseOffice {
    /// - Parameter isFamiliar: asked before a name is opened; only a court's ruling is opened to know whether it changed.
    /// - Throws: `CaseError.unknownCase`, `CaseError.notYours`.
    package func ownCase(_ id: String, of party: PartyID, unless isFamiliar: @escaping Familiarity) async throws -> Glance<OwnCase> {
        try await database.read { connection in
            let file = try self.load(id, for: party, in: connection)
            let service = try self.service(of: file.state)
            let names = try self.parties.names(of: file.state.applicants.map(\.party.id), in: connection)
            // They come into being with the registration, in its transaction.
            let certificates = file.state.registration == nil ? [] : try CertificateRecords.of(caseID: id, heldBy: party, region: self.region, in: connection)
            let pledge = try self.pledgeNotice(of: file.state, in: connection)
            let sale = try self.sale(of: file, service, in: connection)
            let stamp = Stamp([
                file.stampParts(on: self.now().date), names.marks, certificates.flatMap(\.stampParts), [Array((pledge?.text ?? "").utf8)],
                sale?.stampParts ?? [],
            ])
            if isFamiliar(stamp) { return .same }
            return .other(
                OwnCase(file: file, service: service, names: try names.masked(), certificates: certificates, pledge: pledge, sale: sale), stamp)
        }
    }
}
