/// A text that is signed or sent: a declaration, a promise letter, a notice. Placeholders stand in double braces.
package struct CatalogueText: Hashable, Sendable {
    /// E.g. `application`.
    package let id: String
    package let title: String
    /// Paragraphs, separated by line breaks.
    package let body: String
    package let law: [Statute]

    /// What texts may leave open.
    package enum Placeholder: String, CatalogueWord {
        case applicants, service, unit, location, project, developer, date, registry

        package var chinese: String {
            switch self {
            case .applicants: "申请人"
            case .service: "服务名称"
            case .unit: "不动产单元号"
            case .location: "坐落"
            case .project: "项目名称"
            case .developer: "开发企业"
            case .date: "日期"
            case .registry: "登记机构"
            }
        }
        package var meaning: String {
            switch self {
            case .applicants: "names of those who sign"
            case .service: "name of the service"
            case .unit: "code of the unit"
            case .location: "address of the unit or project"
            case .project: "name of the project"
            case .developer: "name of the developer"
            case .date: "day of signing"
            case .registry: "name of the registry"
            }
        }
    }

    /// The body with its placeholders filled in; one without a value becomes a blank line to write on.
    package func filled(_ values: [Placeholder: String]) -> String {
        var text = ""
        for part in Self.parts(of: body) {
            switch part {
            case .plain(let plain): text += plain
            case .open(let name): text += Placeholder(rawValue: name).flatMap { values[$0] } ?? "________"
            }
        }
        return text
    }

    enum Part: Equatable {
        case plain(String)
        case open(String)
    }

    /// The body cut at its placeholders.
    static func parts(of body: String) -> [Part] {
        var parts: [Part] = []
        var rest = body[...]
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            if start.lowerBound > rest.startIndex { parts.append(.plain(String(rest[..<start.lowerBound]))) }
            parts.append(.open(String(rest[start.upperBound..<end.lowerBound]).filter { $0 != " " }))
            rest = rest[end.upperBound...]
        }
        if !rest.isEmpty { parts.append(.plain(String(rest))) }
        return parts
    }
}
