package import Register
import Seals
package import Storage

/// Something that a developer did with a project, or an official with its place on the public list, for the project's page and for whoever asks later.
package struct ProjectEvent: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case added, unitsImported, reportFiled, reportRemoved, pledgeSigned, pledgeLapsed, pledgeRenewed, pledgeWithdrawn, applied, released, registered, suspended, resumed

        package var chinese: String {
            switch self {
            case .added: "建立项目"
            case .unitsImported: "导入房屋清单"
            case .reportFiled: "提交测绘报告"
            case .reportRemoved: "移除测绘报告"
            case .pledgeSigned: "签署承诺书"
            case .pledgeLapsed: "承诺书因清单变化失效"
            case .pledgeRenewed: "续签承诺书"
            case .pledgeWithdrawn: "撤回承诺书"
            case .applied: "申请首次登记"
            case .released: "首次登记申请撤回或被退回，项目恢复为准备中"
            case .registered: "首次登记办结"
            case .suspended: "暂停自行办理"
            case .resumed: "恢复自行办理"
            }
        }
    }

    package let at: Moment
    package let kind: Kind
    /// The organisation that did it, or the person who acted for it; where an official did it, the organisation whose project it is.
    package let party: PartyID
    package let detail: String

    package init(at: Moment, kind: Kind, party: PartyID, detail: String) {
        self.at = at
        self.kind = kind
        self.party = party
        self.detail = detail
    }
}

package enum ProjectEventRecords {
    static func append(_ event: ProjectEvent, project: String, region: String, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO project_event (region, project_id, at, event_id, kind, party_id, detail)
            VALUES (\(region), \(project), \(event.at.microseconds), \(Hex.encode(randomBytes(8))), \(event.kind.rawValue), \(event.party.text),
                    \(event.detail))
            """)
    }

    /// Which state of a project somebody saw: every change of it is an event, and events are only ever added.
    package static func version(of project: String, region: String, in connection: any Connection) throws -> Int {
        1 + Int(try connection.row("SELECT COUNT(*) AS n FROM project_event WHERE region = \(region) AND project_id = \(project)")?.int("n") ?? 0)
    }

    /// The latest first.
    package static func of(project: String, limit: Int = 50, region: String, in connection: any Connection) throws -> [ProjectEvent] {
        try connection.rows(
            """
            SELECT at, kind, party_id, detail FROM project_event WHERE region = \(region) AND project_id = \(project)
            ORDER BY at DESC, event_id LIMIT \(limit)
            """
        ).compactMap { row in
            guard let kind = ProjectEvent.Kind(rawValue: try row.text("kind")) else { return nil }
            return ProjectEvent(
                at: Moment(microseconds: try row.int("at")), kind: kind, party: PartyID(try row.text("party_id")), detail: try row.text("detail"))
        }
    }
}
