package import Catalogue
package import Register

/// What a case's acts do to the register's pages: each page before and after, computed purely from the facts as gathered.
///
/// Nothing is entered and nothing is locked; the registration itself judges again. Where the law would refuse, the page after is
/// still shown as the acts would make it, beside what stands in the way, so that an official sees both.
package struct FilingPreview: Sendable {
    package struct Page: Sendable, Identifiable {
        package let before: Folio
        package let after: Folio
        package var id: UnitCode { before.unit }
        package init(before: Folio, after: Folio) {
            self.before = before
            self.after = after
        }
    }

    /// In the order of the case's units; those that no act touches are the same before and after.
    package let pages: [Page]
    /// What the law would refuse now.
    package let refusals: [Refusal]
    /// Why the acts can't be written from the facts yet, if they can't: then every page is the same before and after.
    package let obstacle: String?

    package init(pages: [Page], refusals: [Refusal], obstacle: String?) {
        self.pages = pages
        self.refusals = refusals
        self.obstacle = obstacle
    }

    /// - Parameter at: the moment that the entries would bear.
    package init(of file: CaseFile, service: ServiceDefinition, facts: CaseFacts, at: Moment) {
        let folios = facts.units.map(\.folio)
        func unchanged(_ reason: String?) -> FilingPreview {
            FilingPreview(pages: folios.map { Page(before: $0, after: $0) }, refusals: facts.refusals, obstacle: reason)
        }
        guard service.registers else {
            self = unchanged(nil)
            return
        }
        let plan: ActPlan
        do {
            plan = try ActPlan.acts(of: service, facts: facts)
        } catch let error as CaseError {
            self = unchanged(error.message)
            return
        } catch {
            self = unchanged("登记内容还不能生成，待材料齐全后显示。")
            return
        }
        let filing = Filing(
            id: file.id, acceptedAt: file.state.acceptedAt ?? at, sequence: file.state.acceptance?.sequence ?? .max, registeredAt: at,
            basis: plan.basis, acts: plan.acts, consents: plan.consents)
        var after = Dictionary(folios.map { ($0.unit, $0) }) { first, _ in first }
        var obstacle: String?
        for (index, item) in filing.acts.enumerated() {
            guard let page = after[item.unit] else { continue }
            do throws(Refusal) {
                after[item.unit] = try page.replaying(item.act, index: index, in: filing)
            } catch {
                obstacle = error.code.chinese
            }
        }
        self.init(
            pages: folios.map { Page(before: $0, after: after[$0.unit] ?? $0) }, refusals: facts.refusals, obstacle: obstacle)
    }
}
