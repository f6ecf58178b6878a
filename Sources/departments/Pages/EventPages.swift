import Contracts
import Hummingbird
import NIOCore
import Register
import Seals

/// Makes departments do something of their own accord, and tell the registry of it.
///
/// | method | path                             | what                                                          |
/// | ------ | -------------------------------- | ------------------------------------------------------------- |
/// | POST   | /control/contracts/{unit}/{word} | `cancel` or `file` the contract on a unit; `tell` without it   |
/// | POST   | /control/receipts/{unit}/tell    | tell that the deed tax on a unit has changed                   |
/// | POST   | /control/court/seize             | a court's order: unit, document, court, days; a pre-seizure with `name` and `identifier` of the buyer |
/// | POST   | /control/court/renew             | it goes on: unit, document, court, seizure, days               |
/// | POST   | /control/court/lift              | its end: unit, document, court, seizure                        |
struct EventPages: Sendable {
    let town: Town
    let counter: Counter

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.post("/control/contracts/:unit/:word") { _, context in
            guard let unit = try? UnitCode(context.parameters.get("unit") ?? ""), var contract = town.read({ $0.contracts[unit] }) else {
                throw HTTPError(.notFound)
            }
            switch context.parameters.get("word") {
            case "cancel": contract.status = .cancelled
            case "file": contract.status = .filed
            case "tell": break
            default: throw HTTPError(.notFound)
            }
            town.record(.loaded(.contract(contract)))
            let change = Housing.ContractChanged.Request(number: contract.number, unit: unit, status: contract.status, on: Town.now.date)
            counter.call(Housing.ContractChanged.self, change, id: "contract-\(unit.text)-\(Town.now.microseconds)", caseID: nil)
            return Response(status: .accepted)
        }
        router.post("/control/receipts/:unit/tell") { _, context in
            guard let unit = try? UnitCode(context.parameters.get("unit") ?? ""), let receipt = town.read({ $0.receipts[unit] }) else {
                throw HTTPError(.notFound)
            }
            tell(receipt)
            return Response(status: .accepted)
        }
        router.post("/control/court/seize") { request, _ in
            let fields = HTML.fields(try await request.body.collect(upTo: 4_096))
            let today = Town.now.date
            let order = Court.SeizureOrder.Request(
                document: try field("document", fields), court: try field("court", fields), unit: try unit(fields), from: today,
                until: today.adding(days: Int(fields["days"] ?? "") ?? 1_000),
                against: fields["identifier"].map { Housing.Party(name: fields["name"] ?? "", identifier: $0) },
                preSeizure: fields["identifier"] == nil ? nil : true)
            counter.call(Court.SeizureOrder.self, order, at: try court(fields), id: "seize-\(order.unit.text)-\(Self.digest(order.document))", caseID: nil)
            return Response(status: .accepted)
        }
        router.post("/control/court/renew") { request, _ in
            let fields = HTML.fields(try await request.body.collect(upTo: 4_096))
            let order = Court.SeizureRenewed.Request(
                document: try field("document", fields), court: try field("court", fields), unit: try unit(fields), seizure: try field("seizure", fields),
                until: Town.now.date.adding(days: Int(fields["days"] ?? "") ?? 1_000))
            counter.call(Court.SeizureRenewed.self, order, at: try court(fields), id: "renew-\(order.unit.text)-\(Self.digest(order.document))", caseID: nil)
            return Response(status: .accepted)
        }
        router.post("/control/court/lift") { request, _ in
            let fields = HTML.fields(try await request.body.collect(upTo: 4_096))
            let order = Court.SeizureLifted.Request(
                document: try field("document", fields), court: try field("court", fields), unit: try unit(fields), seizure: try field("seizure", fields))
            counter.call(Court.SeizureLifted.self, order, at: try court(fields), id: "lift-\(order.unit.text)-\(Self.digest(order.document))", caseID: nil)
            return Response(status: .accepted)
        }
    }

    /// The deed tax on a unit was settled.
    func tell(_ receipt: Tax.DeedTaxReceipt.Answer) {
        let change = Tax.ReceiptChanged.Request(number: receipt.number, unit: receipt.unit, status: receipt.status)
        counter.call(Tax.ReceiptChanged.self, change, id: "receipt-\(receipt.unit.text)-\(Town.now.microseconds)", caseID: nil)
    }

    /// The same order is the same message, however often it is sent.
    private static func digest(_ text: String) -> String { String(Hex.encode(Digests.sha256(Array(text.utf8))).prefix(16)) }

    /// Under which code the court that gives an order is connected.
    private func court(_ fields: [String: String]) throws -> String {
        guard let court = town.read({ $0.institutions.court(named: fields["court"] ?? "") }) else { throw HTTPError(.badRequest, message: "court") }
        return court.creditCode
    }

    private func unit(_ fields: [String: String]) throws -> UnitCode {
        guard let unit = try? UnitCode(fields["unit"] ?? "") else { throw HTTPError(.badRequest, message: "unit") }
        return unit
    }

    private func field(_ name: String, _ fields: [String: String]) throws -> String {
        guard let value = fields[name], !value.isEmpty, value.count <= 60 else { throw HTTPError(.badRequest, message: name) }
        return value
    }
}
