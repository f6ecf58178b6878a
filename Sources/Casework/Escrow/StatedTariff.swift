import Catalogue
import Contracts
import Exchange
import Register
import Storage

/// 按收费标准支付: the parties needn't type what the custodian is due, it says so itself.
extension CaseOffice {
    /// What is kept of a fee that is to be paid as the custodian's tariff says: its amount and its account, as if they had been typed.
    /// - Throws: `CaseError.invalid` with what to do where the custodian states none, or not now.
    func keepingTariff(field: String, _ file: CaseFile, answers: [String: String]) async throws -> (answer: String, keeping: Keeping?) {
        func invalid(_ message: String) -> CaseError { .invalid(field: field, message: message) }
        guard let money = try service(of: file.state).money, money.hasTariff(field) else {
            throw invalid("这项费用没有收费标准可以查询，请写明金额、收款单位全称、开户银行全称和账号。")
        }
        let code = file.state.custodian ?? answers[money.custodian] ?? ""
        guard let name = custodians.first(where: { $0.code == code })?.name else { throw invalid("请先选择资金监管机构。") }
        guard let question = try await facts(for: file, judging: false).tariffWanted else {
            throw invalid("还没有取得备案的买卖合同，暂时不能查询收费标准。请稍后再试，或者按\(name)的缴费通知填写金额和账户。")
        }
        let stated: Custody.Tariff.Answer?
        do {
            stated = try await departments.ask(Custody.Tariff.self, question, at: code, for: Errand(caseID: file.id, purpose: "查询资金监管收费标准")).value
        } catch ExchangeError.refused {
            stated = nil
        } catch is ExchangeError {
            throw invalid("\(name)暂时没有回应。请稍后再试，或者按其缴费通知填写金额和账户。")
        }
        guard let stated else { throw invalid("\(name)没有公布收费标准，请按其缴费通知填写金额和账户。") }
        // Whoever takes nothing is paid nothing.
        guard stated.fee > .zero else { return (KeptCharge.none, nil) }
        guard stated.fee <= ChargeText.largest, stated.validUntil >= now().date else { throw invalid("\(name)的收费标准已经失效，请与其核实后填写金额和账户。") }
        return try keeping(stated.fee, to: stated.account, caseID: file.id)
    }
}
