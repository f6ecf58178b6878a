import Contracts
import Register

/// The fault of answering about somebody or something else: a good answer, to another question.
enum OtherSubject {
    private static let person = "identity-card:110101199001010015"
    private static let unit = UnitCode(trusted: "360102001001GB99999F00010001")

    static func turned(_ value: any Codable & Sendable) -> any Codable & Sendable {
        switch value {
        case var answer as PublicSecurity.Identity.Answer:
            answer.identifier = person
            return answer
        case var answer as CivilAffairs.Marriage.Answer:
            answer.identifier = person
            return answer
        case var answer as Credit.Record.Answer:
            answer.identifier = person
            return answer
        case var answer as Housing.ContractsOfBuyer.Answer:
            answer.identifier = person
            return answer
        case var answer as Housing.Contract:
            answer.unit = unit
            return answer
        case var answer as Housing.MaintenanceFund.Answer:
            answer.unit = unit
            return answer
        case var answer as Housing.CompletionRecord.Answer:
            answer.project = "P99999"
            return answer
        case var answer as Tax.DeedTaxReceipt.Answer:
            answer.unit = unit
            return answer
        case var answer as Tax.Assessment.Answer:
            answer.unit = unit
            return answer
        case var answer as Dues:
            answer.unit = unit
            return answer
        case var answer as Tax.AuctionEstimate.Answer:
            answer.unit = unit
            return answer
        case var answer as Housing.Occupancy.Answer:
            answer.unit = unit
            return answer
        case var answer as Payment.Order:
            answer.number += "9"
            answer.caseID += "9"
            return answer
        case var answer as ProvincialChain.Receipt:
            answer.record.size += 1
            return answer
        case var answer as Lending.LoanApproval.Answer:
            answer.unit = unit
            return answer
        case var answer as Lending.PayoffStatement.Answer:
            answer.unit = unit
            return answer
        case var answer as Lending.Settlement.Answer:
            answer.unit = unit
            return answer
        case var answer as Lending.Disburse.Answer:
            answer.order += "9"
            return answer
        case var answer as Custody.Open.Answer:
            answer.caseID += "9"
            return answer
        case var answer as Custody.Tariff.Answer:
            answer.price = answer.price + Money(fen: 1)
            return answer
        case var answer as Custody.Statement.Answer:
            answer.caseID += "9"
            return answer
        case var answer as Custody.Pay.Answer:
            answer.order += "9"
            return answer
        default: return value
        }
    }
}
