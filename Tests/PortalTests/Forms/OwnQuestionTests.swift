import Catalogue
import Register
import Testing

@testable import Casework
@testable import Portal

@Suite("Everybody is asked their own questions") struct OwnQuestionTests {
    private func form(_ role: String?, _ answers: [String: String] = [:]) throws -> CaseForm {
        let service = try #require(try RealPortal.catalogue.get().service("transfer.mortgaged.new-rank"))
        return CaseForm(service, answers: answers, standings: [ApplicantStanding(role: "buyer", kind: .person)], reader: role.map { [ApplicantStanding(role: $0, kind: .person)] })
    }

    @Test("the seller has the account, the buyer the certificate, lenders their order; at the counter all of it is asked")
    func own() throws {
        #expect(try form("seller").own.map(\.name).contains("rest") && form("seller").own.allSatisfy { $0.name != "brokerage-buyer" })
        #expect(try form("buyer").own.map(\.name) == ["custodian", "delivery", "brokerage-buyer"])
        #expect(try form("new-lender").own.map(\.name) == ["loan-order"])
        #expect(try form("consenting").own.isEmpty)
        #expect(try form(nil).own == form(nil).asked)
    }

    @Test("the next question is the reader's own; what others have to say is open all the same")
    func order() throws {
        let buyer = try form("buyer", ["custodian": "12360100MB1G12347G"])
        #expect(buyer.next(after: "custodian")?.name == "delivery")
        #expect(buyer.firstOpen?.name == "delivery" && buyer.ownProblems.isEmpty)
        #expect(buyer.problems.map(\.field.name) == ["rest"] && !buyer.isComplete)
    }
}
