import Register
import Storage

/// Mortgages of several units that secure one debt together (民法典 395 ¶2): entered in one filing, and called by the debt's name on each page.
extension CaseFacts {
    /// The mortgage that was picked, with the unit on whose page it stands.
    var pickedMortgage: (unit: UnitFacts, mortgage: Mortgage)? {
        let entry = FormAnswers(answers).entry("mortgage")
        return units.lazy.compactMap { unit in unit.folio.mortgages.first { $0.entry.id == entry }.map { (unit, $0) } }.first
    }

    /// On another unit's page the mortgage that secures the same debt as the picked one; nil where there is none.
    func mortgage(on unit: UnitFacts, with picked: Mortgage) -> Mortgage? {
        guard let debt = picked.jointDebt else { return nil }
        return unit.folio.mortgages.first { $0.jointDebt == debt && $0.entry.filing == picked.entry.filing }
    }
}

extension Mortgage {
    /// Other units on whose pages mortgages of the same debt stand: those of its filing, as far as they stand still.
    func unitsOfDebt(besides known: Set<UnitCode>, region: String, in connection: any Connection) throws -> [UnitCode] {
        guard let jointDebt else { return [] }
        var units: [UnitCode] = []
        for index in 1... {
            let number = "\(entry.filing)-\(index)"
            guard let row = try connection.row("SELECT unit FROM register_act WHERE region = \(region) AND entry_id = \(number)") else { break }
            let unit = UnitCode(trusted: try row.text("unit"))
            guard !known.contains(unit), !units.contains(unit), let page = try FolioRecords.find(unit, region: region, in: connection)?.folio else { continue }
            if page.mortgages.contains(where: { $0.jointDebt == jointDebt && $0.entry.filing == entry.filing }) { units.append(unit) }
        }
        return units
    }
}

extension Entry {
    /// The filing that it was entered by: its own number without the act's.
    var filing: String { id.text.lastIndex(of: "-").map { String(id.text[..<$0]) } ?? id.text }
}

extension ActPlan {
    /// The act on the picked mortgage, and on that of the same debt on every other unit of the case. What isn't there the register refuses.
    static func onDebt(_ facts: CaseFacts, _ act: (EntryID, FormAnswers) throws -> Act) throws -> ActPlan {
        let answers = FormAnswers(facts.answers)
        let picked = facts.pickedMortgage
        guard !facts.units.isEmpty else { throw CaseError.notEligible("没有要办理的不动产单元。") }
        let acts = try facts.units.map { unit in
            let entry =
                if let picked, picked.unit.folio.unit != unit.folio.unit { facts.mortgage(on: unit, with: picked.mortgage)?.entry.id } else { picked?.mortgage.entry.id }
            return UnitAct(unit: unit.folio.unit, act: try act(entry ?? answers.entry("mortgage"), answers))
        }
        return ActPlan(basis: .application(by: facts.applying, pledged: []), acts: acts)
    }
}
