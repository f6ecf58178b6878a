import Catalogue
import Contracts
import Escrow
import Exchange
import Register
import Storage

enum MoneySteps {
    /// Seconds after which a case that waits for money is looked at, if nobody wakes it.
    static let patience = 60.0
}

/// 资金监管: opens custody for what the catalogue says is held, and is done when every source has come in full and what pays the old loans off is
/// stated for today. Whoever carries the money on (`EscrowDesk`) does the rest and wakes the case.
package struct SecureStep: Step {
    package static let name = "secure"
    /// What is found where the custodian takes nothing on.
    static let declined = "custodian-accepts"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        guard let money = try office.service(of: file.state).money else { return .done([]) }
        let now = office.now()
        let look = try await Self.look(file, money, at: now, in: office)
        let former = look.money?.file
        if let former, former.book.returning?.ground == .replaced, former.book.inCustody > .zero {
            // The parties chose another: what lies with the former one goes back whole before anybody is asked for it anew.
            if now.date > former.book.terms.until { _ = try await office.expire(file.id) }
            return wait("等待原监管机构把已收的款项原路退回", for: former.book.terms.custodian, at: now)
        }
        guard let (known, turn) = look.money, known.book.returning?.ground != .replaced else {
            do {
                guard let facts = look.facts, let sources = look.sources else { throw CaseError.changedMeanwhile }
                let round = former.map { $0.round + 1 }
                return try open(office.escrowPlan(money, file: file, facts: facts, sources: sources, round: round), at: now, in: office)
            } catch let refusal as EscrowRefusal {
                // Terms that don't add up mend themselves where a department corrects what it said; else a person gives the case back or refuses it.
                return .waiting(
                    Waiting(step: Self.name, on: .officer, whom: "examiner", reason: refusal.chinese), [], retryAt: now.adding(seconds: MoneySteps.patience))
            } catch CaseError.invalid(_, let message) {
                return wait(message, for: nil, at: now)
            }
        }
        if money.custodian(of: file.state) != known.book.terms.custodian { return try await replace(known, money, file, at: now, in: office) }
        if let why = look.declined { return Self.refused(why, by: known.book.terms.custodian, file) }
        if let waiting = try Self.waiting(for: known, turn, of: file, at: now, in: office) {
            return .waiting(waiting, [], retryAt: now.adding(seconds: MoneySteps.patience))
        }
        // The contract, an approval or a loan may have changed since: what was agreed on for other amounts is no security for these.
        guard let facts = look.facts, let sources = look.sources,
            let plan = try? office.escrowPlan(money, file: file, facts: facts, sources: sources), known.agrees(with: plan.terms)
        else { return wait(Self.otherTerms, for: known.book.terms.custodian, at: now) }
        let changes = known.movedRest(plan, at: now) + known.restated(plan, sources, findings: file.state.findings, at: now)
        // Whoever decides in the same go rests on the same.
        guard !changes.isEmpty else { return .done([known.moved(.secured, amount: known.book.terms.total)], facts: facts) }
        let changed = try known.adding(changes)
        let keeping = Self.keeping(
            changes, of: known, naming: try plan.accounts.statements(file.id, region: office.region, cipher: office.cipher), in: office)
        if let waiting = try Self.waiting(for: changed, turn, of: file, at: now, in: office) {
            return .waiting(waiting, [], retryAt: now.adding(seconds: MoneySteps.patience), keeping: keeping)
        }
        return .done([changed.moved(.secured, amount: changed.book.terms.total)], keeping: keeping, facts: facts)
    }

    /// Money for other terms isn't turned into money for these: it goes back, and comes anew (民法典 543).
    private static let otherTerms =
        "合同、贷款审批、原贷款或者约定的费用与资金监管的约定不一致。请核对；条件确有变更的，请出卖人和买受人在办件页面改选另一家资金监管机构，已收的款项先原路退回，再按新的约定监管，或者撤回申请后重新办理"

    private static func keeping(_ entries: [EscrowEntry], of book: EscrowFile, naming accounts: [SQL] = [], in office: CaseOffice) -> Keeping {
        let region = office.region
        return { connection in
            try EscrowRecords.append(entries, to: book, runAt: nil, region: region, in: connection)
            for account in accounts { try connection.execute(account) }
        }
    }

    /// The application was corrected and names another custodian, which all have signed: what the present one has goes back whole first, as where they choose
    /// another on the case's page.
    private func replace(_ known: EscrowFile, _ money: MoneyTerms, _ file: CaseFile, at now: Moment, in office: CaseOffice) async throws -> StepOutcome {
        let present = known.book.terms.custodian
        if let why = office.obstacle(to: file.state, known.book) { return wait(why, for: present, at: now) }
        let wanted = money.custodian(of: file.state)
        let former = try await office.escrows(of: file.id).map(\.book.terms.custodian)
        guard office.custodians.contains(where: { $0.code == wanted }), !former.contains(wanted), former.count < EscrowTerms.rounds else {
            return wait("申请改选的资金监管机构没有联通，或者已经监管过本件。请改选另一家资金监管机构，或者撤回申请后重新办理", for: present, at: now)
        }
        let entry = EscrowEntry(at: now, event: .returning(EscrowReturn(ground: .replaced, on: now.date)))
        let next = try known.adding([entry])
        let region = office.region
        return .waiting(
            Waiting(step: Self.name, on: .department, whom: Self.peer(present), reason: "等待原监管机构把已收的款项原路退回"),
            [next.moved(.returning, amount: next.book.inCustody)], retryAt: now,
            keeping: { connection in try EscrowRecords.append([entry], to: known, runAt: now, region: region, in: connection) }, stored: office.moneyBells.rang)
    }

    /// What the step judges, all of one moment.
    private struct Look: Sendable {
        var money: (file: EscrowFile, turn: EscrowRecords.Turn)?
        /// Why the custodian takes nothing on; nil while it hasn't said so.
        var declined: String?
        /// What custody is opened on, or what is secured has to agree with; nil where it is only waited.
        var facts: CaseFacts?
        var sources: EscrowPlanSources?
    }

    private static func look(_ file: CaseFile, _ money: MoneyTerms, at now: Moment, in office: CaseOffice) async throws -> Look {
        try await office.database.read { snapshot in
            var look = Look(money: try office.escrowTurn(of: file.id, in: snapshot))
            if let known = look.money?.file, known.book.returning?.ground != .replaced {
                if known.book.custody == nil { look.declined = try office.custodyRefusal(known.bookID, in: snapshot) }
                guard (try? known.book.requireSecured(on: now.date)) != nil, let facts = try? office.facts(for: file, judging: true, in: snapshot) else { return look }
                look.facts = facts
            } else if look.money.map({ $0.file.book.inCustody == .zero }) ?? true {
                look.facts = try office.facts(for: file, judging: false, in: snapshot)
            } else {
                return look
            }
            look.sources = try office.escrowPlanSources(money, file: file, besides: look.money?.file, in: snapshot)
            return look
        }
    }

    /// What a case waits for while its money isn't secured on that day; nil once it is.
    /// - Parameter turn: what was rung since the last statement, and how often its custodian or a lender was asked in vain.
    static func waiting(for money: EscrowFile, _ turn: EscrowRecords.Turn, of file: CaseFile, at now: Moment, in office: CaseOffice) throws -> Waiting? {
        do {
            try money.book.requireSecured(on: now.date)
            guard !turn.isCompared(with: money, at: now) else { return nil }
            return Waiting(step: name, on: .department, whom: peer(money.book.terms.custodian), reason: EscrowRefusal.unreconciled.chinese)
        } catch {
            let waiting = money.book.waitsFor(on: now.date)
            return Waiting(
                step: name, on: .department, whom: peer(money.book.terms.custodian), reason: waiting.sentence ?? error.chinese,
                uncounted: try uncounted(waiting, tries: turn.tries, file, in: office))
        }
    }

    /// The parties choose another, or withdraw.
    private static func refused(_ why: String, by custodian: String, _ file: CaseFile) -> StepOutcome {
        let finding = Finding(
            check: declined, consequence: .mend, message: "资金监管机构没有受理开户：\(why)", statute: "《民法典》第五百七十一条",
            remedy: "请出卖人和买受人在办件页面改选另一家资金监管机构，或者撤回申请。")
        return .waiting(
            Waiting(step: name, on: .department, whom: peer(custodian), reason: "\(finding.message)\(why.hasSuffix("。") ? "" : "。")\(finding.remedy)"),
            file.state.findings.contains(finding) ? [] : [.judged(Judged(findings: file.state.findings + [finding]))], retryAt: nil)
    }

    private func open(_ plan: EscrowPlan, at now: Moment, in office: CaseOffice) throws -> StepOutcome {
        let file = try EscrowFile([EscrowEntry(at: now, event: .opened(plan.terms))] + plan.quotes)
        let message = try EscrowMessages.open(plan.terms, payers: plan.payers, conditions: plan.conditions)
        let region = office.region
        let cipher = office.cipher
        // What is to be read next is the custodian's answer, whose coming rings; what lenders stated on another day is asked for at once.
        let lookAt = file.book.quotesWanted(on: now.date, anew: false).isEmpty ? now.adding(seconds: 60) : now
        let accounts = try plan.accounts.statements(plan.terms.caseID, region: region, cipher: cipher)
        return .waiting(
            Waiting(step: Self.name, on: .department, whom: Self.peer(plan.terms.custodian), reason: EscrowWait.custodian.sentence ?? ""),
            [file.moved(.opened, amount: plan.terms.total)], retryAt: now.adding(seconds: 60),
            keeping: { connection in
                try EscrowRecords.open(file, runAt: lookAt, region: region, in: connection)
                for account in accounts { try connection.execute(account) }
                try office.moneyBells.enqueue([message], at: now, region: region, cipher: cipher, in: connection)
            }, stored: { office.moneyBells.ordered([message]) })
    }

    /// The buyer's own money is waited for by the buyer's doing alone while its custodian answers: a deposit that nobody can see may have been made.
    private static func uncounted(_ waiting: EscrowWait, tries: Int, _ file: CaseFile, in office: CaseOffice) throws -> ClockEvent.StopReason? {
        guard case .deposits = waiting, tries == 0, try office.service(of: file.state).within.notCounted.contains(.deposits) else { return nil }
        return UncountedWait.deposits.stop
    }

    private func wait(_ reason: String, for custodian: String?, at now: Moment) -> StepOutcome {
        .waiting(
            Waiting(step: Self.name, on: .department, whom: custodian.map(Self.peer), reason: reason), [],
            retryAt: now.adding(seconds: MoneySteps.patience))
    }

    static func peer(_ custodian: String) -> String { Peer(.custodian, institution: custodian).wire }
}

