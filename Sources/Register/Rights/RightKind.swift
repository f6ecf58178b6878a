/// Our own stable kinds of rights (权利类型). National code lists map onto them by version (`NationalCodes`), never the reverse.
package enum RightKind: String, Hashable, Sendable, Codable, CaseIterable {
    case collectiveLandOwnership, stateLandOwnership
    case stateLandUse, stateLandUseAndHouse
    case homestead, homesteadAndHouse
    case collectiveLandUse, collectiveLandUseAndHouse
    case landContract, landContractAndForest
    case forestLandUse, forestLandUseAndForest
    case grasslandUse, waterFarming
    case seaUse, seaUseAndStructure
    case islandUse, islandUseAndStructure
    case stateFarmUse
    case easement, mortgage, residence
}

/// Kinds of registration (登记类型 DJLX; 不动产登记暂行条例 3).
package enum RegistrationKind: String, Hashable, Sendable, Codable, CaseIterable {
    case first, transfer, change, cancellation, correction, objection, advanceNotice, seizure, other

    package var nationalCode: String {
        switch self {
        case .first: "100"
        case .transfer: "200"
        case .change: "300"
        case .cancellation: "400"
        case .correction: "500"
        case .objection: "600"
        case .advanceNotice: "700"
        case .seizure: "800"
        case .other: "900"
        }
    }
    package var chinese: String {
        switch self {
        case .first: "首次登记"
        case .transfer: "转移登记"
        case .change: "变更登记"
        case .cancellation: "注销登记"
        case .correction: "更正登记"
        case .objection: "异议登记"
        case .advanceNotice: "预告登记"
        case .seizure: "查封登记"
        case .other: "其他登记"
        }
    }
}
