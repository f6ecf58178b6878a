/// What blocks what: the one table of the platform (domain 1.11). A row is a state of the page, a column is what somebody wants.
///
/// `allow` · `warn` the applicant was told and took the risk · `consent` of the entry's holders · `block`.
/// Evaluated when a case is accepted and again by the registration itself, against the state it replaces.
enum Obstacles {
    /// What is wanted: the columns.
    enum Column: CaseIterable {
        case first, transfer, succession, courtTransfer, holderDetails, description, mortgage, enlargeMortgage, endMortgage
        /// What burdens the owner no further: a mortgage that passes with its claim, is determined, or is lessened.
        case easeMortgage
        case notice, residence, easement, cancel, courtCancel, objection, seizure, correction, reissue
    }

    /// What stands on the page: the rows.
    enum Row: CaseIterable {
        case seizure, preSeizure, objection, purchaseNotice, mortgageNotice
        case freeMortgage, bannedMortgage, oldMortgage, constructionMortgage
        case residence, easement, lock
    }

    enum Cell { case allow, warn, consent, block }

    static func cell(_ row: Row, _ column: Column, _ practice: LocalPractice) -> Cell {
        switch (row, column) {
        // Seizures wait in line behind one another (查封规定 26); an objection is no disposal; ending a mortgage harms no creditor who seized.
        case (_, .seizure), (_, .objection), (_, .endMortgage): .allow
        // 抵押权转移、确定、减少: the mortgage goes where its claim goes (民法典 407, 547), a seizure is itself a ground to determine what is secured (民法典 423(四)), and
        // what a seizure, a restriction or a notice holds the owner back from is disposing of the home and burdening it (查封规定 24; 民法典 221).
        case (.seizure, .easeMortgage), (.preSeizure, .easeMortgage), (.lock, .easeMortgage), (.purchaseNotice, .easeMortgage), (.mortgageNotice, .easeMortgage): .allow
        // The authority that transfers or ends the right lifts the seizures itself, in the same filing (查封规定 27; 拍卖变卖规定 28).
        case (.seizure, .courtTransfer), (.preSeizure, .courtTransfer), (.constructionMortgage, .courtTransfer): .block
        case (.seizure, .courtCancel), (.preSeizure, .courtCancel): .block
        case (_, .courtTransfer), (_, .courtCancel): .allow

        // 首次登记 disposes of nothing: what was noted, pre-seized or mortgaged before stands on the page afterwards (法发〔2004〕5号 16).
        case (.lock, .first): .block
        case (_, .first): .allow

        // 继承、合并: the heir steps in with all burdens, nobody disposes (民法典 230); only seizures and locks keep the page as it is.
        case (.seizure, .succession), (.preSeizure, .succession), (.lock, .succession): .block
        case (.objection, .succession): .warn
        case (_, .succession): .allow

        // 查封: 城市房地产管理法 38(2) no transfer, 民法典 399(5) no mortgage, and by the same reason no other disposal.
        case (.seizure, .holderDetails), (.preSeizure, .holderDetails): practice.changesHolderDetailsUnderSeizure ? .allow : .block
        case (.seizure, _), (.preSeizure, _): .block

        // 行政限制: nothing but what is corrected.
        case (.lock, .correction): .allow
        case (.lock, _): .block

        // 异议登记 stops nobody, but whoever goes on is told and takes the risk (实施细则 84).
        case (.objection, .holderDetails), (.objection, .correction), (.objection, .reissue): .allow
        case (.objection, _): .warn

        // 预告登记: no disposal without its holder (民法典 221; 物权编解释(一) 4: land use, residence, easement and mortgage as well).
        case (.purchaseNotice, .holderDetails), (.purchaseNotice, .correction), (.purchaseNotice, .reissue): .allow
        case (.purchaseNotice, _): .consent
        case (.mortgageNotice, .holderDetails), (.mortgageNotice, .correction), (.mortgageNotice, .reissue): .allow
        case (.mortgageNotice, _): .consent

        // 在建建筑物抵押: first to be released, then sold or noted (实施细则 75, 86).
        case (.constructionMortgage, .transfer), (.constructionMortgage, .notice), (.constructionMortgage, .residence): .block
        case (.constructionMortgage, .mortgage), (.constructionMortgage, .cancel), (.constructionMortgage, .easement): .consent
        case (.constructionMortgage, _): .allow

        // 抵押 (民法典 406): since 2021-01-01 the owner may transfer, and the mortgage follows, unless a ban was agreed and registered;
        // before, the mortgagee has to agree (物权法 191).
        case (.freeMortgage, .transfer): .allow
        case (.bannedMortgage, .transfer), (.oldMortgage, .transfer): .consent
        case (.bannedMortgage, .notice): .consent
        case (.oldMortgage, .notice): practice.noticeNeedsOldMortgagee ? .consent : .allow
        case (.freeMortgage, .notice): .allow
        case (.freeMortgage, .description), (.bannedMortgage, .description), (.oldMortgage, .description):
            practice.descriptionNeedsMortgagee ? .consent : .allow
        case (.freeMortgage, .residence), (.bannedMortgage, .residence), (.oldMortgage, .residence):
            practice.residenceNeedsMortgagee ? .consent : .allow
        case (.freeMortgage, .cancel), (.bannedMortgage, .cancel), (.oldMortgage, .cancel): .consent
        case (.freeMortgage, _), (.bannedMortgage, _), (.oldMortgage, _): .allow

        // 居住权 and 地役权 go with the thing; giving the thing up needs their holders (实施细则 28).
        case (.residence, .cancel), (.easement, .cancel): .consent
        case (.residence, .description): practice.descriptionNeedsResident ? .consent : .allow
        case (.residence, _), (.easement, _): .allow
        }
    }

