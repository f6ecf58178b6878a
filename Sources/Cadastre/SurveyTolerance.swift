package import Register

/// By how much two surveys of the same area may differ (房产面积的精度要求, GB/T 17986.1-2000): of the three grades the second, which is usual
/// for homes that are sold. The limit (限差) is 0.04√S + 0.002S, in square metres.
package enum SurveyTolerance {
    package static func limit(for area: Area) -> Area {
        let metres = Double(max(0, area.hundredths)) / 100
        return Area(hundredths: Int64(((0.04 * metres.squareRoot() + 0.002 * metres) * 100).rounded(.down)))
    }
}

extension Outline {
    /// What is wrong with the outline's area as a unit's: it runs along the unit's own walls, so that it holds the inner area
    /// (套内, 专有建筑面积), and no more than what the unit has with its share of the common parts (建筑面积); open balconies count half.
    package func fits(inner: Area, building: Area) -> Bool {
        let area = Area(hundredths: areaHundredths)
        return area + SurveyTolerance.limit(for: inner) >= inner && area <= building + SurveyTolerance.limit(for: building)
    }
}
