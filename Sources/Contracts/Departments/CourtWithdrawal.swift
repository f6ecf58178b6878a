package import Register

extension Court {
    /// 撤销拍卖裁定: the sale was annulled before it was entered (网络司法拍卖规定 31), and what had passed by the ruling goes back with it.
    package enum RulingWithdrawn: Contract {
        package struct Request: Codable, Hashable, Sendable {
            /// 撤销裁定的文号.
            package var document: String
            package var court: String
            package var unit: UnitCode
            /// 裁定书文号 of the ruling that is withdrawn.
            package var ruling: String
            package init(document: String, court: String, unit: UnitCode, ruling: String) {
                self.document = document
                self.court = court
                self.unit = unit
                self.ruling = ruling
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "court.ruling-withdrawn"
        package static let department = Department.court
        package static let legalBasis = "《最高人民法院关于人民法院网络司法拍卖若干问题的规定》第三十一条"
    }
}
