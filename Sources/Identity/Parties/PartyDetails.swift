package import Register

/// What the party book knows about a person or an organisation, decrypted. Never log it, never store it elsewhere.
package struct PartyDetails: Hashable, Sendable {
    package let ref: PartyRef
    package let name: String
    package let identifier: PartyIdentifier
    package let phone: String?

    package init(ref: PartyRef, name: String, identifier: PartyIdentifier, phone: String? = nil) {
        self.ref = ref
        self.name = name
        self.identifier = identifier
        self.phone = phone
    }
}

/// A party as lists show it: enough to tell rows apart, too little to know the person (个人信息保护法 6).
package struct MaskedParty: Hashable, Sendable {
    package let ref: PartyRef
    /// `张*三`; names of organisations are public and stay whole.
    package let name: String
    /// `360102********1234`
    package let identifier: String
}

/// A name that a party had before.
package struct FormerName: Hashable, Sendable {
    package let name: String
    package let endedAt: Moment

    package init(name: String, endedAt: Moment) {
        self.name = name
        self.endedAt = endedAt
    }
}

/// What a look at a party showed.
package enum PartyField: String, Hashable, Sendable, CaseIterable, Comparable {
    case name, identifier, phone, property, document

    package var chinese: String {
        switch self {
        case .name: "姓名（名称）"
        case .identifier: "证件号码"
        case .phone: "电话号码"
        case .property: "名下不动产"
        case .document: "提交的材料"
        }
    }

    package static func < (a: PartyField, b: PartyField) -> Bool { a.rawValue < b.rawValue }
}
