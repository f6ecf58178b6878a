import Catalogue
import Crypto
import Identity
package import Register
import Seals
import Storage

/// What a lender hands over besides the table.
package struct BatchOrder: Sendable {
    package let number: String
    package let service: String
    /// The typed name and the declarations agreed to, where the application is the lender's alone (电子签名法 14).
    package let name: String?
    package let accepted: Set<String>
    package let approach: Approach

    package init(number: String, service: String, name: String?, accepted: Set<String>, approach: Approach) {
        self.number = number
        self.service = service
        self.name = name
        self.accepted = accepted
        self.approach = approach
    }
}

/// A batch is refused as a whole for a reason that no row has.
package enum BatchRefusal: Error, Hashable, Sendable {
    case unknown
    /// The number belongs to another table.
    case numberReused
    /// So many are under way already.
    case tooMany
    case notForBatches
}

extension CaseOffice {
    /// Batches of one lender at work at once.
    package static let batchesAtOnce = 5

    /// Services that can be applied for by table, in the order of the catalogue.
    package var batchSheets: [BatchSheet] { catalogue.services.compactMap(BatchSheet.init) }

    /// Takes a table over, wholly or not at all. The same table under the same number is the same batch: nothing is done twice.
    /// - Throws: ``TableRefused`` with every fault and its cell, ``BatchRefusal``, `CaseError.invalid` for a signature that isn't the
    ///   lender's or a declaration left out.
    package func takeBatch(_ table: [UInt8], _ order: BatchOrder, of party: PartyRef) async throws -> ApplicationBatch {
        guard let sheet = BatchSheet(try service(order.service)) else { throw BatchRefusal.notForBatches }
        guard sheet.service.channels.contains(order.approach.channel) else { throw BatchRefusal.notForBatches }
        guard (2...60).contains(order.number.count), !order.number.contains(where: \.isNewline) else {
            throw CaseError.invalid(field: "number", message: "批次编号应为2至60个字。")
        }
        let digest = Hex.encode(SHA256.hash(data: table))
        let region = region
        let now = now()
        if let known = try await database.read({ try BatchRecords.find(number: order.number, of: party.id, region: region, in: $0) }) {
            guard known.digest == digest, known.service == order.service else { throw BatchRefusal.numberReused }
            return known
        }
        let signature = try await signature(order, sheet, of: party)
        let rows = try sheet.read(table)
        let batch = ApplicationBatch(
            id: "b" + Hex.encode(randomBytes(10)), party: party, number: order.number, service: order.service, role: sheet.role.role,
            channel: order.approach.channel.rawValue, digest: digest, signature: signature, accepted: order.accepted.sorted(), rows: rows.count,
            createdAt: now, endedAt: nil)
        let statements = try rows.map { row in
            BatchRecords.insert(row, answers: try seal(row.answers, batch: batch.id, row: row.number), of: batch, region: region)
        }
        return try await database.write { connection in
            // Asked again inside: two requests with one number may have come at once.
            if let known = try BatchRecords.find(number: order.number, of: party.id, region: region, in: connection) {
                guard known.digest == digest, known.service == order.service else { throw BatchRefusal.numberReused }
                return known
            }
            let open = try BatchRecords.of(party.id, limit: 100, region: region, in: connection).filter { $0.endedAt == nil }
            guard open.count < Self.batchesAtOnce else { throw BatchRefusal.tooMany }
            let known = try BatchRecords.known(rows.map(\.reference), of: party.id, region: region, in: connection)
            let faults = rows.compactMap { row in
                known[row.reference].map { place in
                    TableFault(
                        row: row.number, column: nil, heading: BatchSheet.reference,
                        "业务编号\(row.reference)已在批次\(place.batch)中提交\(place.caseID.map { "，受理编号\($0)" } ?? "")。")
                }
            }
            guard faults.isEmpty else { throw TableRefused(faults) }
            try BatchRecords.insert(batch, region: region, in: connection)
            try connection.executeAll(statements)
            return batch
        }
    }

    /// - Returns: the name signed with; nil where the others of the application sign with the lender, later and each case by itself.
    private func signature(_ order: BatchOrder, _ sheet: BatchSheet, of party: PartyRef) async throws -> String? {
        guard sheet.isOwn else { return nil }
        let name = try await database.read { try self.parties.ownDetails(of: party.id, in: $0).name }
        guard let typed = order.name, typed.filter({ !$0.isWhitespace }) == name.filter({ !$0.isWhitespace }) else {
            throw CaseError.invalid(field: "name", message: "签名与贵单位名称不一致，请键入全称。")
        }
        let missing = sheet.service.declarations(for: sheet.role.role).filter { $0.required && !order.accepted.contains($0.name) }
        guard missing.isEmpty else { throw CaseError.invalid(field: "accept", message: "请阅读并同意：\(missing.map(\.title).joined(separator: "、"))。") }
        return name
    }

    package func batches(of party: PartyID, limit: Int = 50) async throws -> [ApplicationBatch] {
        let region = region
        return try await database.read { try BatchRecords.of(party, limit: limit, region: region, in: $0) }
    }

    /// - Throws: ``BatchRefusal/unknown`` for somebody else's too.
    package func batch(_ id: String, of party: PartyID) async throws -> (batch: ApplicationBatch, tally: [BatchRow.State: Int]) {
        let region = region
        let found = try await database.read { connection in
            try BatchRecords.find(id, region: region, in: connection).map { ($0, try BatchRecords.tally(of: id, region: region, in: connection)) }
        }
        guard let found, found.0.party.id == party else { throw BatchRefusal.unknown }
        return found
    }

    package func rows(of batch: ApplicationBatch, state: BatchRow.State? = nil, after: Int = 0, limit: Int) async throws -> [BatchRow] {
        let region = region
        return try await database.read { try BatchRecords.rows(of: batch.id, state: state, after: after, limit: limit, region: region, in: $0) }
    }

    // MARK: answers, which may name people

    static func batchContext(_ batch: String, _ row: Int) -> String { "batch/\(batch)/\(row)" }

    private func seal(_ answers: [String: String], batch: String, row: Int) throws -> [UInt8] {
        try cipher.seal(String(decoding: CanonicalJSON.encode(answers), as: UTF8.self), context: Self.batchContext(batch, row))
    }

    func answers(of row: BatchRow) throws -> [String: String] {
        try CanonicalJSON.decode([String: String].self, from: Array(cipher.open(row.answers, context: Self.batchContext(row.batch, row.number)).utf8))
    }
}
