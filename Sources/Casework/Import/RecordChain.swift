import Ledger
import Register
import Seals
import Storage

/// Gives records their numbers within their units, and makes each name the one before it.
struct RecordChain: ~Copyable {
    /// The last record of a unit.
    struct Head: Sendable {
        let number: Int
        let leaf: Digest32

        /// - Returns: nil for a unit without imported records.
        static func read(_ unit: String, region: String, in connection: any Connection) throws -> Head? {
            let first = RecordEntry.leafID(unit, number: 1, region: region)
            let last = RecordEntry.leafID(unit, number: RecordEntry.mostRecords, region: region)
            let row = try connection.row(
                "SELECT leaf_id, entry FROM log_entry WHERE leaf_id >= \(first) AND leaf_id <= \(last) ORDER BY leaf_id DESC LIMIT 1")
            guard let row, let number = Int(try row.text("leaf_id").suffix(5)) else { return nil }
            return Head(number: number, leaf: MerkleHash.leaf(try row.blob("entry")))
        }
    }

    /// What one transaction stores.
    struct Batch: Sendable {
        let entries: LogEntries
        let pages: BulkRows
        let count: Int
    }

    private let region: String
    private var writer: RecordEntry.Writer
    private var leafIDs: RecordEntry.LeafIDs
    private var pages: RecordPages
    private var unit: [UInt8] = []
    private var head: Head?

    init(_ state: ImportState, firstPage: Int, region: String, cipher: FieldCipher) {
        self.region = region
        writer = RecordEntry.Writer(at: state.at)
        leafIDs = RecordEntry.LeafIDs(region: region)
        pages = RecordPages(state, from: firstPage, region: region, cipher: cipher)
    }

    /// - Parameter heads: the last records of the piece's units as the log has them; the last unit of the piece before isn't asked for.
    mutating func link(_ piece: DigestedPiece, heads: [[UInt8]: Head]) throws -> Batch {
        var entries = LogEntries()
        entries.reserve(piece.records.count, bytes: piece.records.count * 420)
        pages.reserve(piece.records.count, bytes: piece.json.count)
        try piece.json.withUnsafeBytes { json in
            try piece.secrets.withUnsafeBytes { secrets in
                for (place, record) in piece.records.enumerated() {
                    func part(_ start: Int32, _ length: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: json[Int(start)..<(Int(start) + length)]) }
                    let own = part(record.unit, 28)
                    if !unit.elementsEqual(own) {
                        unit = Array(own)
                        head = heads.isEmpty ? nil : heads[unit]
                    }
                    let number = (head?.number ?? 0) + 1
                    guard number <= RecordEntry.mostRecords else { throw RecordFault(.tooMany, "unit \(String(decoding: own, as: UTF8.self)) would have more than \(RecordEntry.mostRecords) records") }
                    writer.write(
                        RecordEntry.Parts(
                            unit: own, page: Int(record.page), kind: part(record.kind, 3),
                            right: record.hasRight ? part(record.right, Int(record.rightLength)) : nil, registered: part(record.registered, 10),
                            number: number, previous: head?.leaf, commitment: record.commitment))
                    leafIDs.write(own, number)
                    let leaf = writer.withEntry { entry in
                        let leaf = MerkleHash.leaf(at: entry)
                        leafIDs.bytes.withUnsafeBytes { entries.add(leafID: $0, entry: entry, leaf: leaf) }
                        return leaf
                    }
                    head = Head(number: number, leaf: leaf)
                    let secret = place * RecordCommitment.secretLength
                    try pages.add(
                        number: number, secret: UnsafeRawBufferPointer(rebasing: secrets[secret..<(secret + RecordCommitment.secretLength)]),
                        json: part(record.start, Int(record.length)), unit: own)
                }
            }
        }
        return Batch(entries: entries, pages: try pages.end(lastUnit: String(decoding: unit, as: UTF8.self)), count: piece.records.count)
    }

    /// The units of a piece that the log has to be asked for.
    func units(of piece: DigestedPiece) -> [String] {
        var found: [String] = []
        var last = unit
        for record in piece.records {
            let own = piece.json[Int(record.unit)..<(Int(record.unit) + 28)]
            if own.elementsEqual(last) { continue }
            last = Array(own)
            found.append(String(decoding: own, as: UTF8.self))
        }
        return found
    }
}
