import Contracts
import Foundation
import Register

/// What the benchmark needs of a loaded city: who can register alone.
struct CityFile {
    struct Buyer: Sendable {
        let name: String
        let number: String
        let unit: String
    }

    /// Single buyers who have paid price, tax and maintenance fund in full. Whether a court has seized the home is not in this file.
    static func readyBuyers(path: String) throws -> [Buyer] {
        struct Line: Decodable {
            struct Box<T: Decodable>: Decodable { let _0: T }
            let contract: Box<Housing.Contract>?
            let fund: Box<Housing.MaintenanceFund.Answer>?
            let receipt: Box<Tax.DeedTaxReceipt.Answer>?
        }
        let decoder = JSONDecoder()
        var contracts: [Housing.Contract] = []
        var funded: Set<UnitCode> = []
        var taxed: [UnitCode: Money] = [:]
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            guard line.hasPrefix("{\"contract") || line.hasPrefix("{\"fund") || line.hasPrefix("{\"receipt") else { continue }
            let read = try decoder.decode(Line.self, from: Data(line.utf8))
            if let contract = read.contract?._0, contract.buyers.count == 1, contract.paid == contract.price { contracts.append(contract) }
            if let fund = read.fund?._0, fund.paid == fund.due { funded.insert(fund.unit) }
            if let receipt = read.receipt?._0, receipt.status == .paid { taxed[receipt.unit] = receipt.contractPrice }
        }
        return contracts.filter { funded.contains($0.unit) && taxed[$0.unit] == $0.price }.map {
            Buyer(name: $0.buyers[0].name, number: String($0.buyers[0].identifier.split(separator: ":")[1]), unit: $0.unit.text)
        }
    }
}
