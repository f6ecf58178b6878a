import Contracts
import Register

/// What the departments answer, as a function of what they know.
struct Answerer {
    let town: Town
    let base: Base
    let chain: BlockChain
    /// Told once the answer stands.
    let ring: (InstitutionBook.Bell) -> Void

    enum Reply {
        case found(any Codable & Sendable)
        case notFound
        case refused(String)
        /// Not yet: the same is to be asked again.
        case busy
    }

    /// - Returns: nil for a contract that nobody here has.
    func reply(to envelope: Envelope, lying: Bool) throws -> Reply? {
        func request<C: Contract>(_: C.Type) throws -> C.Request { try CanonicalJSON.decode(C.Request.self, from: Array(envelope.payload.utf8)) }
        switch envelope.contract {
        case PublicSecurity.Identity.name: return identity(try request(PublicSecurity.Identity.self), lying)
        case CivilAffairs.Marriage.name: return marriage(try request(CivilAffairs.Marriage.self))
        case Credit.Record.name: return .found(Credit.Record.Answer(identifier: try request(Credit.Record.self).identifier, good: !lying, events: []))
        case Housing.ContractsOfBuyer.name: return contracts(try request(Housing.ContractsOfBuyer.self))
        case Housing.FiledContract.name: return contract(try request(Housing.FiledContract.self), lying)
        case Housing.MaintenanceFund.name: return fund(try request(Housing.MaintenanceFund.self), lying)
        case Housing.PresalePermit.name:
            let id = try request(Housing.PresalePermit.self).project
            return town.read { $0.projects[id] }.map {
                .found(Housing.PresalePermit.Answer(project: id, number: $0.permit, issuedOn: $0.permitOn))
            } ?? .notFound
        case Housing.DeveloperProjects.name: return developer(try request(Housing.DeveloperProjects.self))
        case FinancialRegulator.Licence.name: return licence(try request(FinancialRegulator.Licence.self), lying)
        case Housing.CompletionRecord.name: return works(try request(Housing.CompletionRecord.self).project, "竣备") { $0.completionPassed != lying }
        case Planning.Verification.name: return works(try request(Planning.Verification.self).project, "规核") { $0.planningPassed != lying }
        case Tax.DeedTaxReceipt.name: return receipt(try request(Tax.DeedTaxReceipt.self), lying)
        case Tax.Assessment.name: return assessment(try request(Tax.Assessment.self))
        case Arrears.Water.name, Arrears.Power.name, Arrears.Gas.name, Arrears.PropertyFee.name:
            return dues(envelope.contract, try request(Arrears.Water.self).unit, lying)
        case Tax.AuctionEstimate.name: return estimate(try request(Tax.AuctionEstimate.self).unit, lying)
        case Housing.Occupancy.name: return occupancy(try request(Housing.Occupancy.self).unit, lying)
        case Tax.AuctionSale.name: return sold(try request(Tax.AuctionSale.self), envelope)
        case Payment.CreateOrder.name: return order(try request(Payment.CreateOrder.self), lying)
        case Payment.OrderStatus.name:
            let number = try request(Payment.OrderStatus.self).number
            return town.read { $0.orders[number] }.map { .found(lying ? Self.cheaper($0) : $0) } ?? .notFound
        case Payment.Refund.name: return refund(try request(Payment.Refund.self))
        case ProvincialChain.Deposit.name:
            return try ChainAnswers(town: town, chain: chain).reply(to: request(ProvincialChain.Deposit.self), lying: lying)
        case UpperRegistry.AccessMessage.name:
            let message = try request(UpperRegistry.AccessMessage.self)
            keep(envelope, receipt: message.bizMsgID)
            let sound = message.xml.hasPrefix("<?xml") && message.bizMsgID.count == 18 && message.recType.count == 7
            return .found(
                UpperRegistry.AccessMessage.Answer(
                    bizMsgID: message.bizMsgID, success: sound, code: sound ? "0000" : "3001", info: sound ? "接收成功" : "报文校验不通过"))
        default:
            guard Self.pushed.contains(envelope.contract) else { return try institution(envelope, lying: lying) }
            let receipt = "\(envelope.to)-\(envelope.id.prefix(12))"
            keep(envelope, receipt: receipt)
            return .found(Acknowledged(receipt: receipt))
        }
    }

    private static let pushed: Set<String> = [
        Told.Housing.name, Told.Tax.name, Told.Water.name, Told.Power.name, Told.Gas.name, Told.Television.name, ShortMessage.Send.name,
        Post.Dispatch.name, Court.SeizureChanged.name, Court.ArrearsOpen.name,
    ]

