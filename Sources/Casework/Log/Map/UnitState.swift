package import Ledger
package import Register
package import Storage

/// What the log's map says of a unit, with all that is needed to prove it: the last entry about it, or that there is none; and what
/// stands on its page, which that entry commits to.
package struct UnitState: Sendable {
    package let receipt: MapReceipt
    /// What the entry commits to, as canonical JSON, and its salt in hexadecimal; nil where there is no entry, and for entries of before
    /// they committed to anything (version 1).
    package let shown: Shown?

    package struct Shown: Hashable, Sendable {
        package let state: String
        package let salt: String
    }

    /// - Parameters:
    ///   - size: of the checkpoint; nil takes the one that is published, and while that lags too far behind, or commits to no map yet, the
    ///     log's own newest.
    ///   - witnessed: whether what is published needs witnesses.
    /// - Returns: nil while the log has no map, for a checkpoint whose map isn't kept any more, and for a unit whose entries are another
    ///   registry's.
    /// - Throws: `LogError.mapDamaged` if the stored map isn't what the checkpoint commits to.
    package static func read(
        _ unit: UnitCode, size: Int64? = nil, witnessed: Bool, region: String, in connection: any Connection
    ) throws -> UnitState? {
        var notes: [(size: Int64, note: String)] = []
        if let size {
            if let note = try LogRecords.checkpoint(of: size, in: connection) { notes.append((size, note)) }
        } else {
            if witnessed, let published = try LogRecords.latestPublication(in: connection) { notes.append(published) }
            if let latest = try LogRecords.latestCheckpoint(in: connection) { notes.append(latest) }
        }
        let whole = try LogRecords.size(in: connection)
        for (size, note) in notes {
            let note = try SignedNote(parsing: Array(note.utf8))
            guard let root = try Checkpoint(text: note.text).mapRoot else { continue }
            guard let proof = try proof(of: unit, size: size, root: root, isNewest: size == whole, in: connection) else { continue }
            return try UnitState(unit, size: size, proof: proof, note: note, region: region, in: connection)
        }
        return nil
    }

    /// - Returns: nil for a checkpoint of before the tiles that are kept.
    private static func proof(of unit: UnitCode, size: Int64, root: Digest32, isNewest: Bool, in connection: any Connection) throws -> MapProof? {
        let key = Digest32.mapKey(unit.text)
        do {
            let proof = try StoredMap(connection: connection, size: size).proof(of: key)
            _ = try proof.value(of: key, root: root)
            return proof
        } catch let error as LedgerError {
            if isNewest { throw LogError.mapDamaged("\(error)") }
            return nil
        }
    }

    private init?(_ unit: UnitCode, size: Int64, proof: MapProof, note: SignedNote, region: String, in connection: any Connection) throws {
        guard case .leaf(let end) = proof.end, end.key == .mapKey(unit.text) else {
            receipt = try MapReceipt(name: unit.text, entry: nil, proof: proof, checkpoint: note)
            shown = nil
            return
        }
        let row = try connection.row(
            """
            SELECT a.version, a.salt, e.entry FROM register_act a JOIN log_entry e ON e.leaf_id = 'act:' || a.entry_id
            WHERE a.region = \(region) AND a.unit = \(unit.text) AND e.leaf_index < \(size) ORDER BY a.version DESC LIMIT 1
            """)
        guard let row else { return nil }
        let entry = try row.blob("entry")
        receipt = try MapReceipt(name: unit.text, entry: entry, proof: proof, checkpoint: note)
        guard let committed = try ActEntry(entry).state else {
            shown = nil
            return
        }
        let salt = PublicState.salt(ofAct: try row.blob("salt"))
        let folio = try PastPage.read(unit, through: Int(try row.int("version")), region: region, in: connection)
        guard let folio else { throw LogError.mapDamaged("the page of \(unit.text) can't be replayed") }
        let text = PublicState(folio).text
        guard RegisterHash.hex(PublicState.commitment(text, salt: salt)) == committed else {
            throw LogError.mapDamaged("the page of \(unit.text) is not what its last entry commits to")
        }
        shown = Shown(state: text, salt: RegisterHash.hex(salt))
    }
}

/// A page as it stood after a filing: the acts up to its last one, carried out again.
enum PastPage {
    /// - Parameter version: of any act of the filing.
    /// - Returns: nil if there is no such page or act.
    static func read(_ unit: UnitCode, through version: Int, region: String, in connection: any Connection) throws -> Folio? {
        guard let stored = try FolioRecords.find(unit, region: region, in: connection)?.folio else { return nil }
        if stored.version == version { return stored }
        let rows = try connection.rows(
            """
            SELECT a.version, a.act_index, a.filing_id, a.body, f.header FROM register_act a
            JOIN register_filing f ON f.region = a.region AND f.filing_id = a.filing_id
            WHERE a.region = \(region) AND a.unit = \(unit.text) ORDER BY a.version
            """)
        guard let filing = try rows.first(where: { try $0.int("version") == Int64(version) })?.text("filing_id"),
            let last = try rows.last(where: { try $0.text("filing_id") == filing })?.int("version")
        else { return nil }
        if Int64(stored.version) == last { return stored }
        var folio: Folio?
        for row in rows where try row.int("version") <= last {
            let item = try CanonicalJSON.decode(UnitAct.self, from: row.blob("body"))
            let header = try CanonicalJSON.decode(FilingHeader.self, from: row.blob("header"))
            let page = folio ?? Folio(unit: unit, description: item.act.surveyed ?? stored.description)
            folio = try page.replaying(item.act, index: Int(try row.int("act_index")), in: header.filing(acts: [item]))
        }
        return folio
    }
}

extension Act {
    /// The description with which a page begins: the page without entries has the one that the survey gave, which the first act states again.
    var surveyed: UnitDescription? {
        if case .firstRegistration(let registration) = self { return registration.description }
        return nil
    }
}
