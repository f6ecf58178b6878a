/// Several acts, over one or many units, that enter the register together or not at all.
package struct Filing: Hashable, Sendable, Codable {
    /// What allows the registry to act (条例 14; 实施细则 17, 19, 90).
    package enum Basis: Hashable, Sendable {
        /// 依申请: by these applicants; `pledged` are those who signed in advance, e.g. the developer's promise letter of case 1.
        case application(by: [PartyRef], pledged: [PartyRef])
        /// 嘱托: on the order of an authority.
        case order(authority: String, document: String)
        /// 依职权.
        case exOfficio(ground: String)
    }

    package let id: String
    package let acceptedAt: Moment
    package let sequence: Int64
    package let registeredAt: Moment
    package let basis: Basis
    package let acts: [UnitAct]
    package let consents: [Consent]

    package init(
        id: String, acceptedAt: Moment, sequence: Int64, registeredAt: Moment, basis: Basis, acts: [UnitAct], consents: [Consent] = []
    ) {
        self.id = id
        self.acceptedAt = acceptedAt
        self.sequence = sequence
        self.registeredAt = registeredAt
        self.basis = basis
        self.acts = acts
        self.consents = consents
    }

    /// The key of the entry that act number `index` makes.
    package func entry(_ index: Int) -> Entry {
        Entry(id: EntryID("\(id)-\(index + 1)"), acceptedAt: acceptedAt, sequence: sequence, registeredAt: registeredAt)
    }
}

/// One act of a filing, with the unit it concerns.
package struct UnitAct: Hashable, Sendable, Codable {
    package let unit: UnitCode
    package let act: Act
    package init(unit: UnitCode, act: Act) {
        self.unit = unit
        self.act = act
    }
}

/// Somebody whom the law protects agreed, or was told and took the risk (`C` and `W` in the table of what blocks what).
package struct Consent: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// The mortgagee, notice holder, residence holder or easement holder of `entry` agreed.
        case ofEntryHolder
        /// A co-owner agreed to a disposal (民法典 301), or waived the right of first refusal (民法典 305).
        case ofCoOwner
        /// The applicant was told in writing of the objection and took the risk (实施细则 84).
        case riskTaken
        /// The bank or other junior mortgagee agreed to a change that harms it (民法典 409).
        case ofJuniorMortgagee
    }
    package let kind: Kind
    package let by: PartyRef
    /// The entry whose holder agrees, or of which the risk was taken; nil for co-owners.
    package let entry: EntryID?
    /// SHA-256 of the signed document, in hexadecimal.
    package let evidence: String
    package init(kind: Kind, by: PartyRef, entry: EntryID?, evidence: String) {
        self.kind = kind
        self.by = by
        self.entry = entry
        self.evidence = evidence
    }
}
