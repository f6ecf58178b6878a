import Storage

@testable import Casework

extension Database {
    /// The database as an installation opens it: rows that are in no log are sealed.
    var sealingRows: SealingDatabase {
        SealingDatabase(self, sealer: RowSealer(key: Array(repeating: 11, count: 32), tables: CaseOffice.sealedTables))
    }

    /// Behind the program's back: what is written here isn't sealed.
    var unsealed: any Database { (self as? SealingDatabase)?.base ?? self }
}
