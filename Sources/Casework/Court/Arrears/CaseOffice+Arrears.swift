import Contracts
import Exchange
import Register
import Seals
import Storage

extension CaseOffice {
    /// What the review that the ruling's court asked for found to be owed, less what the ruling lists as paid; nil where that court asked for none before this sale.
    static func arrears(
        of ruling: CourtOrder, paid: [Court.AuctionRuling.Paid], region: String, cipher: FieldCipher, in connection: any Connection
    ) throws -> OpenArrears? {
        guard let asked = try CourtOrderRecords.review(on: ruling.unit, by: ruling.court, until: ruling.receivedAt, region: region, in: connection) else { return nil }
        // What was asked before an earlier sale tells of another owner's debts.
        let sold = try CourtOrderRecords.rulings(on: ruling.unit, region: region, in: connection).contains {
            $0.id != ruling.id && $0.state == .done && $0.receivedAt >= asked.receivedAt
        }
        if sold { return nil }
        let parts = try AuctionReviewRecords.parts(asked.id, region: region, in: connection).mapValues { $0.part.opening($0.sealed, of: asked.id, cipher) }
        return OpenArrears(review: asked.document, parts: parts, paid: paid)
    }

    /// Tells the court over its line, in the transaction that brought the ruling or an answer; one that has no line reads it on its page.
    /// What has been told isn't told again.
    static func tell(
        _ arrears: OpenArrears, of ruling: CourtOrder, at code: String?, now: Moment, region: String, cipher: FieldCipher, in connection: any Connection
    ) throws {
        guard let code, arrears.isOpen else { return }
        let request = Court.ArrearsOpen.Request(
            court: ruling.court, ruling: ruling.document, unit: ruling.unit, review: arrears.review, open: arrears.items, unknown: arrears.unknown,
            unassigned: arrears.unassigned)
        let digest = Hex.encode(Digests.sha256(try CanonicalJSON.encode(request))).prefix(12)
        let message = try OutgoingMessage(
            id: "\(ruling.id)-arrears-\(digest)", Court.ArrearsOpen.self, request, at: code, caseID: nil, purpose: "告知裁定未列明支付的欠费")
        try Outbox.enqueue(message, at: now, region: region, cipher: cipher, in: connection)
    }

    /// A department has answered after the sale: the court that waits for its winner hears what that changes.
    func tellArrears(afterReview review: AuctionReview, now: Moment, in connection: any Connection) throws {
        guard let ruling = try CourtOrderRecords.openRuling(on: review.unit, region: region, in: connection), ruling.court == review.court else { return }
        let order = try Self.ruling(in: ruling, cipher: cipher)
        guard let arrears = try Self.arrears(of: ruling, paid: order.paid ?? [], region: region, cipher: cipher, in: connection) else { return }
        try Self.tell(arrears, of: ruling, at: self.connection(ofCourt: ruling.court), now: now, region: region, cipher: cipher, in: connection)
    }

    /// What a court's rulings leave open, by order; those that leave nothing are left out.
    package func arrears(_ orders: [CourtOrder]) async throws -> [String: OpenArrears] {
        let rulings = orders.filter { $0.kind == .ruling && ($0.state == .open || $0.state == .done) }
        guard !rulings.isEmpty else { return [:] }
        let (region, cipher) = (region, cipher)
        return try await database.read { connection in
            var open: [String: OpenArrears] = [:]
            for ruling in rulings {
                let order = try Self.ruling(in: ruling, cipher: cipher)
                let arrears = try Self.arrears(of: ruling, paid: order.paid ?? [], region: region, cipher: cipher, in: connection)
                if let arrears, !arrears.isNothing { open[ruling.id] = arrears }
            }
            return open
        }
    }

    /// A ruling as its court sent it.
    static func ruling(in row: CourtOrder, cipher: FieldCipher) throws -> Court.AuctionRuling.Request {
        try CanonicalJSON.decode(Court.AuctionRuling.Request.self, from: Array(cipher.open(row.body, context: CourtOrder.context(row.id)).utf8))
    }
}
