extension RightKind {
    /// Whether this right can stand on a unit of this code (GB/T 37346: features of the parcel and what stands on it).
    package func fits(_ unit: UnitCode) -> Bool {
        let construction: Set<ParcelUse> = [.construction, .constructionAbove, .constructionBelow]
        let standing: Set<Fixture> = [.building, .other]
        switch self {
        case .collectiveLandOwnership: return unit.use == .collectiveOwnership
        case .stateLandOwnership: return unit.ownership == .state && unit.fixture == .none
        case .stateLandUse: return unit.ownership == .state && construction.contains(unit.use) && unit.fixture == .none
        case .stateLandUseAndHouse: return unit.ownership == .state && construction.contains(unit.use) && standing.contains(unit.fixture)
        case .homestead: return unit.use == .homestead && unit.fixture == .none
        case .homesteadAndHouse: return unit.use == .homestead && standing.contains(unit.fixture)
        case .collectiveLandUse: return unit.ownership == .collective && construction.contains(unit.use) && unit.fixture == .none
        case .collectiveLandUseAndHouse:
            return unit.ownership == .collective && construction.contains(unit.use) && standing.contains(unit.fixture)
        case .landContract: return unit.use == .contractedArable && unit.fixture == .none
        case .landContractAndForest: return unit.use == .contractedForest && unit.fixture == .forest
        case .forestLandUse: return (unit.use == .forest || unit.use == .contractedForest) && unit.fixture == .none
        case .forestLandUseAndForest: return unit.use == .forest && unit.fixture == .forest
        case .grasslandUse: return unit.use == .contractedGrassland
        case .waterFarming: return unit.use == .agricultural || unit.use == .other
        case .seaUse: return unit.use == .sea && unit.fixture == .none
        case .seaUseAndStructure: return unit.use == .sea && standing.contains(unit.fixture)
        case .islandUse: return unit.use == .island && unit.fixture == .none
        case .islandUseAndStructure: return unit.use == .island && standing.contains(unit.fixture)
        case .stateFarmUse: return unit.use == .agricultural && unit.ownership == .state
        // Burdens are entered by their own acts, never as a unit's main right.
        case .easement, .mortgage, .residence: return false
        }
    }

    /// As certificates print it (权利类型), in the words of the national list QLLX.
    package var chinese: String {
        switch self {
        case .collectiveLandOwnership: "集体土地所有权"
        case .stateLandOwnership: "国家土地所有权"
        case .stateLandUse: "国有建设用地使用权"
        case .stateLandUseAndHouse: "国有建设用地使用权/房屋(构筑物)所有权"
        case .homestead: "宅基地使用权"
        case .homesteadAndHouse: "宅基地使用权/房屋(构筑物)所有权"
        case .collectiveLandUse: "集体建设用地使用权"
        case .collectiveLandUseAndHouse: "集体建设用地使用权/房屋(构筑物)所有权"
        case .landContract: "土地承包经营权"
        case .landContractAndForest: "土地承包经营权/森林、林木所有权"
        case .forestLandUse: "林地使用权"
        case .forestLandUseAndForest: "林地使用权/森林、林木使用权"
        case .grasslandUse: "草原使用权"
        case .waterFarming: "水域滩涂养殖权"
        case .seaUse: "海域使用权"
        case .seaUseAndStructure: "海域使用权/构(建)筑物所有权"
        case .islandUse: "无居民海岛使用权"
        case .islandUseAndStructure: "无居民海岛使用权/构(建)筑物所有权"
        case .stateFarmUse: "国有农用地使用权"
        case .easement: "地役权"
        case .mortgage: "抵押权"
        case .residence: "居住权"
        }
    }
}
