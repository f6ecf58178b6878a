import Catalogue
package import Register
package import Storage

/// How a promise letter came to its end, and what that means for a buyer.
package struct PledgeEnd: Hashable, Sendable {
    /// Nobody withdraws a joint application alone.
    package static let statute = "《不动产登记暂行条例实施细则》第十三条"

    /// What happened, in a sentence.
    package let sentence: String
    /// By the developer, not by time.
    package let isWithdrawn: Bool

    /// - Returns: nil while the letter stands.
    package init?(_ pledge: Pledge, on day: LegalDate) {
        if let at = pledge.revokedAt {
            sentence = "开发企业已于\(at.date.chinese)撤回承诺书\(pledge.revokedFor.map { "，原因：\($0)" } ?? "")。"
            isWithdrawn = true
        } else if pledge.validUntil < day {
            sentence = "开发企业的承诺书已于\(pledge.validUntil.chinese)到期。"
            isWithdrawn = false
        } else {
            return nil
        }
    }

    /// For a case that wasn't accepted while the letter stood. A withdrawal may be disputed: a person looks at it.
    var finding: Finding {
        Finding(
            check: PledgeInForce.name, consequence: isWithdrawn ? .judge : .mend, message: sentence, statute: PledgeInForce.statute,
            remedy: isWithdrawn ? "请与开发企业共同申请，或到窗口咨询。" : "请联系开发企业续签承诺书。")
    }
}

/// What a buyer whose case is under way is told when the promise letter that it rests on has ended.
package struct PledgeNotice: Hashable, Sendable {
    package let end: PledgeEnd
    /// Accepted while the letter stood: it goes on.
    package let goesOn: Bool

    package var title: String { goesOn ? "您的申请继续办理" : "现在不能自行办理" }
    package var text: String {
        end.sentence
            + (goesOn
                ? "您的申请在此之前已经受理，继续办理，不受影响（\(PledgeEnd.statute)）。"
                : end.isWithdrawn ? "您的申请尚未受理，请与开发企业共同申请，或到窗口咨询。已填写的内容为您保留。" : "您的申请尚未受理，开发企业续签后可以继续。已填写的内容为您保留。")
    }
}

extension CaseOffice {
    /// - Returns: nil for every case that rests on no letter, or on one that stands, and once it is entered.
    package func pledgeNotice(of state: CaseState, in connection: any Connection) throws -> PledgeNotice? {
        guard state.phase.isOpen, state.registration == nil, let unit = state.units.first, try service(of: state).check(PledgeInForce.name) != nil else {
            return nil
        }
        let today = now().date
        guard let owning = try ProjectRecords.owning(unit, region: region, in: connection),
            let pledge = try PledgeRecords.current(of: owning.project.id, region: region, in: connection), let end = PledgeEnd(pledge, on: today)
        else { return nil }
        let facts = CaseFacts.ProjectFacts(
            project: owning.project, pledge: pledge, formerPledges: try PledgeRecords.former(of: owning.project.id, region: region, in: connection),
            units: [], surveyed: [], land: nil)
        return PledgeNotice(end: end, goesOn: facts.reliedPledge(acceptedAt: state.acceptedAt, on: today) != nil)
    }
}

extension PledgeRecords {
    /// How the letter that an application for a unit would rest on ended; nil while it stands, and where there is none.
    static func end(of unit: UnitCode, on day: LegalDate, region: String, in connection: any Connection) throws -> PledgeEnd? {
        guard let owning = try ProjectRecords.owning(unit, region: region, in: connection) else { return nil }
        return try current(of: owning.project.id, region: region, in: connection).flatMap { PledgeEnd($0, on: day) }
    }
}
