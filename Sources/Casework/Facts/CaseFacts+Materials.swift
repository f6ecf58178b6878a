import Contracts
package import Register

/// Typed readings of what departments answered. An answer that doesn't have its contract's form counts as not there:
/// the exchange has refused it long before it could come here.
extension CaseFacts {
    func decode<T: Decodable & Sendable>(_ type: T.Type, _ kind: String) -> T? { materials[kind]?.decode(type) }

    var contract: FiledContractFacts? {
        decode(Housing.Contract.self, "sale-contract").map { contract in
            FiledContractFacts(
                number: contract.number, unit: contract.unit.text, sellers: contract.sellers.map(FiledContractFacts.Side.init),
                buyers: contract.buyers.map(FiledContractFacts.Side.init), coOwnership: contract.coOwnership, price: contract.price,
                paid: contract.paid, area: contract.area, paidInFull: contract.paymentMethod != .loan && contract.paid >= contract.price,
                inForce: contract.status == .filed)
        }
    }

    var maintenanceFund: MaintenanceFundFacts? {
        decode(Housing.MaintenanceFund.Answer.self, "maintenance-fund").map { MaintenanceFundFacts(paid: $0.paid >= $0.due) }
    }

    static let receiptMaterial = "tax-receipt"

    var taxReceipt: TaxReceiptFacts? { decode(Tax.DeedTaxReceipt.Answer.self, Self.receiptMaterial).map(TaxReceiptFacts.init) }

    /// One answer for each applicant: `identity`, `identity/2`, ….
    var identities: [IdentityFacts] {
        materials.keys.filter { $0 == "identity" || $0.hasPrefix("identity/") }.sorted().compactMap { kind in
            decode(PublicSecurity.Identity.Answer.self, kind).map { IdentityFacts(matches: $0.matches, alive: $0.alive) }
        }
    }

    /// One answer for each applicant, as `identities`.
    var marriages: [CivilAffairs.Marriage.Answer] {
        materials.keys.filter { $0 == "marriage" || $0.hasPrefix("marriage/") }.sorted().compactMap { decode(CivilAffairs.Marriage.Answer.self, $0) }
    }

    var hasPresalePermit: Bool { decode(Housing.PresalePermit.Answer.self, "presale-permit") != nil }
    var planningPassed: Bool? { decode(Planning.Verification.Answer.self, "planning-verification")?.passed }
    var completionPassed: Bool? { decode(Housing.CompletionRecord.Answer.self, "completion-record")?.passed }
}

extension TaxReceiptFacts {
    init(_ answer: Tax.DeedTaxReceipt.Answer) {
        self.init(
            number: answer.number, contract: answer.contract, unit: answer.unit.text, taxpayers: answer.taxpayers, contractPrice: answer.contractPrice,
            settled: answer.status != .unpaid, sellerTaxes: answer.sellerTaxes)
    }
}

extension FiledContractFacts.Side {
    init(_ party: Housing.Party) { self.init(name: party.name, identifier: party.identifier, share: party.share) }
}

extension CaseFacts {
    /// For the page on which the application is checked before signing.
    /// The contract's price if one of the applicants is a party to the contract: anybody may begin a draft about any unit, and what
    /// others have paid is nobody's business.
    package var contractPrice: Money? {
        guard let contract else { return nil }
        let parties = Set((contract.buyers + contract.sellers).map(\.identifier))
        return applicants.contains { parties.contains($0.party.identifier) } ? contract.price : nil
    }
}
