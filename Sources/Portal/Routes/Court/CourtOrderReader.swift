import Casework
import Contracts
import Identity
import Register

/// Reads a court's order from its page's form or from the API, which name its parts alike; the court is whoever signed in.
struct CourtOrderReader {
    let court: String
    var reader: FormReader

    init(_ fields: FormFields, court: String) {
        self.court = court
        reader = FormReader(fields)
    }

    /// Carries out what was read.
    /// - Returns: nil where something is missing or wrong; `reader.errors` says what.
    mutating func carryOut(_ kind: CourtOrder.Kind, in office: CaseOffice, via: String) async throws -> InboundReply? {
        switch kind {
        case .seize: if let order = seizure(on: office.now().date) { return try await office.seize(order, via: via) }
        case .renew: if let order = renewal() { return try await office.renew(order, via: via) }
        case .lift: if let order = lifting() { return try await office.lift(order, via: via) }
        case .review: if let order = review() { return try await office.review(order, via: via) }
        case .ruling: if let order = ruling() { return try await office.rule(order, via: via) }
        case .withdraw: if let order = withdrawal() { return try await office.withdraw(order, via: via) }
        }
        return nil
    }

    private mutating func seizure(on today: LegalDate) -> Court.SeizureOrder.Request? {
        let document = reader.text("document", "协助执行通知书文号", length: 2...60)
        let units = units()
        let from = reader.fields["from"].map { !$0.isEmpty } == true ? reader.date("from", "查封起始日") : today
        let until = reader.date("until", "查封截止日")
        let against = party("against", "被执行人")
        let share = share("share")
        let pre = reader.flag("pre_seizure")
        guard reader.errors.isEmpty, let document, let unit = units.first, let from, let until else { return nil }
        return Court.SeizureOrder.Request(
            document: document, court: court, unit: unit, from: from, until: until, against: against, preSeizure: pre ? true : nil,
            others: units.count > 1 ? Array(units.dropFirst()) : nil, share: share)
    }

    private mutating func renewal() -> Court.SeizureRenewed.Request? {
        let document = reader.text("document", "续封文号", length: 2...60)
        let seizure = reader.text("seizure", "原查封文号", length: 2...60)
        let units = units()
        let until = reader.date("until", "续封截止日")
        guard reader.errors.isEmpty, let document, let seizure, let unit = units.first, let until else { return nil }
        return Court.SeizureRenewed.Request(
            document: document, court: court, unit: unit, seizure: seizure, until: until, others: units.count > 1 ? Array(units.dropFirst()) : nil)
    }

    private mutating func lifting() -> Court.SeizureLifted.Request? {
        let document = reader.text("document", "解除查封文号", length: 2...60)
        let seizure = reader.text("seizure", "原查封文号", length: 2...60)
        let units = units()
        let remaining = share("remaining")
        guard reader.errors.isEmpty, let document, let seizure, let unit = units.first else { return nil }
        return Court.SeizureLifted.Request(
            document: document, court: court, unit: unit, seizure: seizure, others: units.count > 1 ? Array(units.dropFirst()) : nil, remaining: remaining)
    }

    private mutating func review() -> Court.AuctionReview.Request? {
        let document = reader.text("document", "委托函号", length: 2...60)
        let units = units()
        if units.count > 1 { reader.fail("units", "拍前联审一次委托一个不动产单元。") }
        guard reader.errors.isEmpty, let document, let unit = units.first else { return nil }
        return Court.AuctionReview.Request(document: document, court: court, unit: unit)
    }

    private mutating func withdrawal() -> Court.RulingWithdrawn.Request? {
        let document = reader.text("document", "撤销裁定文号", length: 2...60)
        let ruling = reader.text("ruling", "被撤销的裁定书文号", length: 2...60)
        let units = units()
        if units.count > 1 { reader.fail("units", "一次撤销一个不动产单元的裁定。") }
        guard reader.errors.isEmpty, let document, let ruling, let unit = units.first else { return nil }
        return Court.RulingWithdrawn.Request(document: document, court: court, unit: unit, ruling: ruling)
    }

