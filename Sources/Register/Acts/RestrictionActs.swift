/// 异议登记 (民法典 220; 实施细则 82).
package struct Object: Hashable, Sendable, Codable {
    package var applicant: PartyRef
    package var matter: String
    package init(applicant: PartyRef, matter: String) {
        self.applicant = applicant
        self.matter = matter
    }
}

/// The objector handed in proof that the court or tribunal has taken the suit (实施细则 83).
package struct RecordSuit: Hashable, Sendable, Codable {
    package var objection: EntryID
    package var filedOn: LegalDate
    package init(objection: EntryID, filedOn: LegalDate) {
        self.objection = objection
        self.filedOn = filedOn
    }
}

/// 异议登记注销, or its lapse after 15 days without a suit.
package struct EndObjection: Hashable, Sendable, Codable {
    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable { case withdrawn, lapsed, decided }
    package var objection: EntryID
    package var reason: Reason
    package init(objection: EntryID, reason: Reason) {
        self.objection = objection
        self.reason = reason
    }
}

/// 预告登记 (民法典 221; 实施细则 85–88).
package struct GiveNotice: Hashable, Sendable, Codable {
    package var kind: AdvanceNotice.Kind
    package var holders: [Holder]
    package var obligors: [PartyRef]
    package var amount: Money
    package init(kind: AdvanceNotice.Kind, holders: [Holder], obligors: [PartyRef], amount: Money) {
        self.kind = kind
        self.holders = holders
        self.obligors = obligors
        self.amount = amount
    }
}

/// 预告登记注销 (实施细则 89), or its lapse after 90 days.
package struct EndNotice: Hashable, Sendable, Codable {
    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable { case waived, debtEnded, lapsed, contractEnded, judgment }
    package var notice: EntryID
    package var reason: Reason
    package init(notice: EntryID, reason: Reason) {
        self.notice = notice
        self.reason = reason
    }
}

/// 查封登记 (实施细则 90–92): goes to the end of the line.
package struct Seize: Hashable, Sendable, Codable {
    package var kind: Seizure.Kind
    package var authority: String
    package var document: String
    package var from: LegalDate
    package var until: LegalDate
    package var against: PartyRef?
    /// 查封份额: of a co-owner by shares; nil for the whole.
    package var share: Share?
    package init(
        kind: Seizure.Kind, authority: String, document: String, from: LegalDate, until: LegalDate, against: PartyRef?, share: Share? = nil
    ) {
        self.share = share
        self.kind = kind
        self.authority = authority
        self.document = document
        self.from = from
        self.until = until
        self.against = against
    }
}

/// 续封 (民诉法解释 485): before it expires, for at most three more years.
package struct RenewSeizure: Hashable, Sendable, Codable {
    package var seizure: EntryID
    package var until: LegalDate
    package var document: String
    package init(seizure: EntryID, until: LegalDate, document: String) {
        self.seizure = seizure
        self.until = until
        self.document = document
    }
}

/// 解封, or expiry (查封规定 27): the next in line takes its place.
package struct EndSeizure: Hashable, Sendable, Codable {
    package enum Reason: String, Hashable, Sendable, Codable, CaseIterable { case lifted, expired, auctioned }
    package var seizure: EntryID
    package var reason: Reason
    /// 解封文号; needed unless it expired.
    package var document: String?
    /// 部分解除: the share of the right that stays seized; nil where nothing does.
    package var remaining: Share?
    package init(seizure: EntryID, reason: Reason, document: String?, remaining: Share? = nil) {
        self.remaining = remaining
        self.seizure = seizure
        self.reason = reason
        self.document = document
    }
}

/// 行政限制: an order of an authority that stops dealings.
package struct Restrict: Hashable, Sendable, Codable {
    package var authority: String
    package var document: String
    package var reason: String
    package init(authority: String, document: String, reason: String) {
        self.authority = authority
        self.document = document
        self.reason = reason
    }
}

/// The order is lifted.
package struct Unrestrict: Hashable, Sendable, Codable {
    package var lock: EntryID
    package var document: String
    package init(lock: EntryID, document: String) {
        self.lock = lock
        self.document = document
    }
}
