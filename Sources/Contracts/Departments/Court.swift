package import Register

/// 人民法院: orders that the registry carries out without examining their substance (查封规定 3; 条例 19).
package enum Court {
    /// 协助执行通知书: seize a unit.
    package enum SeizureOrder: Contract {
        package struct Request: Codable, Hashable, Sendable {
            /// 查封文号; with the court it names the order for ever.
            package var document: String
            package var court: String
            package var unit: UnitCode
            package var from: LegalDate
            package var until: LegalDate
            /// 被执行人: whom the order is directed against; a pre-seizure must name the buyer (法发〔2004〕5号 15).
            package var against: Housing.Party?
            /// 预查封 of what its buyer will get; nil for a seizure.
            package var preSeizure: Bool?
            /// Further units that the same order seizes.
            package var others: [UnitCode]?
            /// The share of the right that is seized; nil for the whole.
            package var share: Share?
            package init(
                document: String, court: String, unit: UnitCode, from: LegalDate, until: LegalDate, against: Housing.Party? = nil, preSeizure: Bool? = nil,
                others: [UnitCode]? = nil, share: Share? = nil
            ) {
                self.others = others
                self.share = share
                self.against = against
                self.preSeizure = preSeizure
                self.document = document
                self.court = court
                self.unit = unit
                self.from = from
                self.until = until
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "court.seizure-order"
        package static let department = Department.court
        package static let legalBasis = "《最高人民法院、国土资源部、建设部关于依法规范人民法院执行和国土资源房地产管理部门协助执行若干问题的通知》第一条"
    }

    /// 续行查封: the seizure made by an earlier order goes on (民诉法解释 485).
    package enum SeizureRenewed: Contract {
        package struct Request: Codable, Hashable, Sendable {
            /// 续封文号.
            package var document: String
            package var court: String
            package var unit: UnitCode
            /// 查封文号 of the order that goes on.
            package var seizure: String
            package var until: LegalDate
            /// Further units on which it goes on.
            package var others: [UnitCode]?
            package init(document: String, court: String, unit: UnitCode, seizure: String, until: LegalDate, others: [UnitCode]? = nil) {
                self.others = others
                self.document = document
                self.court = court
                self.unit = unit
                self.seizure = seizure
                self.until = until
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "court.seizure-renewed"
        package static let department = Department.court
        package static let legalBasis = SeizureOrder.legalBasis
    }

    /// 解除查封: the seizure made by an earlier order ends.
    package enum SeizureLifted: Contract {
        package struct Request: Codable, Hashable, Sendable {
            /// 解封文号.
            package var document: String
            package var court: String
            package var unit: UnitCode
            /// 查封文号 of the order that is lifted.
            package var seizure: String
            /// Further units on which it ends; on those that neither names it stands.
            package var others: [UnitCode]?
            /// The share of the right that stays seized; nil where nothing does.
            package var remaining: Share?
            package init(
                document: String, court: String, unit: UnitCode, seizure: String, others: [UnitCode]? = nil, remaining: Share? = nil
            ) {
                self.others = others
                self.remaining = remaining
                self.document = document
                self.court = court
                self.unit = unit
                self.seizure = seizure
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "court.seizure-lifted"
        package static let department = Department.court
        package static let legalBasis = SeizureOrder.legalBasis
    }
}
