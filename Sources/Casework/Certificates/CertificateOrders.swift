import Seals
import Catalogue
import Register

extension CaseOffice {
    /// Names of documents that a service may issue.
    package static let documentNames: Set<String> = [
        "ownership-certificate", "mortgage-certificate", "registration-proof", "register-extract", "acceptance-notice",
    ]

    /// The certificates and proofs that a filing leads to, with what will be printed on them.
    func certificateOrders(for filing: Filing, service: ServiceDefinition, facts: CaseFacts) throws -> [CertificateOrder] {
        let before = Dictionary(facts.units.map { ($0.folio.unit, $0.folio) }) { $1 }
        let after = try filing.applied(to: before)
        let names = Dictionary(
            (facts.applicants.map(\.party) + facts.units.flatMap { $0.owners + $0.others }).map { ($0.ref.id, $0) }) { first, _ in first }
        var orders: [CertificateOrder] = []
        // One proof for each mortgage, however many acts of the filing touch it: all print how it stands in the end.
        var proved: Set<EntryID> = []
        for (index, item) in filing.acts.enumerated() {
            guard let folio = after[item.unit] else { continue }
            switch item.act {
            case .transfer where service.issues.contains("ownership-certificate"),
                .firstRegistration where service.issues.contains("ownership-certificate"):
                orders.append(
                    try order(.certificate, item.unit, filing.entry(index).id, CertificateFacts.ownership(folio, names: names)))
            case .reissue(let reissue) where service.issues.contains("ownership-certificate"):
                guard let entry = folio.ownership?.entry.id else { continue }
                var printed = CertificateFacts.ownership(folio, names: names)
                // 实施细则 22: the new certificate says that it is one.
                printed.remarks += reissue.reason == .lost ? "\n补发" : "\n换发"
                orders.append(try order(.certificate, item.unit, entry, printed))
            case .change where service.issues.contains("ownership-certificate"), .correct where service.issues.contains("ownership-certificate"):
                guard let entry = folio.ownership?.entry.id, item.act.touchesOwnership else { continue }
                var printed = CertificateFacts.ownership(folio, names: names)
                printed.remarks += "\n\(item.act.registration.chinese)"
                orders.append(try order(.certificate, item.unit, entry, printed))
            default: break
            }
            if service.issues.contains("mortgage-certificate") {
                for mortgage in folio.mortgages
                where item.act.certifies(mortgage, as: filing.entry(index).id) && proved.insert(mortgage.entry.id).inserted {
                    orders.append(try order(.proof, item.unit, mortgage.entry.id, CertificateFacts.mortgage(mortgage, on: folio, names: names)))
                }
            }
            if service.issues.contains("registration-proof"),
                let printed = CertificateFacts.proof(of: filing.entry(index).id, on: folio, names: names)
            {
                orders.append(try order(.proof, item.unit, filing.entry(index).id, printed))
            }
        }
        return orders
    }

    private func order(_ kind: CertificateOrder.Kind, _ unit: UnitCode, _ entry: EntryID, _ facts: CertificateFacts) throws -> CertificateOrder {
        try Self.order(kind, unit, entry, facts, cipher: cipher)
    }

    /// Seals what will be printed to the certificate it belongs to.
    static func order(
        _ kind: CertificateOrder.Kind, _ unit: UnitCode, _ entry: EntryID, _ facts: CertificateFacts, cipher: FieldCipher
    ) throws -> CertificateOrder {
        let token = RandomText.hex(16)
        var facts = facts
        facts.salt = RandomText.hex(16)
        let text = String(decoding: try CanonicalJSON.encode(facts), as: UTF8.self)
        return CertificateOrder(
            kind: kind, unit: unit, entry: entry, facts: try cipher.seal(text, context: "certificate/\(token)"), token: token,
            disclosure: try FieldDisclosure(facts, binding: []).map { try $0.root() })
    }

    /// What is printed on an issued certificate.
    package func certificateFacts(_ certificate: IssuedCertificate) throws -> CertificateFacts {
        let text = try cipher.open(certificate.facts, context: "certificate/\(certificate.token)")
        return try CanonicalJSON.decode(CertificateFacts.self, from: Array(text.utf8))
    }
}

extension Act {
    /// Whether the main right's certificate says something else afterwards.
    fileprivate var touchesOwnership: Bool {
        if case .correct(let correct) = self, case .mortgageAmount = correct.matter { return false }
        return true
    }

    /// Whether a mortgage's proof is made, or made anew, because of this act.
    fileprivate func certifies(_ mortgage: Mortgage, as entry: EntryID) -> Bool {
        switch self {
        case .mortgage: mortgage.entry.id == entry
        case .changeMortgage(let act): mortgage.entry.id == act.mortgage
        case .transferMortgage(let act): mortgage.entry.id == act.mortgage
        case .determineMortgage(let act): mortgage.entry.id == act.mortgage
        case .correct(let act): if case .mortgageAmount(let of, _) = act.matter { mortgage.entry.id == of } else { false }
        // Each states its rank.
        case .changeRanks: true
        default: false
        }
    }
}
