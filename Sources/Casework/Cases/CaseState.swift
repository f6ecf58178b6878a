package import Catalogue
package import Register

/// Where a case stands: nothing but a fold over its actions, so that it can always be derived again.
package struct CaseState: Sendable {
    package enum Phase: String, Sendable, Codable, CaseIterable {
        case draft, inProgress, waitingApplicant, waitingPayment, waitingOfficer, waitingDepartment, publicNotice, suspended
        case registered, completed, refused, withdrawn

        package var isOpen: Bool { self != .completed && self != .refused && self != .withdrawn }
        package var chinese: String {
            switch self {
            case .draft: "待提交"
            case .inProgress: "办理中"
            case .waitingApplicant: "待补正"
            case .waitingPayment: "待缴费"
            case .waitingOfficer: "待审核"
            case .waitingDepartment: "等待部门反馈"
            case .publicNotice: "公告中"
            case .suspended: "已中止"
            case .registered: "已登簿"
            case .completed: "已办结"
            case .refused: "不予登记"
            case .withdrawn: "已撤回"
            }
        }
    }

    package private(set) var service = ""
    package private(set) var catalogue = ""
    package private(set) var units: [UnitCode] = []
    package private(set) var applicants: [CaseApplicant] = []
    package private(set) var project: String?
    package private(set) var phase = Phase.draft
    package private(set) var done: Set<String> = []
    package private(set) var answers: [String: String] = [:]
    package private(set) var materials: [String: Gathered] = [:]
    /// What the applicants handed in themselves, in order.
    package private(set) var uploads: [Uploaded] = []
    package private(set) var findings: [Finding] = []
    package private(set) var signatures: [Signed] = []
    package private(set) var submittedAt: Moment?
    package private(set) var acceptance: Accepted?
    package private(set) var acceptedAt: Moment?
    package private(set) var fee: FeeAssessed?
    package private(set) var payment: FeePaid?
    package private(set) var approval: Approved?
    /// Who made the first of two reviews.
    package private(set) var firstReview: Actor?
    /// What was published about it, if anything had to be.
    package private(set) var notice: Published?
    /// Applicants who want it back while the others have not agreed yet.
    package private(set) var withdrawing: Set<PartyID> = []
    package private(set) var returned: Returned?
    package private(set) var refusal: Refused?
    package private(set) var registration: Registered?
    package private(set) var registeredAt: Moment?
    package private(set) var waiting: Waiting?
    /// How far the money in custody is, if any is held.
    package private(set) var money: MoneyMoved?
    /// Who holds the money, if the parties chose another than the application names.
    package private(set) var custodian: String?
    /// Who wants which custodian instead, until all whose money it is want the same.
    package private(set) var proposals: [PartyID: String] = [:]
    /// The official who works on it, if one has taken it.
    package private(set) var claim: CaseClaim?
    /// Through which channel it came: `web`, `counter`, …
    package private(set) var channel: String?
    package private(set) var escalation = 0
    package private(set) var openedAt = Moment(microseconds: 0)
    package private(set) var changedAt = Moment(microseconds: 0)
    /// After a correction everything is asked for again: what was wrong may have been mended at its source.
    package private(set) var refetches = false
    /// What the legal clock reckons with.
    package private(set) var clock: [ClockEvent] = []
    /// Why the clock stands while the applicants are waited for, if it does.
    private var standing: ClockEvent.StopReason?
    /// Number of actions folded: the case's version.
    package private(set) var version = 0

    package init(_ actions: [CaseAction]) {
        for action in actions { apply(action) }
    }

    package func applying(_ actions: [CaseAction]) -> CaseState {
        var copy = self
        for action in actions { copy.apply(action) }
        return copy
    }

    private mutating func apply(_ action: CaseAction) {
        version += 1
        changedAt = action.at
        switch action.event {
        case .opened(let opened):
            service = opened.service
            catalogue = opened.catalogue
            units = opened.units
            applicants = opened.applicants
            project = opened.project
            channel = opened.channel
            openedAt = action.at
        case .answered(let answered):
            let before = answers
            answers.merge(answered.fields) { $1 }
            // What somebody signed is another text now (电子签名法 13): whoever signed it before signs anew.
            if answers != before {
                signatures = []
                if submittedAt != nil { done.subtract(["check", "sign"]) }
            }
        case .gathered(let gathered): materials[gathered.material] = gathered
        case .judged(let judged): findings = judged.findings
        case .signed(let signed):
            signatures.removeAll { $0.party == signed.party }
            signatures.append(signed)
        case .submitted:
            submittedAt = action.at
            // From here it is the office's: whoever is to decide it takes it anew.
            claim = nil
            proceed()
        case .accepted(let accepted):
            acceptance = accepted
            acceptedAt = action.at
            clock.append(.accepted(at: action.at))
            proceed()
        case .feeAssessed(let assessed): fee = assessed
        case .feePaid(let paid):
            payment = paid
            proceed()
        case .approved(let approved):
            approval = approved
            claim = nil
            proceed()
        case .returned(let notice):
            returned = notice
            claim = nil
            phase = .waitingApplicant
            // What the applicant mends has to be gathered, judged, signed and decided again, and the money secured for what is signed then.
            done.subtract(["gather", "check", "sign", SecureStep.name, "decide"])
            approval = nil
            firstReview = nil
            signatures = []
            if acceptance != nil { clock.append(.stopped(at: action.at, reason: .correction)) }
        case .corrected:
            returned = nil
            refetches = true
            // What is asked for anew now is part of what is signed.
            signatures = []
            proceed()
            if acceptance != nil { clock.append(.resumed(at: action.at)) }
        case .refused(let refused):
            refusal = refused
            close(.refused, at: action.at)
        case .withdrawn: close(.withdrawn, at: action.at)
        case .registered(let registered):
            registration = registered
            registeredAt = action.at
            phase = .registered
            // Its money was released with the registration: there is nothing to secure any more.
            done.insert(SecureStep.name)
            waiting = nil
            claim = nil
            clock.append(.ended(at: action.at))
        case .certified, .told: break
        case .archived: phase = .completed
        case .waiting(let wait): pause(wait)
        case .stepDone(let step):
            done.insert(step.step)
            if step.step == "gather" { refetches = false }
            if step.step == NoticeStep.name, notice?.until != nil { clock.append(.resumed(at: action.at, reason: .publicNotice)) }
            if waiting?.step == step.step { proceed() }
        case .suspended(let suspended):
            phase = .suspended
            clock.append(.stopped(at: action.at, reason: suspended.ground == "court" ? .court : .publicNotice))
        case .resumed:
            clock.append(.resumed(at: action.at))
            proceed()
        case .reviewed:
            firstReview = action.actor
            // The second review is somebody else's.
            claim = nil
        case .claimed: if case .official(let account, let name) = action.actor { claim = CaseClaim(account: account, name: name, at: action.at) }
        case .released: claim = nil
        case .published(let published):
            notice = published
            if published.until != nil { clock.append(.stopped(at: action.at, reason: .publicNotice)) }
        case .askedToWithdraw:
            if case .party(let party) = action.actor { withdrawing.insert(party) }
        case .uploaded(let upload):
            uploads.append(upload)
            judgeAgain()
        case .uploadRemoved(let removed):
            uploads.removeAll { $0.id == removed.id }
            judgeAgain()
        case .joined(let joined):
            applicants.append(joined.applicant)
            // The newcomer has to be known to the departments, and everybody signs what now stands.
            done.subtract(["identify", "gather", "check", "sign"])
            signatures = []
            proceed()
        case .rechecked(let again):
            done.subtract(again.refetching || again.gathering == true ? ["gather", "check", "sign"] : ["check", "sign"])
            refetches = refetches || again.refetching
            signatures = []
            proceed()
        case .sourceChanged:
            // Asked for again, judged again and, if it was decided, decided again. What was signed stays signed once it was handed in.
            done.subtract(submittedAt == nil ? ["gather", "check", "sign"] : ["gather", "check", SecureStep.name, "decide"])
            if submittedAt == nil { signatures = [] }
            refetches = true
            approval = nil
            firstReview = nil
            // A public notice runs to its end all the same.
            if phase != .suspended, phase != .publicNotice, returned == nil { proceed() }
        case .moneyMoved(let moved):
            // What still comes to a former custodian is no news of the case's money.
            if (moved.round ?? 1) >= (money?.round ?? 1) { money = moved }
            // What was decided stays decided: only the money is looked at once more before the register changes.
            if moved.stage == .again { done.remove(SecureStep.name) }
        case .custodianProposed(let proposed): if case .party(let party) = action.actor { proposals[party] = proposed.custodian }
        case .custodianChanged(let changed):
            custodian = changed.custodian
            proposals = [:]
            findings.removeAll { $0.check == SecureStep.declined }
            // What was decided stays decided; the money is secured anew.
            done.remove(SecureStep.name)
            if phase != .suspended, phase != .publicNotice, returned == nil { proceed() }
        case .escalated(let escalated): if escalated.money == nil { escalation = escalated.level }
        }
        stand(at: action.at)
    }

    /// The clock stands for as long as the case waits for what doesn't count, and no longer.
    private mutating func stand(at: Moment) {
        let wanted = acceptance == nil ? nil : waiting?.uncounted
        guard wanted != standing else { return }
        if let standing { clock.append(.resumed(at: at, reason: standing)) }
        if let wanted { clock.append(.stopped(at: at, reason: wanted)) }
        standing = wanted
    }

    /// The applicants changed what they hand in: what was found may be mended, and what was signed is another application.
    private mutating func judgeAgain() {
        signatures = []
        done.subtract(["check", "sign"])
        if returned == nil { proceed() }
    }

    /// Back to work: nobody is waited for any more.
    private mutating func proceed() {
        waiting = nil
        if registration != nil {
            phase = .registered
        } else {
            phase = submittedAt == nil && acceptance == nil ? .draft : .inProgress
        }
    }

    private mutating func pause(_ wait: Waiting) {
        waiting = wait
        guard registration == nil else { return }
        switch wait.on {
        case .applicant: phase = submittedAt == nil ? .draft : .waitingApplicant
        case .payment: phase = .waitingPayment
        case .officer: phase = .waitingOfficer
        case .publicNotice: phase = .publicNotice
        case .department, .court, .earlierCase: phase = submittedAt == nil ? .draft : .waitingDepartment
        }
    }

    private mutating func close(_ final: Phase, at: Moment) {
        phase = final
        waiting = nil
        claim = nil
        if acceptance != nil { clock.append(.ended(at: at)) }
    }
}
