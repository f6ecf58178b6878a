package import Register

extension PartyName {
    /// `张*` and `张*三` for natural persons. The names of organisations are public.
    static func masked(_ name: String, of kind: PartyKind) -> String {
        guard kind == .person else { return name }
        switch name.count {
        case ...1: return "*"
        case 2: return "\(name.prefix(1))*"
        default: return "\(name.prefix(1))\(String(repeating: "*", count: name.count - 2))\(name.suffix(1))"
        }
    }
}

extension PartyRef {
    /// Its name as others may read it.
    package func masked(_ name: String) -> String { PartyName.masked(name, of: kind) }
}

extension PartyDetails {
    package var maskedName: String { PartyName.masked(name, of: ref.kind) }

    /// `138****5678`
    package var maskedPhone: String? {
        phone.map {
            $0.count < 8 ? String(repeating: "*", count: $0.count) : "\($0.prefix(3))\(String(repeating: "*", count: $0.count - 7))\($0.suffix(4))"
        }
    }
}
