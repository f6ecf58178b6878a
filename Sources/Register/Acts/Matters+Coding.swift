/// How the alternatives inside acts and filings are stored: an object with a `kind`, like acts themselves. It is hashed and kept for ever,
/// so it is written by hand and never changes.
extension Change.Matter: Codable {
    private enum Keys: String, CodingKey { case kind, party, description, form, holders, from, until }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        switch self {
        case .holderDetails(let party):
            try container.encode("holder-details", forKey: .kind)
            try container.encode(party, forKey: .party)
        case .description(let description):
            try container.encode("description", forKey: .kind)
            try container.encode(description, forKey: .description)
        case .coOwnership(let form, let holders):
            try container.encode("co-ownership", forKey: .kind)
            try container.encode(form, forKey: .form)
            try container.encode(holders, forKey: .holders)
        case .landTerm(let from, let until):
            try container.encode("land-term", forKey: .kind)
            try container.encodeIfPresent(from, forKey: .from)
            try container.encodeIfPresent(until, forKey: .until)
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let kind = try container.decode(String.self, forKey: .kind)
        switch kind {
        case "holder-details": self = .holderDetails(of: try container.decode(PartyRef.self, forKey: .party))
        case "description": self = .description(try container.decode(UnitDescription.self, forKey: .description))
        case "co-ownership":
            self = .coOwnership(try container.decode(CoOwnership.self, forKey: .form), try container.decode([Holder].self, forKey: .holders))
        case "land-term":
            self = .landTerm(
                from: try container.decodeIfPresent(LegalDate.self, forKey: .from),
                until: try container.decodeIfPresent(LegalDate.self, forKey: .until))
        default: throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: "unknown matter \(kind)")
        }
    }
}

extension Correct.Matter: Codable {
    private enum Keys: String, CodingKey { case kind, description, form, holders, mortgage, amount }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        switch self {
        case .description(let description):
            try container.encode("description", forKey: .kind)
            try container.encode(description, forKey: .description)
        case .ownership(let form, let holders):
            try container.encode("ownership", forKey: .kind)
            try container.encode(form, forKey: .form)
            try container.encode(holders, forKey: .holders)
        case .mortgageAmount(let mortgage, let amount):
            try container.encode("mortgage-amount", forKey: .kind)
            try container.encode(mortgage, forKey: .mortgage)
            try container.encode(amount, forKey: .amount)
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let kind = try container.decode(String.self, forKey: .kind)
        switch kind {
        case "description": self = .description(try container.decode(UnitDescription.self, forKey: .description))
        case "ownership":
            self = .ownership(form: try container.decode(CoOwnership.self, forKey: .form), holders: try container.decode([Holder].self, forKey: .holders))
        case "mortgage-amount":
            self = .mortgageAmount(try container.decode(EntryID.self, forKey: .mortgage), try container.decode(Money.self, forKey: .amount))
        default: throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: "unknown matter \(kind)")
        }
    }
}

extension Residence.Term: Codable {
    private enum Keys: String, CodingKey { case kind, until }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        switch self {
        case .until(let date):
            try container.encode("until", forKey: .kind)
            try container.encode(date, forKey: .until)
        case .lifetime: try container.encode("lifetime", forKey: .kind)
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let kind = try container.decode(String.self, forKey: .kind)
        switch kind {
        case "until": self = .until(try container.decode(LegalDate.self, forKey: .until))
        case "lifetime": self = .lifetime
        default: throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: "unknown term \(kind)")
        }
    }
}
