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
            require(ownership == nil && burdens == 0 && lapsedObjections.isEmpty, "a cancelled page holds nothing")
            return violations
        }
        require((ownership != nil) == (standing == .built), "a built unit has a main right, a planned one has none")
        require(version >= 0, "versions count up from zero")
        if let ownership {
            require(Self.holderFaults(ownership.form, ownership.holders).isEmpty, "holders, form and shares fit", ownership.form.rawValue)
            require(ownership.right.fits(unit), "the right fits the unit code", ownership.right.rawValue)
            if unit.fixture == .building { require(description.surveyed, "a registered house is measured") }
            require(descriptionFaults(description).isEmpty, "the natural status is complete and lawful")
        }
        require(mortgages.enumerated().allSatisfy { $0.element.rank == $0.offset + 1 }, "ranks run from 1 without gaps")
        for mortgage in mortgages {
            let id = mortgage.entry.id.text
            require(mortgage.amount > .zero, "a mortgage secures something", id)
            require(mortgage.until >= mortgage.from, "a mortgage's term runs forward", id)
            require(!mortgage.scope.isEmpty, "a mortgage states its scope", id)
            require(!mortgage.mortgagees.isEmpty && !mortgage.mortgagors.isEmpty, "a mortgage has both sides", id)
            require(Self.distinct(mortgage.mortgagees) && Self.distinct(mortgage.mortgagors), "each side of a mortgage is named once", id)
            require(mortgage.subject == .underConstruction || standing == .built, "only what is registered is mortgaged", id)
            require(mortgage.subject.fits(unit), "a mortgage fits what it stands on", id)
            require(!mortgage.determined || mortgage.kind == .maximumAmount, "only a maximum-amount mortgage is determined", id)
        }
        require(seizures.indices.allSatisfy { seizures[$0].place == seizurePlace(at: $0) }, "seizures stand in line")
        for seizure in seizures {
            let id = seizure.entry.id.text
            require(seizure.until >= seizure.from, "a seizure's term runs forward", id)
            require(!seizure.document.isEmpty && !seizure.authority.isEmpty, "a seizure rests on a document", id)
            require(seizure.kind == .seizure || seizure.against != nil, "a pre-seizure names its target", id)
            let target = seizure.kind == .preSeizure ? seizure.against : nil
            require(ownership?.holders.contains { $0.party.id == target?.id } != true, "a holder is seized, not pre-seized", id)
            require(seizure.kind == .preSeizure || standing == .built, "only what is registered is seized", id)
            require(seizure.share == nil || seizure.against != nil, "a seized share is somebody's", id)
        }
        require(notices.count { !$0.kind.securesMortgage } <= 1, "at most one purchase is noted")
        for notice in notices {
            let id = notice.entry.id.text
            require(!notice.holders.isEmpty && Self.distinct(notice.holders.map(\.party)), "a notice has holders, each named once", id)
            require(notice.amount > .zero, "a notice states its amount", id)
            require((notice.registrableSince != nil) == (standing == .built), "a notice runs out once the unit is registered", id)
        }
        require(Set(objections.map { [$0.applicant.id.text, $0.matter] }).count == objections.count, "nobody objects to one matter twice")
        require(Set(lapsedObjections).isDisjoint(with: objections.map { LapsedObjection(applicant: $0.applicant.id, matter: $0.matter) }),
            "what lapsed isn't objected to again")
        require(residences.count <= 1, "at most one right of residence")
        for residence in residences {
            let lives = !residence.holders.isEmpty && Self.distinct(residence.holders) && residence.holders.allSatisfy { $0.kind == .person }
            require(lives, "people live in a residence", residence.entry.id.text)
        }
        for easement in easements {
            let id = easement.entry.id.text
            require(easement.dominant != unit, "an easement serves another unit", id)
            require(!easement.holders.isEmpty && (easement.until.map { $0 >= easement.from } ?? true), "an easement has holders and a term", id)
        }
        for lock in locks { require(!lock.document.isEmpty, "a lock rests on a document", lock.entry.id.text) }
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
