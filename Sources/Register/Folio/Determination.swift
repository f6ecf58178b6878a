/// Why and since when what a maximum-amount mortgage secures is determined (民法典 423).
package struct Determination: Hashable, Sendable, Codable {
    /// 民法典 423, in its order.
    package enum Ground: String, Hashable, Sendable, Codable, CaseIterable {
        case periodEnded, requestedAfterTwoYears, noFurtherClaims, seizureKnown, bankruptcy, otherByLaw

        package var chinese: String {
            switch self {
            case .periodEnded: "约定的债权确定期间届满"
            case .requestedAfterTwoYears: "没有约定债权确定期间或者约定不明确，自最高额抵押权设立之日起满二年后请求确定债权"
            case .noFurtherClaims: "新的债权不可能发生"
            case .seizureKnown: "抵押权人知道或者应当知道抵押财产被查封、扣押"
            case .bankruptcy: "债务人、抵押人被宣告破产或者解散"
            case .otherByLaw: "法律规定债权确定的其他情形"
            }
        }
    }

    package var ground: Ground
    package var on: LegalDate

    package init(ground: Ground, on: LegalDate) {
        self.ground = ground
        self.on = on
    }

    /// As it stands in the register and on the proof.
    package var chinese: String { "\(ground.chinese)，\(on.chinese)" }
}
