import Register
package import Seals
package import Storage

/// Some records as they are kept for their holders: with their secrets, sealed together.
///
/// What is sealed is, for each record: its number within its unit (4 bytes, big-endian), its secret (16), the length of its canonical
/// JSON (4), the JSON. The context names registry, file, the file's length and the page, so that none can stand in another's place.
package struct RecordPage: Sendable {
    /// Records of a page: opening one to show a record takes some microseconds.
    static let length = 128

    /// A record with what opens its entry's commitment.
    package struct Kept: Hashable, Sendable {
        package let number: Int
        let secret: [UInt8]
        let json: [UInt8]

        /// - Throws: `CanonicalJSONError` for bytes that no import has written.
        package func values() throws -> [(name: String, value: String)] {
            try CanonicalJSON.decode([String: String].self, from: json).map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
        }

        package func disclosure(binding: [UInt8]) throws -> FieldDisclosure {
            RecordCommitment.disclosure(try values(), secret: secret, binding: binding)
        }
    }

    let page: Int
    package let firstUnit: String
    package let lastUnit: String
    let sealed: [UInt8]

    static func context(_ state: ImportState, page: Int, region: String) -> String {
        "log_import_page.sealed:\(region):\(RegisterHash.hex(state.digest)):\(state.records):\(page)"
    }

    package func open(_ state: ImportState, region: String, cipher: FieldCipher) throws -> [Kept] {
        let plain = try cipher.openBytes(sealed, context: Self.context(state, page: page, region: region))
        var kept: [Kept] = []
        var at = 0
        func number() -> Int {
            defer { at += 4 }
            return plain[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
        }
        while at < plain.count {
            guard plain.count - at >= 24 else { throw SealError.malformed("page of records") }
            let own = number()
            let secret = Array(plain[at..<(at + 16)])
            at += 16
            let length = number()
            guard plain.count - at >= length else { throw SealError.malformed("page of records") }
            kept.append(Kept(number: own, secret: secret, json: Array(plain[at..<(at + length)])))
            at += length
        }
        return kept
    }

    private init(_ row: ResultRow) throws {
        page = Int(try row.int("page"))
        firstUnit = try row.text("first_unit")
        lastUnit = try row.text("last_unit")
        sealed = try row.blob("sealed")
    }

    /// Pages of a file in order, from one on.
    static func read(_ state: ImportState, from page: Int, limit: Int, region: String, in connection: any Connection) throws -> [RecordPage] {
        try connection.rows(
            """
            SELECT page, first_unit, last_unit, sealed FROM log_import_page
            WHERE region = \(region) AND digest = \(state.digest) AND page >= \(Int64(page)) ORDER BY page LIMIT \(Int64(limit))
            """
        ).map { try RecordPage($0) }
    }

    /// Pages of a file that may have records of these units.
    /// - Parameter page: only those from one on.
    package static func read(
        _ state: ImportState, units: ClosedRange<String>, from page: Int = 0, limit: Int, region: String, in connection: any Connection
    ) throws -> [RecordPage] {
        // Units stand in order, so the first page that ends at or behind the first unit is where they begin.
        let first = try connection.row(
            """
            SELECT page FROM log_import_page WHERE region = \(region) AND digest = \(state.digest) AND last_unit >= \(units.lowerBound)
            ORDER BY last_unit, page LIMIT 1
            """)
        guard let start = try first?.int("page") else { return [] }
        return try read(state, from: max(Int(start), page), limit: limit, region: region, in: connection).filter { $0.firstUnit <= units.upperBound }
    }

}

/// Fills pages as records get their numbers.
struct RecordPages: Sendable {
    private let state: ImportState
    private let region: String
    private let cipher: FieldCipher
    private var next: Int
    private var plain: [UInt8] = []
    private var count = 0
    private var firstUnit = ""
    private(set) var rows = RecordPages.rows()

    private static func rows() -> BulkRows {
        BulkRows(
            into: "log_import_page",
            [("region", .text), ("digest", .blob), ("page", .integer), ("first_unit", .text), ("last_unit", .text), ("sealed", .blob)])
    }

    /// - Parameter next: number of the first page.
    init(_ state: ImportState, from next: Int, region: String, cipher: FieldCipher) {
        self.state = state
        self.next = next
        self.region = region
        self.cipher = cipher
    }

    /// Makes room for so many records more.
    /// - Parameter bytes: of their canonical JSON.
    mutating func reserve(_ records: Int, bytes: Int) {
        let pages = records / RecordPage.length + 1
        // Beside each record its number, secret and length; beside each page its names and what sealing adds.
        rows.reserve(rows: pages, bytes: bytes + records * 24 + pages * 192)
    }

    mutating func add(number: Int, secret: UnsafeRawBufferPointer, json: UnsafeRawBufferPointer, unit: UnsafeRawBufferPointer) throws {
        if count == 0 { firstUnit = String(decoding: unit, as: UTF8.self) }
        append(UInt32(number))
        plain.append(contentsOf: secret)
        append(UInt32(json.count))
        plain.append(contentsOf: json)
        count += 1
        if count == RecordPage.length { try close(lastUnit: String(decoding: unit, as: UTF8.self)) }
    }

    /// Seals what is left.
    mutating func end(lastUnit: String) throws -> BulkRows {
        if count > 0 { try close(lastUnit: lastUnit) }
        defer { rows = Self.rows() }
        return rows
    }

    private mutating func append(_ number: UInt32) { withUnsafeBytes(of: number.bigEndian) { plain.append(contentsOf: $0) } }

    private mutating func close(lastUnit: String) throws {
        rows.add(text: region)
        rows.add(blob: state.digest)
        rows.add(Int64(next))
        rows.add(text: firstUnit)
        rows.add(text: lastUnit)
        rows.add(blob: try cipher.seal(plain, context: RecordPage.context(state, page: next, region: region)))
        plain.removeAll(keepingCapacity: true)
        count = 0
        next += 1
    }
}