    private mutating func ruling() -> Court.AuctionRuling.Request? {
        let document = reader.text("document", "裁定书文号", length: 2...60)
        let notice = reader.text("notice", "协助执行通知书文号", length: 2...60)
        let units = units()
        if units.count > 1 { reader.fail("units", "一份裁定处分几个单元的，以同一文号逐个送达，各写明其价款；取得人分别办理。") }
        let manner = reader.fields["manner"].map { !$0.isEmpty } == true ? reader.choice("manner", "处置方式", Court.SaleManner.self) : .auction
        let served = reader.date("served_on", "裁定送达日")
        let winners = parties("winners", manner?.taker ?? "买受人")
        let debtors = parties("debtors", "被执行人")
        let form = winners.count < 2 ? CoOwnership.sole : reader.choice("form", "共有情况", CoOwnership.self)
        let price = reader.money("price", manner?.priceName ?? "成交价")
        let lifts = lines("lifts").compactMap { line -> Court.NamedSeizure? in
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.count == 2 else {
                reader.fail("lifts", "解除的查封每行写一项：法院名称，空格，查封文号。")
                return nil
            }
            return Court.NamedSeizure(court: words[0], document: words[1])
        }
        let disposal = reader.optionalText("disposal", "移送处置权函号", maximum: 60)
        let kept = lines("kept_mortgages")
        let ended = lines("ends_rights")
        let seller = party("share_of", "份额被拍卖的被执行人")
        let paid = lines("paid").compactMap { line -> Court.AuctionRuling.Paid? in
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard (2...3).contains(words.count), let amount = Money(yuanText: words[1]), amount > .zero else {
                reader.fail("paid", "从拍卖款中支付的欠费每行写一项：收款单位，空格，金额（元），可以再空格写明欠费名称。")
                return nil
            }
            let debt = words.count == 3 ? Court.Debt(named: words[2]) : nil
            if words.count == 3, debt == nil {
                reader.fail("paid", "“\(words[2])”不是联审的欠费名称，请写\(Court.Debt.allCases.map(\.chinese).joined(separator: "、"))中的一项，或者不写。")
            }
            return Court.AuctionRuling.Paid(to: words[0], amount: amount, debt: debt)
        }
        guard reader.errors.isEmpty, let document, let notice, let unit = units.first, let served, let form, let price, let manner else { return nil }
        return Court.AuctionRuling.Request(
            document: document, notice: notice, court: court, unit: unit, servedOn: served, winners: winners, debtors: debtors, form: form, price: price, lifts: lifts,
            endsOthers: reader.flag("ends_others"), disposal: disposal, keptMortgages: kept.isEmpty ? nil : kept,
            shareOf: seller?.identifier, endsRights: ended.isEmpty ? nil : ended, paid: paid.isEmpty ? nil : paid,
            manner: manner == .auction ? nil : manner)
    }

    // MARK: parts

    /// One a line, or several values.
    private func lines(_ name: String) -> [String] {
        reader.fields.all(name).flatMap { $0.split(whereSeparator: \.isNewline) }.map { $0.filter { !$0.isNewline } }
            .map { String($0.drop(while: \.isWhitespace)) }.filter { !$0.isEmpty }
    }

    private mutating func units() -> [UnitCode] {
        var units: [UnitCode] = []
        for line in lines("units") {
            do { units.append(try UnitCode(line)) } catch { reader.fail("units", "\(line)：\(error.message)") }
        }
        if units.isEmpty, !reader.errors.contains(where: { $0.name == "units" }) { reader.fail("units", "请填写不动产单元号。") }
        if units.count > 200 { reader.fail("units", "一件文书一次最多送达200个不动产单元。") }
        return units
    }

    private mutating func share(_ name: String) -> Share? {
        guard let text = reader.optionalText(name, "份额", maximum: 20) else { return nil }
        guard let share = Share(text) else {
            reader.fail(name, "份额写作分数，例如1/2。")
            return nil
        }
        return share
    }

    /// 姓名 证件号码, as on the order.
    private mutating func party(_ name: String, _ label: String) -> Housing.Party? {
        guard let text = reader.optionalText(name, label, maximum: 200) else { return nil }
        return read(text, name, label)
    }

    private mutating func read(_ line: String, _ name: String, _ label: String) -> Housing.Party? {
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard (2...3).contains(words.count), let identifier = Self.identifier(words[1]) else {
            reader.fail(name, "\(label)写作：姓名或名称，空格，证件号码。")
            return nil
        }
        var share: Share?
        if words.count == 3 {
            share = Share(words[2])
            if share == nil { reader.fail(name, "份额写作分数，例如1/2。") }
        }
        return Housing.Party(name: words[0], identifier: identifier, share: share)
    }

    private mutating func parties(_ name: String, _ label: String) -> [Housing.Party] {
        let lines = lines(name)
        if lines.isEmpty { reader.fail(name, "请填写\(label)。") }
        if lines.count > 20 { reader.fail(name, "\(label)最多20位。") }
        return lines.prefix(20).compactMap { read($0, name, "\(label)每行一位，") }
    }

    /// The number says itself whether it is a person's or an organisation's.
    private static func identifier(_ text: String) -> String? {
        if text.contains(":") { return (try? PartyIdentifier(wire: text))?.wire }
        for kind in [PartyIdentifierKind.identityCard, .creditCode] {
            if let identifier = try? PartyIdentifier(kind: kind, number: text) { return identifier.wire }
        }
        return nil
    }
}
