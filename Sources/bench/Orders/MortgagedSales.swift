import ArgumentParser
import Contracts
import Foundation
import Register

/// Homes of a loaded city that are about to be sold with a mortgage standing, on loans of two other lenders (三合一).
struct MortgagedSales {
    struct Sale: Sendable {
        let unit: String
        let seller: CityFile.Buyer
        let buyer: CityFile.Buyer
    }

    let sales: [Sale]
    /// Who lent the sellers, who lends the buyers, and the credit code of the notary who holds the money.
    let standing: InstitutionSystem.Institution
    let lending: [InstitutionSystem.Institution]
    let custodian: String

    init(path: String) throws {
        struct Line: Decodable {
            struct Box<T: Decodable>: Decodable { let _0: T }
            let contract: Box<Housing.Contract>?
            let approval: Box<CityApproval>?
            let institution: Box<CityInstitution>?
        }
        let decoder = JSONDecoder()
        var contracts: [String: Housing.Contract] = [:]
        var lenders: [String: [String]] = [:]
        var institutions: [CityInstitution] = []
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            guard line.hasPrefix("{\"contract") || line.hasPrefix("{\"approval") || line.hasPrefix("{\"institution") else { continue }
            let read = try decoder.decode(Line.self, from: Data(line.utf8))
            if let contract = read.contract?._0, contract.sellers.count == 1, contract.buyers.count == 1 { contracts[contract.unit.text] = contract }
            if let approval = read.approval?._0 { lenders[approval.approval.unit.text, default: []].append(approval.lender) }
            if let institution = read.institution?._0 { institutions.append(institution) }
        }
        guard let first = institutions.first(where: { $0.kinds.contains(.lender) && !$0.provident }), let notary = institutions.first(where: { $0.kinds == [.custodian] }),
            let pair = lenders.values.first(where: { $0.count == 2 })
        else { throw ValidationError("the city has no sale with a mortgage standing on two new loans") }
        let names = Dictionary(uniqueKeysWithValues: institutions.map { ($0.creditCode, $0.name) })
        standing = .init(name: first.name, creditCode: first.creditCode)
        lending = pair.map { .init(name: names[$0] ?? "", creditCode: $0) }
        custodian = notary.creditCode
        sales = lenders.compactMap { unit, codes in
            guard codes == pair, let contract = contracts[unit] else { return nil }
            func side(_ party: Housing.Party) -> CityFile.Buyer {
                CityFile.Buyer(name: party.name, number: String(party.identifier.split(separator: ":")[1]), unit: unit)
            }
            return Sale(unit: unit, seller: side(contract.sellers[0]), buyer: side(contract.buyers[0]))
        }.filter { $0.buyer.number.count == 18 && $0.seller.number.count == 18 }.shuffled()
    }
}