/// 资金划付: waits until the old loans are paid off and confirmed, the rest is paid, and the custodian's own statement says so.
package struct SettleStep: Step {
    package static let name = "settle"
    /// Whom a case waits for whose money a person has to see to.
    package static let registrar = "registrar"
    package init() {}

    package func run(_ file: CaseFile, in office: CaseOffice) async throws -> StepOutcome {
        guard let (money, turn) = try await office.database.read({ try office.escrowTurn(of: file.id, in: $0) }) else { return .done([]) }
        let now = office.now()
        guard let waiting = Self.waiting(for: money, statement: turn.statementVersion, at: now) else {
            return .done([money.moved(.cleared, amount: money.book.terms.total)])
        }
        return .waiting(waiting, [], retryAt: now.adding(seconds: MoneySteps.patience))
    }

    /// What a registered case waits for until its money is where it belongs; nil once it is.
    /// - Parameter version: of the book that the custodian's last statement was compared with.
    static func waiting(for money: EscrowFile, statement version: Int, at now: Moment) -> Waiting? {
        if money.book.phase == .cleared, money.book.stop == nil, version == money.book.version { return nil }
        let waiting = money.book.waitsFor(on: now.date)
        let reason = waiting.sentence ?? "等待监管机构对账"
        // What only a person can clear up isn't the custodian's to do.
        if case .person = waiting { return Waiting(step: name, on: .officer, whom: registrar, reason: reason) }
        return Waiting(step: name, on: .department, whom: SecureStep.peer(money.book.terms.custodian), reason: reason)
    }
}

extension EscrowWait {
    /// For whoever waits; nil where nothing is waited for. Every party reads it, so it names no amount: each reads its own in the picture of the order
    /// (个人信息保护法 6).
    package var sentence: String? {
        switch self {
        case .custodian: "等待监管机构开立资金监管账户"
        case .deposits: "等待自有资金存入监管账户"
        case .loans: "等待贷款机构放款到监管账户"
        case .quotes: "等待原贷款机构核对今日还款金额"
        case .shortfall(let missing): EscrowRefusal.shortfall(missing).chinese
        case .expired(let day): EscrowRefusal.pastUntil(day).chinese
        case .registration, .nothing: nil
        case .payoffs: "等待监管机构清偿原贷款"
        case .confirmations: "等待原贷款机构确认结清"
        case .payouts: "等待监管机构支付约定的费用和余款"
        case .refunds: "等待监管机构原路退款"
        case .person(let why): "登记机构正在核对监管资金：\(why)"
        }
    }
}
