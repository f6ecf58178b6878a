/// First character of the parcel features (宗地特征码): who owns the land. GB/T 37346-2019.
package enum LandOwnership: String, Hashable, Sendable, Codable, CaseIterable {
    case state = "G"
    case collective = "J"
    case undetermined = "Z"
}

/// Second character of the parcel features: by what right the parcel is used. GB/T 37346-2019.
package enum ParcelUse: String, Hashable, Sendable, Codable, CaseIterable {
    case collectiveOwnership = "A"
    case construction = "B"
    case constructionAbove = "S"
    case constructionBelow = "X"
    case homestead = "C"
    case contractedArable = "D"
    case contractedForest = "E"
    case contractedGrassland = "F"
    case forest = "L"
    case agricultural = "N"
    case sea = "H"
    case island = "G"
    case undetermined = "W"
    case other = "Y"

    /// Land ownership this use may stand with.
    package var owners: Set<LandOwnership> {
        switch self {
        case .collectiveOwnership, .homestead: [.collective]
        case .sea, .island: [.state]
        case .undetermined, .other: [.state, .collective, .undetermined]
        default: [.state, .collective]
        }
    }

    /// What may stand on it.
    package var fixtures: Set<Fixture> {
        switch self {
        case .construction, .constructionAbove, .constructionBelow, .homestead: [.none, .building, .other]
        case .contractedForest, .forest: [.none, .forest, .other]
        case .sea, .island: [.none, .building, .forest, .other]
        case .other: [.none, .building, .other]
        case .collectiveOwnership, .contractedArable, .contractedGrassland, .agricultural, .undetermined: [.none]
        }
    }
}

/// Character 20: what stands on the parcel (定着物特征码). GB/T 37346-2019.
package enum Fixture: String, Hashable, Sendable, Codable, CaseIterable {
    case building = "F"
    case forest = "L"
    case other = "Q"
    case none = "W"
}
