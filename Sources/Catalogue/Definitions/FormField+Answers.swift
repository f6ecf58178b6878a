import Register

extension FormField {
    /// What is wrong with an answer, for the person who gave it; nil if nothing is.
    ///
    /// An empty answer is none: whether one is needed is a matter of the whole form (`ServiceDefinition.problems(with:applicants:)`).
    package func problem(with answer: String) -> String? {
        let text = answer.trimmingSpaces
        if text.isEmpty { return nil }
        switch type {
        case .text, .paragraph:
            let most = limits.maxLength ?? (type == .text ? 200 : 2000)
            if text.count > most { return "“\(label)”最多\(most)个字，现有\(text.count)个字。" }
            if type == .text, text.contains(where: \.isNewline) { return "“\(label)”不能换行。" }
            return nil
        case .money: return numberProblem(Area(squareMetres: text.filter { $0 != "," })?.hundredths, unit: "元", decimals: true)
        case .area: return numberProblem(Area(squareMetres: text)?.hundredths, unit: "平方米", decimals: true)
        case .number: return numberProblem(Int64(text).map { $0 * 100 }, unit: "", decimals: false)
        case .date: return LegalDate(text) == nil ? "“\(label)”应为有效日期，例如2026-11-23。" : nil
        case .choice: return options.contains { $0.value == text } ? nil : "请在“\(label)”的选项中选择。"
        case .flag: return text == "yes" || text == "no" ? nil : "“\(label)”请选择是或否。"
        case .share: return Share(text) == nil ? "“\(label)”应为不大于1的份额，例如1/2或50%。" : nil
        case .party: return Self.isIdentifier(text[...]) ? nil : "“\(label)”应为证件号码，例如18位居民身份证号码或统一社会信用代码。"
        case .parties, .owners:
            let numbers = Self.identifiers(text)
            if numbers.count > Self.mostParties { return "“\(label)”最多填写\(Self.mostParties)人。" }
            return !numbers.isEmpty && numbers.allSatisfy(Self.isIdentifier) ? nil : "“\(label)”应为证件号码，例如18位居民身份证号码或统一社会信用代码；多人的用逗号分开。"
        case .custodian:
            let isCode = text.utf8.count == 18 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
            return isCode ? nil : "请在“\(label)”的选项中选择。"
        case .account: return AccountText(text) == nil && KeptAccount(text) == nil ? "“\(label)”应为开户银行全称、空格和账号，例如：中国银行南昌分行 6217000010001234567。" : nil
        case .charge:
            let isCharge = text == KeptCharge.none || KeptCharge(text) != nil || ChargeText(text) != nil || text == ChargeText.byTariff
            return isCharge ? nil : "“\(label)”应写明金额（元）、收款单位全称、开户银行全称和账号，例如：3000.00 南昌某某房产经纪有限公司 中国银行南昌分行 6217000010001234567。"
        case .unit, .entry, .project:
            let isCode = text.count <= 100 && text.allSatisfy { $0.isASCII && !$0.isNewline }
            return isCode ? nil : "请重新选择“\(label)”。"
        }
    }

    /// As many as one field of type `parties` names at most.
    package static let mostParties = 20

    /// What somebody wrote into a field of type `parties`, one by one.
    package static func identifiers(_ text: String) -> [Substring] { text.split { ",，、;；".contains($0) || $0.isWhitespace } }

    private static func isIdentifier(_ text: Substring) -> Bool {
        (5...100).contains(text.count) && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.()/:".contains($0)) }
    }

    /// - Parameter hundredths: the number in hundredths; nil if it is none.
    private func numberProblem(_ hundredths: Int64?, unit: String, decimals: Bool) -> String? {
        guard let hundredths else {
            return decimals ? "“\(label)”应为数字，最多两位小数\(unit.isEmpty ? "" : "，单位为\(unit)")。" : "“\(label)”应为整数。"
        }
        if let min = limits.min, hundredths < Int64(min) * 100 { return "“\(label)”不能小于\(min)\(unit)。" }
        if let max = limits.max, hundredths > Int64(max) * 100 { return "“\(label)”不能大于\(max)\(unit)。" }
        return nil
    }
}

extension ServiceDefinition {
    /// Everything that is wrong with a filled form, by field: answers that are missing, impossible, or don't go together.
    package func problems(with answers: [String: String], applicants: Set<ApplicantStanding>) -> [String: String] {
        var problems: [String: String] = [:]
        for field in form where field.when?.holds(answers: answers, applicants: applicants) ?? true {
            let answer = (answers[field.name] ?? "").trimmingSpaces
            if answer.isEmpty {
                if field.required { problems[field.name] = field.type == .choice ? "请选择“\(field.label)”。" : "请填写“\(field.label)”。" }
                continue
            }
            if let problem = field.problem(with: answer) {
                problems[field.name] = problem
            } else if let other = field.limits.notBefore.flatMap({ self.field($0) }), let date = LegalDate(answer),
                let earlier = LegalDate(answers[other.name] ?? ""), date < earlier
            {
                problems[field.name] = "“\(field.label)”不能早于“\(other.label)”。"
            }
        }
        return problems
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var view = self[...]
        while view.first?.isWhitespace == true { view.removeFirst() }
        while view.last?.isWhitespace == true { view.removeLast() }
        return String(view)
    }
}
