/// A rule that must hold for every page that can be reached, and doesn't.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
    package let rule: String
    package let detail: String
    package var description: String { detail.isEmpty ? rule : "\(rule): \(detail)" }
}

extension Folio {
    /// Everything on this page that can't lawfully be so. Empty for every page that acts have led to.
    package var invariants: [Violation] {
        var violations: [Violation] = []
        func require(_ holds: Bool, _ rule: String, _ detail: String = "") {
            if !holds { violations.append(Violation(rule: rule, detail: detail)) }
        }
        if standing == .cancelled {
            require(ownership == nil && burdens == 0, "a cancelled page holds nothing")
            return violations
        }
        require((ownership != nil) == (standing == .built), "a built unit has a main right, a planned one has none")
        if let ownership {
            require(Self.holderFaults(ownership.form, ownership.holders).isEmpty, "holders, form and shares fit", ownership.form.rawValue)
            require(ownership.right.fits(unit), "the right fits the unit code", ownership.right.rawValue)
            if unit.fixture == .building { require(description.surveyed, "a registered house is measured") }
        }
        require(mortgages.map(\.rank) == Array(1...max(1, mortgages.count)).prefix(mortgages.count).map { $0 }, "ranks run from 1 without gaps")
        for mortgage in mortgages {
            require(mortgage.amount > .zero, "a mortgage secures something", mortgage.entry.id.text)
            require(mortgage.until >= mortgage.from, "a mortgage's term runs forward", mortgage.entry.id.text)
            require(!mortgage.mortgagees.isEmpty && !mortgage.mortgagors.isEmpty, "a mortgage has both sides", mortgage.entry.id.text)
            require(mortgage.subject == .underConstruction || standing == .built, "only what is registered is mortgaged", mortgage.entry.id.text)
            require(!mortgage.determined || mortgage.kind == .maximumAmount, "only a maximum-amount mortgage is determined", mortgage.entry.id.text)
        }
        require(seizures.map(\.place) == Array(0..<seizures.count), "seizures stand in line")
        for seizure in seizures {
            require(seizure.until >= seizure.from, "a seizure's term runs forward", seizure.entry.id.text)
            require(!seizure.document.isEmpty, "a seizure rests on a document", seizure.entry.id.text)
        }
        require(notices.count { !$0.kind.securesMortgage } <= 1, "at most one purchase is noted")
        for notice in notices { require(!notice.holders.isEmpty, "a notice has a holder", notice.entry.id.text) }
        require(residences.count <= 1, "at most one right of residence")
        for easement in easements { require(easement.dominant != unit, "an easement serves another unit", easement.entry.id.text) }
        let entries = (ownership.map { [$0.entry.id] } ?? []) + mortgages.map(\.entry.id) + notices.map(\.entry.id) + objections.map(\.entry.id)
        let more = seizures.map(\.entry.id) + easements.map(\.entry.id) + residences.map(\.entry.id) + locks.map(\.entry.id)
        require(Set(entries + more).count == entries.count + more.count, "every entry has its own key")
        return violations
    }

    /// Number of burdens of every kind.
    package var burdens: Int {
        mortgages.count + notices.count + objections.count + seizures.count + easements.count + residences.count + locks.count
    }
}
