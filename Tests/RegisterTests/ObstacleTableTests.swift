import Testing

@testable import Register

/// The table of what blocks what, cell by cell, transcribed a second time so that no cell changes unseen.
///
/// `A` allow, `W` warn, `C` consent, `B` block; `c` consent by local practice, `b` block by local practice.
@Suite struct ObstacleTableTests {
    static let columns: [Obstacles.Column] = [
        .transfer, .courtTransfer, .holderDetails, .description, .mortgage, .enlargeMortgage, .easeMortgage, .endMortgage, .notice, .residence, .easement, .cancel,
        .objection, .seizure, .first, .succession, .courtCancel,
    ]

    static let rows: [(Obstacles.Row, String)] = [
        (.seizure, "BBbBBBAABBBBAAABB"),
        (.preSeizure, "BBbBBBAABBBBAAABB"),
        (.objection, "WAAWWWWAWWWWAAAWA"),
        (.purchaseNotice, "CAACCCAACCCCAAAAA"),
        (.mortgageNotice, "CAACCCAACCCCAAAAA"),
        (.freeMortgage, "AAAcAAAAAcACAAAAA"),
        (.bannedMortgage, "CAAcAAAACcACAAAAA"),
        (.oldMortgage, "CAAcAAAAccACAAAAA"),
        (.constructionMortgage, "BBAACAAABBCCAAAAA"),
        (.residence, "AAAcAAAAAAACAAAAA"),
        (.easement, "AAAAAAAAAAACAAAAA"),
        (.lock, "BABBBBAABBBBAABBA"),
    ]

    @Test("each cell is what the table says", arguments: rows.map(\.0))
    func cells(row: Obstacles.Row) throws {
        let line = try #require(Self.rows.first { $0.0 == row }?.1)
        var lax = LocalPractice()
        lax.changesHolderDetailsUnderSeizure = true
        lax.descriptionNeedsMortgagee = false
        lax.descriptionNeedsResident = false
        lax.residenceNeedsMortgagee = false
        lax.noticeNeedsOldMortgagee = false
        #expect(line.count == Self.columns.count)
        for (column, letter) in zip(Self.columns, line) {
            let (strict, free): (Obstacles.Cell, Obstacles.Cell) =
                switch letter {
                case "A": (.allow, .allow)
                case "W": (.warn, .warn)
                case "C": (.consent, .consent)
                case "c": (.consent, .allow)
                case "b": (.block, .allow)
                default: (.block, .block)
                }
            #expect(Obstacles.cell(row, column, .standard) == strict, "\(row) × \(column)")
            #expect(Obstacles.cell(row, column, lax) == free, "\(row) × \(column) by local practice")
        }
    }

    @Test("the table is whole: every row is tested, and a correction or reissue never passes a seizure")
    func whole() {
        #expect(Set(Self.rows.map(\.0)) == Set(Obstacles.Row.allCases))
        #expect(Set(Self.columns).union([.correction, .reissue]) == Set(Obstacles.Column.allCases))
        for column in [Obstacles.Column.correction, .reissue] {
            #expect(Obstacles.cell(.seizure, column, .standard) == .block)
            #expect(Obstacles.cell(.objection, column, .standard) == .allow)
        }
    }
}
