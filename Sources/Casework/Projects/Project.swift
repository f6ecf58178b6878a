package import Cadastre
package import Register

/// A developer's project as the registry follows it from its units' survey to the public list of self-service projects (案例一).
package struct Project: Hashable, Sendable, Codable {
    package enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// Units may be imported and changed.
        case preparing
        /// First registration applied for; nothing may be changed.
        case applied
        /// First registration entered.
        case registered
        /// On the public list: its buyers register alone.
        case listed
        /// Taken off the list for now, with a reason that is shown: insolvency, a court's order, the developer's withdrawal.
        case suspended

        package var chinese: String {
            switch self {
            case .preparing: "准备中"
            case .applied: "首次登记办理中"
            case .registered: "已首次登记"
            case .listed: "可自行办理"
            case .suspended: "暂停自行办理"
            }
        }
    }

    package var id: String
    package var name: String
    package var developer: PartyRef
    /// 宗地代码.
    package var parcel: String
    package var location: String
    package var state: State
    package var suspendedFor: String?

    package init(
        id: String, name: String, developer: PartyRef, parcel: String, location: String, state: State = .preparing, suspendedFor: String? = nil
    ) {
        self.id = id
        self.name = name
        self.developer = developer
        self.parcel = parcel
        self.location = location
        self.state = state
        self.suspendedFor = suspendedFor
    }
}

/// One unit of a project: what the developer's list says of it.
package struct ProjectUnit: Hashable, Sendable, Codable {
    package var unit: UnitCode
    package var description: UnitDescription
    package var room: String
    /// On the developer's list of units whose buyers may register alone.
    package var selfService: Bool
    /// In the plan of its storey, as the developer's list gives it.
    package var outline: Outline?
    package init(unit: UnitCode, description: UnitDescription, room: String, selfService: Bool, outline: Outline? = nil) {
        self.unit = unit
        self.description = description
        self.room = room
        self.selfService = selfService
        self.outline = outline
    }
}
