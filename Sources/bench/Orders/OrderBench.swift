import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Orders between a seller, a buyer, three lenders by their own systems and a notary, over HTTP, banks and notary in a process of their own: a new mortgage in the
/// next rank for two loans, the transfer and the end of the old mortgage in one filing (三合一), the price in custody.
///
/// What is measured begins with the last party's act, when the buyer has signed, paid the fee and pays into custody; it ends when the case has
/// its certificates, the old loan is paid off and the seller has the rest.
struct OrderBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "order", abstract: "Orders of several parties, from the last party's act to certificates and cleared money.")
    @Option(help: "Where the registry listens.") var origin: String
    @Option(help: "The loaded city's file (dengbu load --mortgaged-sales).") var city: String
    @Option(help: "Folder with the keys of the lenders' systems (bench systems), which the registry knows.") var systems: String
    @Option(help: "Requests a minute that the registry lets one institution's system make: told beside the figures.") var systemRate: Int
    @Option(help: "Orders one after the other.") var idle = 10
    @Option(help: "Orders in the crowded part.") var orders = 600
    @Option(help: "Orders at once; each buyer looks every half second.") var callers = 160
    @Option(help: "NAME=PID of a process whose processor time for each order is told as well.") var process: [String] = []

    private static let service = "transfer.mortgaged.new-rank"

    /// An order that only its buyer has yet to sign and pay.
    private struct Ready: Sendable {
        let id: String
        let buyer: OrderParty
    }

    private struct Institutions: Sendable {
        let standing: OrderParty
        let lending: [OrderParty]
        let custodian: String
    }

    func run() async throws {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = callers * 2
        let http = HTTPClient(configuration: configuration)
        do {
            try await measure(http)
        } catch {
            try? await http.shutdown()
            throw error
        }
        try await http.shutdown()
    }

    private func measure(_ http: HTTPClient) async throws {
        let city = try MortgagedSales(path: city)
        guard city.sales.count >= idle + 10 else { throw ValidationError("the city has only \(city.sales.count) such sales") }
        func institution(_ who: InstitutionSystem.Institution, _ number: Int) throws -> OrderParty {
            try OrderParty(who, keys: systems, address: "10.250.0.\(number)", origin: origin, http: http)
        }
        let institutions = Institutions(
            standing: try institution(city.standing, 1), lending: try city.lending.enumerated().map { try institution($1, $0 + 2) }, custodian: city.custodian)
        var report = Report()
        report.heading("three in one, across lenders, money in custody; departments, lenders and notary in another process")
        report.figure("lenders' own systems, at most", "\(Double(systemRate).shown) requests a minute each (dengbu.http.system-rate)")
        let alone = try await run(Array(city.sales.prefix(idle)), institutions, callers: 1, http)
        report.goal("one order at a time: last party's act to cleared money, p50", alone.times.quantile(0.5), under: 2_000, unit: " ms")
        report.figure("  slowest", "\(alone.times.quantile(1).shown) ms")
        let crowd = try await run(Array(city.sales.dropFirst(idle).prefix(orders)), institutions, callers: callers, http)
        report.figure("opened, filled in and signed by the others", "\(crowd.preparedRate.shown)/s")
        report.goal("\(callers) orders at once: last party's act to cleared money", crowd.rate, atLeast: 60, unit: " orders/s")
        report.figure("meanwhile p50 / p99", "\(crowd.times.quantile(0.5).shown) / \(crowd.times.quantile(0.99).shown) ms")
        report.processorTime(crowd.processorTime, of: crowd.times.count, "an order")
        report.processorLimit(crowd.processorTime, of: crowd.times.count, "orders", but: "the load generator")
        report.figure("finished / failed", "\(crowd.times.count) / \(crowd.failures.count)")
        report.failures(crowd.failures + alone.failures)
        report.close()
    }

    private struct Outcome: Sendable {
        var times = Times()
        var failures: [String] = []
        var preparedRate = 0.0
        var rate = 0.0
        var processorTime: [String: Double] = [:]
    }

    private func run(_ sales: [MortgagedSales.Sale], _ institutions: Institutions, callers: Int, _ http: HTTPClient) async throws -> Outcome {
        var outcome = Outcome()
        let offset = Int.random(in: 0..<100)
        let began = ContinuousClock.now
        let (ready, unready) = await Crowd.each(Array(sales.enumerated()), callers: callers) { index, sale in
            try await prepare(sale, institutions, place: "\(100 + offset).\(index / 120).\(index % 120 * 2)", http)
        }
        outcome.preparedRate = Double(ready.count) / (ContinuousClock.now - began).inSeconds
        let before = try ProcessorTime.of(processes: process)
        let started = ContinuousClock.now
        let (times, unfinished) = await Crowd.each(ready, callers: callers) { try await finish($0, every: callers == 1 ? .milliseconds(30) : .milliseconds(500)) }
        outcome.rate = Double(times.count) / (ContinuousClock.now - started).inSeconds
        outcome.processorTime = try ProcessorTime.of(processes: process).merging(before) { $0 - $1 }
        for time in times { outcome.times.add(time) }
        outcome.failures = unready + unfinished
        return outcome
    }

    /// Everybody opens or joins by its own door; the form is filled in, and all but the buyer sign.
    private func prepare(_ sale: MortgagedSales.Sale, _ institutions: Institutions, place: String, _ http: HTTPClient) async throws -> Ready {
        let seller = try await OrderParty(sale.seller, address: "10.\(place)", origin: origin, http: http)
        let buyer = try await OrderParty(sale.buyer, address: "11.\(place)", origin: origin, http: http)
        let (standing, lending) = (institutions.standing, institutions.lending)
        let id = try await seller.open(Self.service, as: "seller", on: sale.unit)
        _ = try await buyer.open(Self.service, as: "buyer", on: sale.unit)
        _ = try await standing.open(Self.service, as: "standing-lender", on: sale.unit)
        for lender in lending { _ = try await lender.open(Self.service, as: "new-lender", on: sale.unit) }
        try await seller.post(
            "/cases/\(id)/answers",
            ["answers": ["custodian": institutions.custodian, "rest": "中国银行南昌分行 \(Self.account(of: sale))"]])
        // In which order they are secured is the lenders' to say.
        try await lending.first?.post("/cases/\(id)/answers", ["answers": ["loan-order": "provident-first"]])
        _ = try await seller.wait(for: ["\"for\":\"applicant\""], at: "/cases/\(id)", every: .milliseconds(100))
        for party in [seller, standing] + lending { try await party.sign(id) }
        return Ready(id: id, buyer: buyer)
    }

    /// An account number of the seller's own: no two sellers share one.
    private static func account(of sale: MortgagedSales.Sale) -> String {
        let number = sale.unit.utf8.reduce(into: UInt64(7)) { $0 = $0 &* 1_099_511_628_211 ^ UInt64($1) } % 1_000_000_000_000_000
        return "621\(1_000_000_000_000_000 + number)"
    }

    private func finish(_ ready: Ready, every pause: Duration) async throws -> Duration {
        let began = ContinuousClock.now
        let (buyer, path) = (ready.buyer, "/cases/\(ready.id)")
        try await buyer.sign(ready.id)
        let fee = try await buyer.wait(for: ["\"pay_url\""], at: "\(path)/payment", every: pause)
        try await pay(buyer, at: fee, ["way": "unionpay"])
        let order = try await buyer.wait(for: ["\"pay_in\""], at: "\(path)/order", every: pause)
        guard let wanted = Citizen.between("\"pay_in\":{", "}", in: order), let amount = Self.number("\"amount\":", in: wanted), let url = Self.url(in: wanted) else {
            throw Citizen.Failed(description: "nothing says where to pay: \(order.prefix(300))")
        }
        let page = try await buyer.citizen.body(try await buyer.citizen.get(url))
        func hidden(_ name: String) -> String { Citizen.between("name=\"\(name)\" value=\"", "\"", in: page) ?? "" }
        let paid = try await buyer.citizen.post(
            url, ["source": hidden("source"), "seen": hidden("seen"), "back": hidden("back"), "amount": "\(amount / 100).\(amount % 100 < 10 ? "0" : "")\(amount % 100)"])
        guard paid.status.code < 400 else { throw await buyer.citizen.refused("the custodian answered", paid) }
        _ = try await buyer.citizen.body(paid)
        _ = try await buyer.wait(for: ["\"phase\":\"cleared\""], at: "\(path)/order", every: pause)
        _ = try await buyer.wait(for: ["\"code\":\"completed\"", "\"certificates\":[{"], at: path, every: pause)
        return ContinuousClock.now - began
    }

    private func pay(_ party: OrderParty, at answer: String, _ form: KeyValuePairs<String, String>) async throws {
        guard let url = Self.url(in: answer) else { throw Citizen.Failed(description: "nowhere to pay: \(answer.prefix(200))") }
        let paid = try await party.citizen.post(url, form)
        guard paid.status.code < 400 else { throw await party.citizen.refused("paying answered", paid) }
        _ = try await party.citizen.body(paid)
    }

    private static func url(in text: String) -> String? {
        Citizen.between("\"pay_url\":\"", "\"", in: text)?.replacingOccurrences(of: "\\/", with: "/")
    }

    private static func number(_ name: String, in text: String) -> Int64? {
        text.place(of: name).flatMap { Int64(text[$0.upperBound...].prefix(while: \.isNumber)) }
    }
}
