import Register

extension ActPlan {
    /// 抵押权首次登记: lender and owner apply together (条例 14; 民法典 402).
    static func createMortgage(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        let answers = MortgageAnswers(facts.answers)
        let mortgage = CreateMortgage(
            kind: try answers.kind, subject: unit.folio.unit.fixture == .building ? .landAndHouse : .land,
            mortgagees: refs("mortgagee", facts), mortgagors: refs("mortgagor", facts), debtor: refs("mortgagor", facts).first,
            amount: try answers.amount, from: try answers.date("from"), until: try answers.date("until"), scope: try answers.scope,
            transferBan: try answers.transferBan)
        return ActPlan(
            basis: .application(by: facts.applicants.map(\.party.ref), pledged: []),
            acts: [UnitAct(unit: unit.folio.unit, act: .mortgage(mortgage))],
            consents: refs("mortgagor", facts).map { Consent(kind: .ofCoOwner, by: $0, entry: nil, evidence: facts.applicationDigest) })
    }

    /// 抵押权注销: the lender says that the debt is gone (民法典 393).
    static func endMortgage(_ facts: CaseFacts) throws -> ActPlan {
        let unit = try onlyUnit(facts)
        guard let entry = facts.answers["mortgage"], unit.folio.mortgages.contains(where: { $0.entry.id.text == entry }) else {
            throw CaseError.invalid(field: "mortgage", message: "该单元上没有这一抵押权，请重新选择。")
        }
        guard let reason = EndMortgage.Reason(rawValue: facts.answers["reason"] ?? "") else {
            throw CaseError.invalid(field: "reason", message: "请选择抵押权消灭的原因。")
        }
        return ActPlan(
            basis: .application(by: facts.applicants.map(\.party.ref), pledged: []),
            acts: [UnitAct(unit: unit.folio.unit, act: .endMortgage(EndMortgage(mortgage: EntryID(entry), reason: reason)))])
    }
}

/// The fields of a mortgage application, read strictly.
struct MortgageAnswers {
    private let answers: [String: String]
    init(_ answers: [String: String]) { self.answers = answers }

    var kind: Mortgage.Kind {
        get throws {
            guard let kind = Mortgage.Kind(rawValue: answers["kind"] ?? "") else {
                throw CaseError.invalid(field: "kind", message: "请选择抵押方式：一般抵押或最高额抵押。")
            }
            return kind
        }
    }

    var amount: Money {
        get throws {
            guard let money = Money(yuanText: answers["amount"] ?? ""), money > .zero else {
                throw CaseError.invalid(field: "amount", message: "请填写被担保主债权数额（元，最多两位小数）。")
            }
            return money
        }
    }

    var scope: String {
        get throws {
            let text = (answers["scope"] ?? "").trimmed
            guard !text.isEmpty, text.count <= 500 else {
                throw CaseError.invalid(field: "scope", message: "请填写担保范围（500字以内）。登记簿与合同不一致的，以登记簿为准。")
            }
            return text
        }
    }

    /// Has to be stated since 自然资发〔2021〕54号.
    var transferBan: Bool {
        get throws {
            switch answers["transfer-ban"] {
            case "yes": return true
            case "no": return false
            default: throw CaseError.invalid(field: "transfer-ban", message: "请选择是否存在禁止或限制转让抵押不动产的约定。")
            }
        }
    }

    func date(_ field: String) throws -> LegalDate {
        guard let date = LegalDate(answers[field] ?? "") else {
            throw CaseError.invalid(field: field, message: "请填写债务履行期限的起止日期（年-月-日）。")
        }
        return date
    }
}

extension Money {
    /// Reads `1234567.8` or `1,234,567.80`: yuan with at most two decimals, never negative.
    package init?(yuanText text: String) {
        let plain = text.filter { $0 != "," && $0 != " " }
        guard let area = Area(squareMetres: plain) else { return nil }
        self.init(fen: area.hundredths)
    }
}

extension String {
    var trimmed: String {
        var view = self[...]
        while let first = view.first, first.isWhitespace { view = view.dropFirst() }
        while let last = view.last, last.isWhitespace { view = view.dropLast() }
        return String(view)
    }
}
