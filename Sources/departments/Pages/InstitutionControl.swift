import Contracts
import Hummingbird
import NIOCore
import Register

/// Makes institutions do something of their own accord, and shows their books.
///
/// | method | path                            | what                                                                   |
/// | ------ | ------------------------------- | ---------------------------------------------------------------------- |
/// | POST   | /control/lenders/{code}/days    | its books are `days` ahead of the calendar: what pays a loan off changes |
/// | POST   | /control/lenders/{code}/penalty | a penalty on a loan overnight: unit, proof, amount in yuan             |
/// | GET    | /control/money.json             | every account, and what has come to all together: nothing              |
struct InstitutionControl: Sendable {
    let town: Town
    let counter: Counter

    struct Books: Codable {
        var accounts: [String: Money]
        /// Always zero.
        var drift: Money
        var postings: Int
    }

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.post("/control/lenders/:code/days") { request, context in
            let fields = HTML.fields(try await request.body.collect(upTo: 4_096))
            let code = context.parameters.get("code") ?? ""
            guard let days = Int(fields["days"] ?? ""), (0...3_650).contains(days), town.read({ $0.institutions.institutions[code] }) != nil else {
                throw HTTPError(.badRequest, message: "days")
            }
            town.settle { _ -> ([InstitutionBook.Change], Void) in ([.days(code, days)], ()) }
            return Response(status: .accepted)
        }
        router.post("/control/lenders/:code/penalty") { request, context in
            let fields = HTML.fields(try await request.body.collect(upTo: 4_096))
            let unit = try HTML.unit(fields)
            let amount = try HTML.money(fields)
            let code = context.parameters.get("code") ?? ""
            let changed = town.settle { state -> ([InstitutionBook.Change], Loan?) in
                guard var loan = state.institutions.loan(lender: code, unit: unit, proof: fields["proof"] ?? "") else { return ([], nil) }
                loan.penalty += amount
                return ([.loan(loan)], loan)
            }
            guard let changed else { throw HTTPError(.notFound) }
            counter.ring(.changed(lender: code, .init(unit: unit, matter: .payoff, number: "FX\(changed.account)-\(changed.penalty.fen)")))
            return Response(status: .accepted)
        }
        router.get("/control/money.json") { _, _ in
            let money = town.read { state in
                let ledger = state.institutions.ledger
                return Books(accounts: ledger.accounts.mapValues(\.balance), drift: ledger.drift, postings: ledger.postings.count)
            }
            return Response(
                status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: try CanonicalJSON.encode(money))))
        }
    }
}
