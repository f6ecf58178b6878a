/// Why a text is not the number of an identity document: which check failed, and where.
package enum IdentifierError: Error, Hashable, Sendable {
    case unknownKind
    /// A character that such a number can't contain; its place from 1, blanks not counted.
    case character(position: Int)
    case length(kind: PartyIdentifierKind?, found: Int)
    case digitExpected(position: Int)
    case birthDate
    case division
    case checkCharacter

    package var message: String {
        switch self {
        case .unknownKind: "证件种类无效，请重新选择。"
        case .character(let position): "证件号码第\(position)位的字符无效。"
        case .length(let kind, let found): "\(kind?.chinese ?? "证件")号码的位数不对，现为\(found)位。"
        case .digitExpected(let position): "证件号码第\(position)位应为数字。"
        case .birthDate: "身份证号码第7至14位的出生日期不存在。"
        case .division: "证件号码开头的行政区划代码无效。"
        case .checkCharacter: "证件号码的末位校验码不对，请核对是否输错。"
        }
    }
}
