package import Catalogue
import Exchange
package import Register

/// One entry of a page that a form lets people pick.
package struct EntryOption: Hashable, Sendable {
    package let value: String
    package let label: String
    package let help: String
}

extension Folio {
    /// The entries of a kind, in words that name nobody and no amount: all parties of a case read which one was picked.
    package func options(of kind: EntryKind) -> [EntryOption] {
        func option(_ entry: Entry, _ label: String) -> EntryOption {
            EntryOption(value: entry.id.text, label: label, help: "\(entry.registeredAt.date.chinese)登记，业务号\(entry.id.text)")
        }
        return switch kind {
        case .mortgage: mortgages.map { option($0.entry, "第\($0.rank)顺位\($0.kind.chinese)") }
        case .notice: notices.map { option($0.entry, $0.kind.chinese) }
        case .objection: objections.map { option($0.entry, "异议事项：\($0.matter)") }
        case .seizure: seizures.map { option($0.entry, "\($0.chinese)，\($0.authority)\($0.document)，至\($0.until.chinese)") }
        case .residence: residences.map { option($0.entry, "居住权，\($0.scope)，\($0.term.chinese)") }
        case .easement: easements.map { option($0.entry, "地役权，\($0.content)") }
        }
    }
}

extension FormField {
    /// With whose it is: that is part of what all of them sign.
    private static func account(_ answer: String, in facts: CaseFacts) -> String {
        guard let kept = KeptAccount(answer) else { return "收款账户" }
        let holder = facts.applicants.first { $0.party.ref.id.text == kept.holder }?.party.name
        return holder.map { "\(kept.shown)（户名：\($0)）" } ?? kept.shown
    }

    /// An answer as people read it.
    package func shown(_ answer: String, in facts: CaseFacts) -> String {
        switch type {
        case .choice: options.first { $0.value == answer }?.label ?? answer
        case .flag: answer == "yes" ? "是" : answer == "no" ? "否" : answer
        case .entry: facts.units.flatMap { $0.folio.options(of: entries ?? .mortgage) }.first { $0.value == answer }?.label ?? answer
        case .money: Money(yuanText: answer).map { "\($0)元" } ?? answer
        case .date: LegalDate(answer)?.chinese ?? answer
        case .party, .parties: NamedApplicant.shown(answer) ?? answer
        case .owners: NamedOwner.shown(answer) ?? answer
        case .account: Self.account(answer, in: facts)
        case .charge: answer == KeptCharge.none ? "不从监管资金中支付" : KeptCharge(answer)?.shown ?? "约定的费用"
        case .text, .paragraph, .area, .number, .unit, .share, .project: answer
        case .custodian: facts.custodians.first { $0.code == answer }?.name ?? answer
        }
    }
}
