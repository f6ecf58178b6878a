/// The national code lists, by version: receivers disagree about some of them, so a code is never our primary meaning (domain 1.5, 9 U2).
package struct NationalCodes: Hashable, Sendable {
    package enum Version: String, Hashable, Sendable, CaseIterable {
        /// Mortgage is 23, as older receivers have it.
        case v2015
        /// Mortgage is 37, as receivers of the newer RecTypes have it.
        case v2021
    }

    package let version: Version
    package init(_ version: Version) { self.version = version }

    /// 权利类型 QLLX.
    package func right(_ kind: RightKind) -> String {
        switch kind {
        case .collectiveLandOwnership: "1"
        case .stateLandOwnership: "2"
        case .stateLandUse: "3"
        case .stateLandUseAndHouse: "4"
        case .homestead: "5"
        case .homesteadAndHouse: "6"
        case .collectiveLandUse: "7"
        case .collectiveLandUseAndHouse: "8"
        case .landContract: "9"
        case .landContractAndForest: "10"
        case .forestLandUse: "11"
        case .forestLandUseAndForest: "12"
        case .grasslandUse: "13"
        case .waterFarming: "14"
        case .seaUse: "15"
        case .seaUseAndStructure: "16"
        case .islandUse: "17"
        case .islandUseAndStructure: "18"
        case .easement: "19"
        case .stateFarmUse: "24"
        case .mortgage: version == .v2015 ? "23" : "37"
        case .residence: "92"
        }
    }
}

/// Code lists whose codes we keep as they are: uses, structures, natures of land (domain 1.6), with the words that are printed.
package enum CodeLists {
    /// 房屋(规划)用途 GHYT.
    package static let uses: [String: String] = [
        "10": "住宅", "11": "成套住宅", "12": "非成套住宅", "13": "集体宿舍", "21": "工业", "22": "公共设施", "23": "铁路", "24": "民航", "25": "航运",
        "26": "公共运输", "27": "仓储", "31": "商业服务", "32": "经营", "33": "旅游", "34": "金融保险", "35": "电讯信息", "41": "教育", "42": "医疗卫生",
        "43": "科研", "51": "文化", "52": "新闻", "53": "娱乐", "54": "园林绿化", "55": "体育", "60": "办公", "70": "军事", "80": "其他", "111": "别墅", "112": "高档公寓",
    ]
    /// 房屋结构 FWJG.
    package static let structures: [String: String] = [
        "1": "钢结构", "2": "钢和钢筋混凝土结构", "3": "钢筋混凝土结构", "4": "混合结构", "5": "砖木结构", "6": "其他结构",
    ]
    /// 权利性质 QLXZ.
    package static let landNatures: [String: String] = [
        "100": "国有土地", "101": "划拨", "102": "出让", "103": "作价出资(入股)", "104": "租赁", "105": "授权经营", "200": "集体土地", "201": "家庭承包",
        "202": "其他方式承包", "203": "批准拨用", "204": "入股", "205": "联营",
    ]

    /// 划拨: granted without price, so that what sells for one owes the state its part (城市房地产管理法 51).
    package static let allocatedLand = "101"

    /// Dwellings: 10 to 13 and their subdivisions.
    package static func isDwelling(_ use: String) -> Bool { use.hasPrefix("1") }
}

extension UnitDescription {
    /// 出让 for at most 70 years for dwellings, 50 for industry, education and the like, 40 for trade (城镇国有土地使用权出让和转让暂行条例 12).
    /// Terms are compared with the longest, 70 years: what exactly a mixed parcel may have is on its grant contract.
    var hasLawfulLandTerm: Bool {
        guard let from = landTermFrom, let until = landTermUntil else { return true }
        guard until >= from else { return false }
        return landNature != "102" || until <= from.adding(years: maximumTerm)
    }

    private var maximumTerm: Int {
        guard let first = use.first else { return 70 }
        return switch first {
        case "1": 70
        case "3": 40
        default: 70
        }
    }
}
