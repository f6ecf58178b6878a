import Catalogue
import Escrow
import Register
import Storage

/// What a case at one of its money steps waits for now that its money has moved: stored with what moved, so that nobody has to look at the case for it.
struct MoneyWait: Sendable {
    private let office: CaseOffice
    private let file: CaseFile
    private let actions: [CaseAction]
    private let retryAt: Moment

    fileprivate init(_ waiting: Waiting, of file: CaseFile, in office: CaseOffice, at now: Moment) {
        self.office = office
        self.file = file
        actions = file.state.waiting == waiting ? [] : [CaseAction(at: now, actor: .system, event: .waiting(waiting))]
        retryAt = now.adding(seconds: MoneySteps.patience)
    }

    /// Stores it in the caller's transaction.
    /// - Returns: false if the case has moved on; then nothing is stored, and the engine has to look at it.
    func tell(in connection: any Connection) throws -> Bool {
        do {
            try office.append(actions, to: file, runAt: retryAt, in: connection)
            return true
        } catch CaseError.changedMeanwhile {
            return false
        }
    }

    /// It is stored: the case is remembered as it stands now.
    func keep() { office.keep(file.storing(actions)) }
}

extension CaseOffice {
    /// What the case of a book waits for once the book is stored as it is about to be.
    /// - Returns: nil where the case has more to do than to wait, is somewhere else on its way, or isn't known here.
    func moneyWait(_ money: EscrowFile, _ turn: EscrowRecords.Turn, at now: Moment) -> MoneyWait? {
        // What is given back, what isn't taken on yet: the engine sees to it.
        guard money.book.returning == nil, money.book.custody != nil, let file = lately(money.caseID), file.ahead.isEmpty else { return nil }
        let waiting: Waiting? = switch try? nextStep(of: file.state) {
        case SecureStep.name: try? SecureStep.waiting(for: money, turn, of: file, at: now, in: self)
        case SettleStep.name: SettleStep.waiting(for: money, statement: turn.statementVersion, at: now)
        default: nil
        }
        return waiting.map { MoneyWait($0, of: file, in: self, at: now) }
    }
}
