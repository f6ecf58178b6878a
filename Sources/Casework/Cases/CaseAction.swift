package import Catalogue
package import Register

/// Who did something in a case.
package enum Actor: Hashable, Sendable, Codable {
    case party(PartyID)
    /// An official: account, the name shown beside the decision, the office.
    case official(account: String, name: String)
    case department(String)
    case system
}

/// One thing that happened in a case. The case is the list of these; its state is a fold over them (`CaseState`).
package struct CaseAction: Hashable, Sendable {
    package let at: Moment
    package let actor: Actor
    package let event: CaseEvent

    package init(at: Moment, actor: Actor, event: CaseEvent) {
        self.at = at
        self.actor = actor
        self.event = event
    }
}

/// What can happen in a case, kept on the heap because lists of these are copied often. Each payload holds just what the fold and the history
/// page need; never personal data in the clear.
package indirect enum CaseEvent: Hashable, Sendable {
    case opened(Opened)
    case answered(Answered)
    case gathered(Gathered)
    case uploaded(Uploaded)
    case uploadRemoved(UploadRemoved)
    case judged(Judged)
    case signed(Signed)
    case submitted(Submitted)
    case accepted(Accepted)
    case feeAssessed(FeeAssessed)
    case feePaid(FeePaid)
    case approved(Approved)
    case returned(Returned)
    case corrected(Corrected)
    case refused(Refused)
    case withdrawn(Withdrawn)
    case registered(Registered)
    case certified(Certified)
    case told(Told)
    case archived(Archived)
    case waiting(Waiting)
    case stepDone(StepDone)
    case suspended(Suspended)
    case resumed(Resumed)
    case escalated(Escalated)
    case rechecked(Rechecked)
    case joined(Joined)
    case reviewed(Reviewed)
    case claimed(Claimed)
    case released(Released)
    case published(Published)
    case askedToWithdraw(AskedToWithdraw)
    case sourceChanged(SourceChanged)
    case moneyMoved(MoneyMoved)
    case custodianProposed(CustodianProposed)
    case custodianChanged(CustodianChanged)
}

package struct Opened: Hashable, Sendable, Codable {
    package var service: String
    /// Hash of the catalogue under which the case runs to its end.
    package var catalogue: String
    package var units: [UnitCode]
    package var applicants: [CaseApplicant]
    /// What the case is about for the services that are not about one unit: a project.
    package var project: String?
    /// Through which channel it came, as the catalogue names them; nil in cases of before it was recorded.
    package var channel: String?
    package init(service: String, catalogue: String, units: [UnitCode], applicants: [CaseApplicant], project: String? = nil, channel: String? = nil) {
        self.service = service
        self.catalogue = catalogue
        self.units = units
        self.applicants = applicants
        self.project = project
        self.channel = channel
    }
}

/// A party to a case, in the role that the service gives it.
package struct CaseApplicant: Hashable, Sendable, Codable {
    package var role: String
    package var party: PartyRef
    /// How it was identified: `unified-identity`, `counter`, `api`.
    package var identifiedBy: String?
    package init(role: String, party: PartyRef, identifiedBy: String?) {
        self.role = role
        self.party = party
        self.identifiedBy = identifiedBy
    }
}

package struct Answered: Hashable, Sendable, Codable { package var fields: [String: String] }

/// A material was asked for.
package struct Gathered: Hashable, Sendable, Codable {
    package enum State: String, Hashable, Sendable, Codable { case fetched, notFound, uploaded, unavailable }
    package var material: String
    package var source: String
    package var state: State
    package var evidence: String?
    /// SHA-256 of the answer as the department signed it, in hexadecimal: the log commits to it with this event.
    package var digest: String?
    /// For the applicant, when it is not there: what that means.
    package var note: String?
    /// Credit code of the institution that was asked, where there are many of the kind.
    package var institution: String?
}

package struct Judged: Hashable, Sendable, Codable { package var findings: [Finding] }

package struct Signed: Hashable, Sendable, Codable {
    package var party: PartyID
    /// Names of the declarations signed, and the digest of their text together with the answers they cover.
    package var declarations: [String]
    package var digest: String
    /// `drawn`, `typed` or `counter`.
    package var method: String
    /// The evidence that holds the drawn signature.
    package var drawing: String?
}

package struct Submitted: Hashable, Sendable, Codable {}

package struct Accepted: Hashable, Sendable, Codable {
    package var sequence: Int64
    package var workingDays: Int
    package var dueOn: LegalDate
}

package struct FeeLine: Hashable, Sendable, Codable {
    package var name: String
    package var amount: Money
    package var basis: String
}

package struct FeeAssessed: Hashable, Sendable, Codable {
    package var lines: [FeeLine]
    package var total: Money
    package var order: String?
    package var payURL: String?
}

package struct FeePaid: Hashable, Sendable, Codable {
    package var order: String
    package var amount: Money
    package var receipt: String
}

package struct Approved: Hashable, Sendable, Codable {
    package var automatic: Bool
    package var opinion: String?
}

/// 一次性告知: everything that is missing or wrong, at once (条例 17).
package struct Returned: Hashable, Sendable, Codable { package var findings: [Finding] }
package struct Corrected: Hashable, Sendable, Codable {}

package struct Refused: Hashable, Sendable, Codable {
    package var findings: [Finding]
    package var opinion: String
}