    /// The column an act belongs to; nil for acts that only take a burden away or put it in order.
    /// - Parameter folio: the page as it stands, which says what a change makes larger.
    static func column(of act: Act, basis: Filing.Basis, on folio: Folio?) -> Column? {
        switch act {
        case .firstRegistration: .first
        case .transfer(let transfer):
            if case .order = basis { .courtTransfer } else { transfer.cause.isSuccession ? .succession : .transfer }
        case .change(let change):
            switch change.matter {
            case .holderDetails: .holderDetails
            case .description, .landTerm, .coOwnership: .description
            }
        case .cancel:
            if case .application = basis { .cancel } else { .courtCancel }
        case .correct: .correction
        case .mortgage: .mortgage
        case .changeMortgage(let change): folio.map { change.burdensNoFurther(on: $0) } == true ? .easeMortgage : .enlargeMortgage
        case .transferMortgage, .determineMortgage: .easeMortgage
        case .changeRanks: .enlargeMortgage
        case .endMortgage: .endMortgage
        case .giveNotice: .notice
        case .grantResidence: .residence
        case .grantEasement: .easement
        case .object: .objection
        case .seize: .seizure
        case .reissue: .reissue
        case .recordSuit, .endObjection, .endNotice, .renewSeizure, .endSeizure, .endEasement, .endResidence, .lock, .unlock:
            nil
        }
    }
}

extension ChangeMortgage {
    /// Whether it lays no more on the home or on whoever owns it than stands there already: neither a larger sum nor a wider scope, neither a longer term nor
    /// anybody else's debt. What isn't on the page is for the conditions to refuse.
    fileprivate func burdensNoFurther(on folio: Folio) -> Bool {
        guard let mortgage = folio.mortgages.first(where: { $0.entry.id == self.mortgage }) else { return false }
        let isAtMost = (amount ?? mortgage.amount) <= mortgage.amount && (until ?? mortgage.until) <= mortgage.until && (from ?? mortgage.from) >= mortgage.from
        let isSame = (scope ?? mortgage.scope) == mortgage.scope && (subject ?? mortgage.subject) == mortgage.subject && (debtor == nil || debtor == mortgage.debtor)
        let bear = Set(mortgage.mortgagors.map(\.id))
        let isOfThem = mortgagors.map { Set($0.map(\.id)) == bear } ?? true
        return isAtMost && isSame && isOfThem && (transferBan != true || mortgage.transferBan == true)
    }
}