    func keep(_ envelope: Envelope, receipt: String) {
        guard town.read({ $0.told[envelope.id] == nil }), let department = Peer(wire: envelope.to)?.department else { return }
        town.record(
            .told(
                Town.Told(
                    id: envelope.id, department: department, contract: envelope.contract, payload: envelope.payload, receipt: receipt, at: Town.now)))
    }

    private func identity(_ request: PublicSecurity.Identity.Request, _ lying: Bool) -> Reply {
        let number = String(request.identifier.split(separator: ":").last ?? "")
        if let person = town.read({ $0.people[number] }) {
            return .found(
                PublicSecurity.Identity.Answer(identifier: request.identifier, matches: (person.name == request.name) != lying, alive: person.alive))
        }
        return .notFound
    }

    private func marriage(_ request: CivilAffairs.Marriage.Request) -> Reply {
        let number = String(request.identifier.split(separator: ":").last ?? "")
        let found = town.read { state in state.spouses[number].map { ($0.spouse, $0.since, state.people[$0.spouse]?.name) } }
        return .found(
            CivilAffairs.Marriage.Answer(
                identifier: request.identifier, married: found != nil, spouseName: found?.2, spouseIdentifier: found.map { "identity-card:\($0.0)" },
                since: found?.1))
    }

    private func contracts(_ request: Housing.ContractsOfBuyer.Request) -> Reply {
        let list = town.read { state in (state.contractsOfBuyer[request.identifier] ?? []).compactMap { state.contracts[$0] } }
        return .found(Housing.ContractsOfBuyer.Answer(identifier: request.identifier, contracts: list))
    }

    private func contract(_ request: Housing.FiledContract.Request, _ lying: Bool) -> Reply {
        guard var contract = town.read({ $0.contracts[request.unit] }) else { return .notFound }
        if lying { contract.price = contract.price + Money(yuan: 10_000) }
        return .found(contract)
    }

    private func fund(_ request: Housing.MaintenanceFund.Request, _ lying: Bool) -> Reply {
        guard var fund = town.read({ $0.funds[request.unit] }) else { return .notFound }
        if lying { fund.paid = .zero }
        return .found(fund)
    }

    private func works(_ project: String, _ prefix: String, _ passed: (CityProject) -> Bool) -> Reply {
        guard let found = town.read({ $0.projects[project] }) else { return .notFound }
        return .found(
            Housing.CompletionRecord.Answer(project: project, number: "\(prefix)字\(project)", passed: passed(found), on: found.completedOn))
    }

    private func receipt(_ request: Tax.DeedTaxReceipt.Request, _ lying: Bool) -> Reply {
        guard var receipt = town.read({ $0.receipts[request.unit] }) else { return .notFound }
        if lying { receipt.contractPrice = receipt.contractPrice - Money(yuan: 5_000) }
        return .found(receipt)
    }

    private func assessment(_ request: Tax.Assessment.Request) -> Reply {
        guard let receipt = town.read({ $0.receipts[request.unit] }) else { return .notFound }
        return .found(
            Tax.Assessment.Answer(
                unit: receipt.unit, contract: receipt.contract, base: receipt.base, tax: receipt.tax, rule: "财政部 税务总局公告2024年第16号",
                payURL: receipt.status == .unpaid ? "\(base.origin)/pay-tax/\(receipt.unit.text)" : nil))
    }

    private func order(_ request: Payment.CreateOrder.Request, _ lying: Bool) -> Reply {
        if let known = town.read({ state in state.orderOfCase[request.caseID].flatMap { state.orders[$0] } }) {
            guard known.amount == request.amount else { return .refused("该业务已有金额不同的缴款单。") }
            return .found(lying ? Self.cheaper(known) : known)
        }
        guard request.amount > .zero else { return .refused("缴款金额须大于零。") }
        let number = "JK\(request.caseID)"
        let order = Payment.Order(
            number: number, caseID: request.caseID, amount: request.amount, status: .open, payURL: "\(base.origin)/pay/\(number)", receipt: nil)
        town.record(.order(order, returnURL: request.returnURL))
        return .found(lying ? Self.cheaper(order) : order)
    }

    private func refund(_ request: Payment.Refund.Request) -> Reply {
        guard var order = town.read({ $0.orders[request.number] }) else { return .notFound }
        if order.status == .open { return .refused("该缴款单尚未缴款。") }
        order.status = .refunded
        town.record(.order(order, returnURL: town.read { $0.returnURLs[request.number] } ?? ""))
        return .found(order)
    }

    private static func cheaper(_ order: Payment.Order) -> Payment.Order {
        var copy = order
        copy.amount = order.amount - Money(yuan: 1)
        copy.status = .paid
        copy.receipt = "伪"
        return copy
    }
}