package struct Withdrawn: Hashable, Sendable, Codable { package var reason: String }

package struct Registered: Hashable, Sendable, Codable {
    package var filing: String
    package var entries: [EntryID]
    package var numbers: [String]
    package var tokens: [String]
    package init(filing: String, entries: [EntryID], numbers: [String], tokens: [String]) {
        self.filing = filing
        self.entries = entries
        self.numbers = numbers
        self.tokens = tokens
    }
}

package struct Certified: Hashable, Sendable, Codable { package var numbers: [String] }
package struct Told: Hashable, Sendable, Codable { package var messages: [String] }
package struct Archived: Hashable, Sendable, Codable { package var digest: String }

/// The case can't go on by itself.
package struct Waiting: Hashable, Sendable, Codable {
    package enum For: String, Hashable, Sendable, Codable { case applicant, payment, officer, department, earlierCase, court, publicNotice }
    package var step: String
    package var on: For
    /// Whom exactly: a department's id, a role, another case.
    package var whom: String?
    package var reason: String
    /// The term doesn't run meanwhile, because the service says so of such a wait; nil: it runs.
    package var uncounted: ClockEvent.StopReason?
}

package struct StepDone: Hashable, Sendable, Codable {
    package var step: String
    package init(step: String) { self.step = step }
}
/// 初审: the first of two officials agrees; another one decides.
package struct Reviewed: Hashable, Sendable, Codable { package var opinion: String }
/// An official took the case to work on (领取): nobody else decides it meanwhile.
package struct Claimed: Hashable, Sendable, Codable {}
/// The case is free for others again, given back by its official or taken away by a registrar.
package struct Released: Hashable, Sendable, Codable { package var reason: String }
/// 公告: made known on the registry's site, and until when objections are waited for.
package struct Published: Hashable, Sendable, Codable {
    package var notice: String
    package var title: String
    package var until: LegalDate?
}
/// One of several applicants wants the application back; what all applied for, all withdraw (实施细则 13).
package struct AskedToWithdraw: Hashable, Sendable, Codable { package var reason: String }
/// Another party to the same contract takes part.
package struct Joined: Hashable, Sendable, Codable { package var applicant: CaseApplicant }
/// A draft is judged again before it is handed in.
package struct Rechecked: Hashable, Sendable, Codable {
    package var refetching: Bool
    /// What wasn't wanted before is asked for; what is there stays. Absent where nothing is.
    package var gathering: Bool?
}
/// A department said that what it had answered no longer stands: before anything is registered it is asked again.
package struct SourceChanged: Hashable, Sendable, Codable {
    /// The contract by which it said so.
    package var source: String
}
/// The money in custody for the case came to a stage. The digest ends the chain of its book's events, so that the log commits to them with this.
package struct MoneyMoved: Hashable, Sendable, Codable {
    package enum Stage: String, Hashable, Sendable, Codable, CaseIterable {
        case opened, secured
        /// What pays the old loans off was stated for another day than the registration's: it is secured anew.
        case again
        case released, cleared, returning, returned
        /// The books differ: a person has to look.
        case stopped
        /// A person has looked.
        case resumed

        package var chinese: String {
            switch self {
            case .opened: "开立资金监管"
            case .secured: "监管资金已全部到账"
            case .again: "还款金额已过当日，重新核对"
            case .released: "已登簿，开始划付监管资金"
            case .cleared: "监管资金已全部划清"
            case .returning: "监管资金开始原路退回"
            case .returned: "监管资金已全部退回"
            case .stopped: "监管资金暂停划付，等待核对"
            case .resumed: "监管资金核对完成，恢复划付"
            }
        }
    }
    package var stage: Stage
    package var amount: Money
    /// Number of events of the book, and the end of their chain in hexadecimal.
    package var version: Int
    package var digest: String
    /// Which of the case's books, from 2 on; nil for the first.
    package var round: Int?
    package init(stage: Stage, amount: Money, version: Int, digest: String, round: Int? = nil) {
        self.stage = stage
        self.amount = amount
        self.version = version
        self.digest = digest
        self.round = round
    }
}
/// One of those whose money it is wants another custodian; who holds it, both sides choose (民法典 543: 协商一致).
package struct CustodianProposed: Hashable, Sendable, Codable {
    /// Its credit code; that of the present one takes the wish back.
    package var custodian: String
}
/// All have agreed: the money is held by another custodian from now on.
package struct CustodianChanged: Hashable, Sendable, Codable {
    package var from: String
    package var custodian: String
}
package struct Suspended: Hashable, Sendable, Codable {
    package var reason: String
    package var ground: String
}
package struct Resumed: Hashable, Sendable, Codable { package var reason: String }
package struct Escalated: Hashable, Sendable, Codable {
    /// 1 most of the time is used, 2 one day is left, 3 the limit is broken, 4 and more: it stays broken.
    package var level: Int
    package var dueOn: LegalDate
    package var to: String
    /// Why its money in custody needs somebody (`MoneyNeed.Kind`); nil where it is the legal clock's. It leaves the clock's level as it is.
    package var money: String?
    package init(level: Int, dueOn: LegalDate, to: String, money: String? = nil) {
        self.level = level
        self.dueOn = dueOn
        self.to = to
        self.money = money
    }
}
