package import Storage

/// Running numbers that must have neither gaps nor repeats: certificate numbers of a year, acceptance numbers of a day.
///
/// The row is taken inside the transaction that uses the number, so a rolled-back registration gives its number back.
package enum NumberSeries {
    /// - Returns: the next `count` numbers, the first of which is returned; numbering starts at 1.
    package static func take(_ series: String, count: Int = 1, region: String, in connection: any Connection) throws -> Int64 {
        // SQLite keeps what is returned in a table of its own until the end: four times the work of reading the row.
        if connection.engine == .sqlite {
            let taken = try connection.execute("UPDATE number_series SET last = last + \(count) WHERE region = \(region) AND series = \(series)")
            let row = try connection.row("SELECT last FROM number_series WHERE region = \(region) AND series = \(series)")
            if taken == 1, let row { return try row.int("last") - Int64(count) + 1 }
        }
        let row = try connection.row(
            """
            INSERT INTO number_series (region, series, last) VALUES (\(region), \(series), \(count))
            ON CONFLICT (region, series) DO UPDATE SET last = number_series.last + \(count) RETURNING last
            """)
        guard let row else { throw BookError.seriesUnavailable(series) }
        return try row.int("last") - Int64(count) + 1
    }
}

/// What can go wrong in the book apart from what the law refuses.
package enum BookError: Error, Sendable, Equatable {
    case seriesUnavailable(String)
    /// The unit has no page: it was never surveyed into the register.
    case unknownUnit(String)
    /// Others kept changing the same pages; the filing was not entered.
    case contended(String)
    /// An earlier accepted case on the unit must be finished first (实施细则 67).
    case earlierCase(unit: String, caseID: String)
}
