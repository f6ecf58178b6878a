package import Register
package import Seals
package import Storage
package import Ledger

/// The records of before this register of one unit, as the log has them: each names the one before it.
package struct ImportedChain: Sendable {
    package struct Link: Sendable {
        package let number: Int
        /// Its place in the log.
        package let index: Int64
        package let leaf: Digest32
        package let entry: [UInt8]
    }

    package let links: [Link]

    /// - Returns: without links for a unit of which no records were imported.
    package static func read(_ unit: UnitCode, region: String, in connection: any Connection) throws -> ImportedChain {
        let first = RecordEntry.leafID(unit.text, number: 1, region: region)
        let last = RecordEntry.leafID(unit.text, number: RecordEntry.mostRecords, region: region)
        let rows = try connection.rows(
            "SELECT leaf_id, leaf_index, entry FROM log_entry WHERE leaf_id >= \(first) AND leaf_id <= \(last) ORDER BY leaf_id")
        return ImportedChain(
            links: try rows.map { row in
                let entry = try row.blob("entry")
                return Link(
                    number: Int(try row.text("leaf_id").suffix(5)) ?? 0, index: try row.int("leaf_index"), leaf: MerkleHash.leaf(entry), entry: entry)
            })
    }

    /// Whether the records are numbered without a gap and each names the leaf hash of the one before it.
    package var isComplete: Bool {
        var previous: Digest32?
        for (place, link) in links.enumerated() {
            let named = previous.map { "\"previous\":\"\($0.hex)\"" } ?? "\"previous\":null"
            guard link.number == place + 1, String(decoding: link.entry, as: UTF8.self).contains(named) else { return false }
            previous = link.leaf
        }
        return true
    }
}

/// What was kept of imported records for whom they are about.
package enum KeptRecords {
    /// One record of a unit with all that opens its entry.
    package struct Found: Sendable {
        package let leafID: String
        package let file: ImportState
        package let record: RecordPage.Kept
    }

    /// - Returns: in the order of their numbers.
    package static func read(_ unit: UnitCode, region: String, cipher: FieldCipher, in connection: any Connection) throws -> [Found] {
        var found: [Found] = []
        for file in try ImportState.all(region: region, in: connection) {
            var from = 0
            while true {
                let pages = try RecordPage.read(file, units: unit.text...unit.text, from: from, limit: 8, region: region, in: connection)
                for page in pages {
                    for record in try page.open(file, region: region, cipher: cipher) where try record.values().contains(where: { $0 == ("BDCDYH", unit.text) }) {
                        found.append(Found(leafID: RecordEntry.leafID(unit.text, number: record.number, region: region), file: file, record: record))
                    }
                }
                guard pages.count == 8, let last = pages.last else { break }
                from = last.page + 1
            }
        }
        return found.sorted { $0.record.number < $1.record.number }
    }
}

/// A record's fields, all or some, with the proof that its entry is in the log: what its holder gets and can show others.
package struct ShownRecord: Codable, Sendable {
    package let disclosure: FieldDisclosure
    /// C2SP tlog-proof.
    package let proof: String

    package init(disclosure: FieldDisclosure, proof: String) {
        self.disclosure = disclosure
        self.proof = proof
    }

    private struct Entry: Decodable {
        let type: String
        let commitment: String
        let unit: String
        let number: Int
    }

    /// Whether it is about a record: what a certificate's holder shows has the same form.
    package var isRecord: Bool {
        guard let receipt = try? Receipt(parsing: Array(proof.utf8)) else { return false }
        return (try? CanonicalJSON.decode(Entry.self, from: receipt.entry))?.type == "record"
    }

    /// - Throws: `LedgerError`, `DisclosureError`, `CertificateFault.notWitnessed`.
    package func verify(log: any LogAuthority, policy: WitnessPolicy) throws -> (unit: String, number: Int, index: Int, checkpoint: SignedCheckpoint) {
        let receipt = try Receipt(parsing: Array(proof.utf8))
        let checkpoint = try receipt.verify(with: log, witnesses: policy.keys)
        guard policy.isSatisfied(by: checkpoint.note) else { throw CertificateFault.notWitnessed }
        guard let entry = try? CanonicalJSON.decode(Entry.self, from: receipt.entry), entry.type == "record" else { throw DisclosureError.otherEntry }
        guard try disclosure.commitment() == entry.commitment else { throw DisclosureError.otherEntry }
        return (entry.unit, entry.number, receipt.index, checkpoint)
    }
}
