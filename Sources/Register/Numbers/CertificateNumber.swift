/// 不动产权证号 and 不动产登记证明号: `赣(2026)南昌市不动产权第0000001号` (domain 2.2).
package struct CertificateNumber: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case certificate = "不动产权"
        case proof = "不动产证明"
    }
    package let kind: Kind
    package let province: String
    package let year: Int
    package let place: String
    package let serial: Int

    /// - Throws: `CertificateNumberError` when a part doesn't fit: a full series must never wrap around.
    package init(kind: Kind, province: String, year: Int, place: String, serial: Int) throws(CertificateNumberError) {
        guard province.count == 1 else { throw .province }
        guard (2015...2099).contains(year) else { throw .year }
        guard (2...20).contains(place.count) else { throw .place }
        guard (1...9_999_999).contains(serial) else { throw .serial }
        self.kind = kind
        self.province = province
        self.year = year
        self.place = place
        self.serial = serial
    }

    /// Reads a number with half- or full-width brackets.
    package init(_ text: some StringProtocol) throws(CertificateNumberError) {
        let plain = text.replacingBrackets
        guard let open = plain.firstIndex(of: "("), let close = plain.firstIndex(of: ")"), open < close else { throw .form }
        guard plain.hasSuffix("号"), let year = Int(plain[plain.index(after: open)..<close]) else { throw .form }
        let rest = plain[plain.index(after: close)...].dropLast()
        for kind in [Kind.certificate, .proof] {
            let marker = kind.rawValue + "第"
            guard let range = rest.lastRange(of: marker) else { continue }
            let digits = rest[range.upperBound...]
            guard digits.count == 7, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let serial = Int(digits) else { throw .serial }
            try self.init(
                kind: kind, province: String(plain[..<open]), year: year, place: String(rest[..<range.lowerBound]), serial: serial)
            return
        }
        throw .form
    }

    /// A number that somebody wrote, as it is printed; as it came if it isn't one.
    package static func printed(_ written: String) -> String { (try? CertificateNumber(written))?.text ?? written }

    package var text: String {
        let digits = String(serial)
        return "\(province)(\(year))\(place)\(kind.rawValue)第\(String(repeating: "0", count: 7 - digits.count))\(digits)号"
    }
}

package enum CertificateNumberError: Error, Hashable, Sendable {
    case form, province, year, place, serial

    package var message: String {
        switch self {
        case .form: "证号应形如“赣(2026)南昌市不动产权第0000001号”。"
        case .province: "证号应以省份简称开头。"
        case .year: "证号中的年份无效。"
        case .place: "证号中的市县名称无效。"
        case .serial: "证号的顺序号应为七位数字。"
        }
    }
}

extension StringProtocol {
    fileprivate var replacingBrackets: String {
        String(compactMap { character -> Character? in
            switch character {
            case "\u{FF08}": "("
            case "\u{FF09}": ")"
            case " ", "\u{3000}": nil
            default: character
            }
        })
    }

    fileprivate func lastRange(of marker: String) -> Range<Index>? {
        var position = endIndex
        while position > startIndex {
            position = index(before: position)
            if self[position...].hasPrefix(marker) { return position..<index(position, offsetBy: marker.count) }
        }
        return nil
    }
}
