/// `{"by": […], "kind": "application", "pledged": […]}`, `{"authority": …, "document": …, "kind": "order"}`, `{"ground": …, "kind": "ex-officio"}`:
/// stored with every filing, so it never changes.
extension Filing.Basis: Codable {
    private enum Keys: String, CodingKey { case kind, by, pledged, authority, document, ground }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        switch self {
        case .application(let by, let pledged):
            try container.encode("application", forKey: .kind)
            try container.encode(by, forKey: .by)
            try container.encode(pledged, forKey: .pledged)
        case .order(let authority, let document):
            try container.encode("order", forKey: .kind)
            try container.encode(authority, forKey: .authority)
            try container.encode(document, forKey: .document)
        case .exOfficio(let ground):
            try container.encode("ex-officio", forKey: .kind)
            try container.encode(ground, forKey: .ground)
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let kind = try container.decode(String.self, forKey: .kind)
        switch kind {
        case "application":
            self = .application(
                by: try container.decode([PartyRef].self, forKey: .by), pledged: try container.decode([PartyRef].self, forKey: .pledged))
        case "order":
            self = .order(
                authority: try container.decode(String.self, forKey: .authority), document: try container.decode(String.self, forKey: .document))
        case "ex-officio": self = .exOfficio(ground: try container.decode(String.self, forKey: .ground))
        default: throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: "unknown basis \(kind)")
        }
    }
}
