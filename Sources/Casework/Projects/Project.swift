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

/// What the developer filed, stamped, with the first registration: the promise letter (承诺书), the master application for every
/// unit's transfer (分户转移登记申请表总表) and the list of units (自办名单). It stands for the developer's part of the joint
/// application that 条例 14 asks for.
package struct Pledge: Hashable, Sendable, Codable {
    package var project: String
    package var developer: PartyRef
    package var signedAt: Moment
    /// Until when it may be relied on.
    package var validUntil: LegalDate
    /// SHA-256 of the signed text, in hexadecimal.
    package var digest: String
    package var revokedAt: Moment?
    package init(project: String, developer: PartyRef, signedAt: Moment, validUntil: LegalDate, digest: String, revokedAt: Moment? = nil) {
        self.project = project
        self.developer = developer
        self.signedAt = signedAt
        self.validUntil = validUntil
        self.digest = digest
        self.revokedAt = revokedAt
    }
}

/// One unit of a project: what the developer's list says of it.
package struct ProjectUnit: Hashable, Sendable, Codable {
    package var unit: UnitCode
    package var description: UnitDescription
    package var room: String
    /// On the developer's list of units whose buyers may register alone.
    package var selfService: Bool
    package init(unit: UnitCode, description: UnitDescription, room: String, selfService: Bool) {
        self.unit = unit
        self.description = description
        self.room = room
        self.selfService = selfService
    }
}
