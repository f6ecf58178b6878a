import Contracts
import Register

/// 文号: the number by which a court's order is known.
enum CourtDocument {
    /// What two writings of one number have in common. A number stands with full-width brackets (法〔2015〕137号《关于人民法院案件案号的若干规定》第三条: “（收案年度）…”),
    /// and people type those that their keyboard has, with or without blanks. What a court wrote is kept and shown as it wrote it.
    static func key(_ written: String) -> String {
        var key = String.UnicodeScalarView()
        for scalar in written.unicodeScalars where !scalar.properties.isWhitespace {
            switch scalar {
            case "〔", "［", "[", "【": key.append("(")
            case "〕", "］", "]", "】": key.append(")")
            // The full-width forms of ASCII (Unicode, block FF00) stand in its order.
            case "\u{FF01}"..."\u{FF5E}": key.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            default: key.append(scalar)
            }
        }
        return String(key)
    }
}

extension Court.NamedSeizure {
    /// Whether this is the one that is meant.
    func names(_ seizure: Seizure) -> Bool { court == seizure.authority && CourtDocument.key(document) == CourtDocument.key(seizure.document) }
}
