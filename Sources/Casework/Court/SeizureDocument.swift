import Contracts
import Register

/// A court's document about a seizure, as it came: by its number it is carried out once, and what it orders makes it that one.
protocol SeizureDocument: Codable, Sendable {
    /// What it orders of a unit, whichever other units it names.
    var substance: [String?] { get }
    /// The same for whoever reads the answer; nobody's name or number.
    var inWords: String { get }
}

extension Court.SeizureOrder.Request: SeizureDocument {
    var substance: [String?] { [from.description, until.description, against?.identifier, share?.description, preSeizure == true ? "pre" : nil] }
    var inWords: String {
        "\(preSeizure == true ? "预查封" : "查封")\(share.map { "份额\($0)" } ?? "")，\(from.chinese)至\(until.chinese)\(against == nil ? "" : "，已写明被执行人")"
    }
}

extension Court.SeizureRenewed.Request: SeizureDocument {
    var substance: [String?] { [until.description] }
    var inWords: String { "续封至\(until.chinese)" }
}

extension Court.SeizureLifted.Request: SeizureDocument {
    var substance: [String?] { [remaining?.description] }
    var inWords: String { remaining.map { "部分解除，其余\($0)份额继续查封" } ?? "全部解除" }
}
