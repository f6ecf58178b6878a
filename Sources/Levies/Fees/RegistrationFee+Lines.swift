package import Register

extension RegistrationFee {
    /// One act as a caller without pages describes it; `Chargeable.pieces(of:on:circumstances:)` reads the same from the acts themselves.
    package struct Item: Hashable, Sendable {
        package var registration: RegistrationKind
        /// Code of GHYT; nil for bare land.
        package var use: String?
        /// Garage, parking space or storage room with a certificate of its own.
        package var ancillary: Bool
        /// 小微企业 or 个体工商户.
        package var smallEnterprise: Bool
        /// 夫妻间不动产权利人变更: the price of the paper only.
        package var betweenSpouses: Bool
        /// 宅基地, and the house on it: the price of the paper only.
        package var homestead: Bool
        /// A new certificate for an unchanged right (换发、补发): the price of the paper only.
        package var reissue: Bool
        /// Number of certificates; the first is in the fee.
        package var certificates: Int
        package var mortgage: Bool

        package init(
            registration: RegistrationKind, use: String?, ancillary: Bool = false, smallEnterprise: Bool = false, betweenSpouses: Bool = false,
            homestead: Bool = false, reissue: Bool = false, certificates: Int = 1, mortgage: Bool = false
        ) {
            self.registration = registration
            self.use = use
            self.ancillary = ancillary
            self.smallEnterprise = smallEnterprise
            self.betweenSpouses = betweenSpouses
            self.homestead = homestead
            self.reissue = reissue
            self.certificates = certificates
            self.mortgage = mortgage
        }

        var chargeable: Chargeable {
            let dwelling = use.map(CodeLists.isDwelling) ?? false
            let premises: Chargeable.Premises = homestead ? .homestead : ancillary ? .ancillary : dwelling ? .dwelling : .other
            return Chargeable(matter, premises, certificates: mortgage ? 0 : certificates, smallEnterprise: smallEnterprise)
        }

        private var matter: Chargeable.Matter {
            if reissue { return .reissue }
            if betweenSpouses { return .spouseTransfer }
            return switch registration {
            case .first: mortgage ? .mortgage : .first
            case .transfer: mortgage ? .mortgageTransfer : .transfer
            case .change: mortgage ? .mortgageChange : .change
            case .cancellation: .cancellation
            case .correction: .correction
            case .objection: .objection
            case .advanceNotice: .advanceNotice
            case .seizure: .seizure
            case .other: .restriction
            }
        }
    }

    /// A line as it is shown.
    package struct Line: Hashable, Sendable {
        package let name: String
        package let amount: Money
        package let basis: String
    }

    /// - Parameter date: day of acceptance; days before the national price list are reckoned by its first version.
    /// - Returns: nothing for what is never charged.
    package static func lines(_ item: Item, on date: LegalDate) -> [Line] { lines(item.chargeable, on: date) }

    /// The same for one piece.
    package static func lines(_ charge: Chargeable, on date: LegalDate) -> [Line] {
        guard FeeRule.deciding(charge, on: date)?.tariff != .never,
            let items = try? items(for: charge, on: max(date, FeeDates.priceList))
        else { return [] }
        return items.map { Line(name: $0.title, amount: $0.amount, basis: $0.law) }
    }
}

extension FeeItem {
    /// Name, count and why it costs less: `不动产登记费(住宅类)×12(小微企业(含个体工商户)申请登记免收)`.
    package var title: String { name + (quantity > 1 ? "×\(quantity)" : "") + (relief.map { "(\($0))" } ?? "") }
}
