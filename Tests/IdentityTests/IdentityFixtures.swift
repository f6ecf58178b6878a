import Identity
import Register
import Seals
import Storage
import StorageTesting

let region = "360100"
let noon = Moment(seconds: 1_790_000_000)

/// Fixed keys, so that two sealers of one test understand each other.
func testSealer() throws -> PartySealer {
    try PartySealer(
        cipher: FieldCipher(keys: [1: [UInt8](repeating: 7, count: 32)], current: 1), index: BlindIndex(key: [UInt8](repeating: 9, count: 32)))
}

func withIdentity<T: Sendable>(_ engine: Engine, _ body: (any Database) async throws -> T) async throws -> T {
    try await withTemporaryDatabase(engine, migrations: IdentitySchema.migrations, options: .refusingScans) { database in try await body(database) }
}

func testBook() throws -> PartyBook { PartyBook(region: region, sealer: try testSealer()) }

func testDesk(_ database: any Database) throws -> AccountDesk {
    AccountDesk(region: region, database: database, sealer: try testSealer(), passwords: PasswordThread(cost: .cheapest))
}

/// An identity number with the right check character (GB 11643, ISO 7064 MOD 11-2), for somebody who doesn't exist.
func identityNumber(_ serial: Int) -> String {
    let body = "3601021990" + "0101" + String(1000 + serial % 1000).suffix(3)
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(body.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
    return body + ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11]
}

func identifier(_ serial: Int) throws -> PartyIdentifier {
    try PartyIdentifier(kind: .identityCard, number: identityNumber(serial))
}

func claim(_ name: String, _ serial: Int, phone: String? = nil, source: PartyClaim.Source = .stated) throws -> PartyClaim {
    try PartyClaim(name: name, identifier: identifier(serial), kind: .person, phone: phone, source: source)
}

let strongPassword = "Kaifeng-2049-lotus"
