/// The registry's own, meaningless key of a person or organisation: 32 hexadecimal characters, random.
///
/// Acts, folios and the log hold this key alone, so that none of them ever contains personal data in the clear;
/// names and identity numbers lie encrypted in the party book (个人信息保护法 51).
package struct PartyID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (a: PartyID, b: PartyID) -> Bool { a.text < b.text }
}

extension PartyID: Codable {
    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Kind of right holder (权利人类型 QLRLX).
package enum PartyKind: String, Hashable, Sendable, Codable, CaseIterable {
    case person, enterprise, institution, stateOrgan, other

    package var nationalCode: String {
        switch self {
        case .person: "1"
        case .enterprise: "2"
        case .institution: "3"
        case .stateOrgan: "4"
        case .other: "99"
        }
    }
    package var chinese: String {
        switch self {
        case .person: "个人"
        case .enterprise: "企业"
        case .institution: "事业单位"
        case .stateOrgan: "国家机关"
        case .other: "其他"
        }
    }
}

/// A party as acts and folios name it.
package struct PartyRef: Hashable, Sendable, Codable {
    package let id: PartyID
    package let kind: PartyKind
    package init(id: PartyID, kind: PartyKind) {
        self.id = id
        self.kind = kind
    }
}

/// A party who holds a right, with the share where the right is held by shares (按份共有).
package struct Holder: Hashable, Sendable, Codable {
    package var party: PartyRef
    /// nil for sole and joint ownership.
    package var share: Share?
    package init(party: PartyRef, share: Share? = nil) {
        self.party = party
        self.share = share
    }
}

/// How several holders hold one right (共有方式 GYFS; 民法典 297).
package enum CoOwnership: String, Hashable, Sendable, Codable, CaseIterable {
    case sole, joint, byShares, other

    package var nationalCode: String {
        switch self {
        case .sole: "0"
        case .joint: "1"
        case .byShares: "2"
        case .other: "3"
        }
    }
    package var chinese: String {
        switch self {
        case .sole: "单独所有"
        case .joint: "共同共有"
        case .byShares: "按份共有"
        case .other: "其他共有"
        }
    }
}
