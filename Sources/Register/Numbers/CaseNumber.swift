/// 受理编号: the day and a running number of that day, `20261123000001`.
package struct CaseNumber: Hashable, Sendable {
    package let date: LegalDate
    package let serial: Int

    package init(date: LegalDate, serial: Int) {
        self.date = date
        self.serial = serial
    }

    package init?(_ text: some StringProtocol) {
        guard text.count >= 14, text.count <= 18, text.allSatisfy({ $0.isASCII && $0.isNumber }),
            let year = Int(text.prefix(4)), let month = Int(text.dropFirst(4).prefix(2)), let day = Int(text.dropFirst(6).prefix(2)),
            let date = LegalDate(year: year, month: month, day: day), let serial = Int(text.dropFirst(8)), serial > 0
        else { return nil }
        self.date = date
        self.serial = serial
    }

    package var text: String {
        let (year, month, day) = date.parts
        func pad(_ value: Int, _ length: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, length - text.count)) + text
        }
        return pad(year, 4) + pad(month, 2) + pad(day, 2) + pad(serial, 6)
    }
}
