import Contracts
import Exchange
import Register

/// A department that is asked before a sale, and how its answer reads on the sheet.
struct ReviewSource: Sendable {
    /// What the former owner owes by an answer, and up to which day it was reckoned.
    typealias Owed = (amount: Money, until: LegalDate?)

    let name: String
    let title: String
    let department: Department
    /// The debt that it is asked for; nil where it is asked for none.
    let debt: Court.Debt?
    let ask: @Sendable (UnitCode, DepartmentClient, Errand) async throws -> FetchedMaterial
    let lines: @Sendable (String) -> [AuctionSheet.Line]
    /// Nil for an answer that says nothing of a debt.
    let owed: @Sendable (String) -> Owed?

    /// In the order of the sheet.
    static let all: [ReviewSource] = [
        source(Tax.AuctionEstimate.self, "欠税及过户税费", .tax, owed: { ($0.arrears, nil) }) { Tax.AuctionEstimate.Request(unit: $0) } lines: { answer in
            [.init("欠缴税款", yuan(answer.arrears))]
                + answer.lines.map { .init("\($0.tax)（\($0.payer == "buyer" ? "买受人" : "被执行人")负担）", $0.rate) }
        },
        dues(Arrears.Water.self, .water), dues(Arrears.Power.self, .power), dues(Arrears.Gas.self, .gas), dues(Arrears.PropertyFee.self, .propertyFee),
        source(Housing.MaintenanceFund.self, "住宅专项维修资金", .maintenanceFund, owed: { ($0.missing, nil) }) {
            Housing.MaintenanceFund.Request(unit: $0)
        } lines: { answer in
            [.init("应交存", yuan(answer.due)), .init("已交存", yuan(answer.paid)), .init("欠交", yuan(answer.missing))]
        },
        source(Housing.Occupancy.self, "占有使用情况") { DuesOfUnit(unit: $0) } lines: { answer in
            [.init("占有使用", answer.state.chinese)]
                + (answer.leaseUntil.map { [.init("租赁备案", "至\($0.chinese)；查封前设立的租赁不因拍卖而消灭（《民法典》第七百二十五条）")] } ?? [])
        },
    ]

    private static func dues<C: DuesContract>(_ contract: C.Type, _ debt: Court.Debt) -> ReviewSource {
        source(contract, debt.chinese, debt, owed: { ($0.amount, $0.until) }) { DuesOfUnit(unit: $0) } lines: { answer in
            [.init("欠费", yuan(answer.amount)), .init("计算至", answer.until.chinese)] + (answer.account.map { [.init("户号", $0)] } ?? [])
        }
    }

    private static func yuan(_ amount: Money) -> String { amount == .zero ? "无（0元）" : "\(amount)元" }

    private static func source<C: Contract>(
        _ contract: C.Type, _ title: String, _ debt: Court.Debt? = nil, owed: @escaping @Sendable (C.Answer) -> Owed? = { _ in nil },
        _ request: @escaping @Sendable (UnitCode) -> C.Request, lines: @escaping @Sendable (C.Answer) -> [AuctionSheet.Line]
    ) -> ReviewSource {
        ReviewSource(name: C.name, title: title, department: C.department, debt: debt) { unit, client, errand in
            let answer = try await client.ask(contract, request(unit), for: errand)
            return FetchedMaterial(
                payload: answer.value == nil ? nil : answer.payload, digest: answer.message.digest, keyID: answer.message.keyID,
                signature: answer.message.signature, at: answer.answeredAt, envelope: answer.message.bytes)
        } lines: { payload in
            (try? CanonicalJSON.decode(C.Answer.self, from: Array(payload.utf8))).map(lines) ?? []
        } owed: { payload in
            (try? CanonicalJSON.decode(C.Answer.self, from: Array(payload.utf8))).flatMap(owed)
        }
    }
}

extension Housing.MaintenanceFund.Answer {
    var missing: Money { max(.zero, due - paid) }
}
