/// 首次登记 (条例 14; 实施细则 24): the first entry of the main right.
package struct FirstRegistration: Hashable, Sendable, Codable {
    package var right: RightKind
    package var form: CoOwnership
    package var holders: [Holder]
    package var description: UnitDescription
    package var cause: Cause
    package init(right: RightKind, form: CoOwnership, holders: [Holder], description: UnitDescription, cause: Cause) {
        self.right = right
        self.form = form
        self.holders = holders
        self.description = description
        self.cause = cause
    }
}

/// 转移登记 (民法典 209, 214; 实施细则 27, 38).
package struct Transfer: Hashable, Sendable, Codable {
    /// The holders who give: all of them, or the co-owners whose shares pass.
    package var from: [PartyRef]
    /// Everyone who holds afterwards, the remaining co-owners included.
    package var form: CoOwnership
    package var to: [Holder]
    package var cause: Cause
    package var price: Money?
    /// The buyer's advance notice that this transfer fulfils and thereby ends (预告转现).
    package var fulfils: EntryID?
    /// The day on which the right passed without the register: the ruling was served, the judgment took effect (民法典 229). Nil where
    /// it passes by the entry.
    package var passedOn: LegalDate?
    package init(
        from: [PartyRef], form: CoOwnership, to: [Holder], cause: Cause, price: Money?, fulfils: EntryID? = nil, passedOn: LegalDate? = nil
    ) {
        self.passedOn = passedOn
        self.from = from
        self.form = form
        self.to = to
        self.cause = cause
        self.price = price
        self.fulfils = fulfils
    }
}

/// 变更登记 (实施细则 26): the right stays with its holder, what is said of it changes.
package struct Change: Hashable, Sendable, Codable {
    package enum Matter: Hashable, Sendable {
        /// A holder's name, identity document or the like changed: the new details lie in the party book.
        case holderDetails(of: PartyRef)
        case description(UnitDescription)
        /// 共有性质变更 among the same holders.
        case coOwnership(CoOwnership, [Holder])
        case landTerm(from: LegalDate?, until: LegalDate?)
    }
    package var matter: Matter
    package init(_ matter: Matter) { self.matter = matter }
}

/// 注销登记 of the main right (实施细则 28): the page is closed.
package struct Cancel: Hashable, Sendable, Codable {
    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        case destroyed, waived, expropriated, judgment, termEnded, recoded
    }
    package var reason: Reason
    /// Units that take its place after a split or merger.
    package var successors: [UnitCode]
    package init(reason: Reason, successors: [UnitCode] = []) {
        self.reason = reason
        self.successors = successors
    }
}

/// 更正登记 (民法典 220; 实施细则 79–81): what was entered wrongly is entered rightly; nothing is overwritten.
package struct Correct: Hashable, Sendable, Codable {
    package enum Matter: Hashable, Sendable {
        case description(UnitDescription)
        case ownership(form: CoOwnership, holders: [Holder])
        case mortgageAmount(EntryID, Money)
    }
    package var matter: Matter
    package var ground: String
    package init(_ matter: Matter, ground: String) {
        self.matter = matter
        self.ground = ground
    }
}

/// 换证、补证: the right is unchanged, its certificate is replaced.
package struct Reissue: Hashable, Sendable, Codable {
    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable { case damaged, lost, newForm }
    package var reason: Reason
    package init(reason: Reason) { self.reason = reason }
}
