package import Contracts
import Exchange
import Identity
import Logging
import Register
import Seals
import Storage

/// 拍前联审 (案例十二): the court asks once; every department is asked at the same time; what is known goes onto one signed sheet, and who is
/// silent is named on it and asked again until it has answered.
extension CaseOffice {
    package func review(_ order: Court.AuctionReview.Request, via: String = CourtDoor.exchange) async throws -> InboundReply {
        guard !order.document.isEmpty, !order.court.isEmpty else { return .no(.refused, RefusalCode.documentMissing.chinese) }
        var row = try courtOrder(.review, order.court, order.document, order.unit, order, via: via)
        row.state = .open
        let (kept, region, now) = (row, region, now())
        let token = try await database.write { connection -> String? in
            if let known = try AuctionReviewRecords.find(kept.id, region: region, in: connection) { return known.token }
            guard try FolioRecords.find(order.unit, region: region, in: connection) != nil else { return nil }
            let review = AuctionReview(
                id: kept.id, token: RandomText.hex(16), court: order.court, document: order.document, unit: order.unit, askedAt: now, edition: 0, sheet: nil,
                signature: nil, keyID: nil, file: nil)
            try AuctionReviewRecords.insert(review, sources: ReviewSource.all.map(\.name), askAt: now, region: region, in: connection)
            try connection.execute(CourtOrderRecords.putting(kept, region: region))
            return review.token
        }
        guard let token else {
            _ = try await refuse(row, Self.noPage)
            return .no(.refused, Self.noPage)
        }
        return try .done(token)
    }

    /// Goes on with every review whose time has come.
    /// - Returns: how many.
    @discardableResult
    package func carryOnReviews(limit: Int = 8) async throws -> Int {
        let (region, now) = (region, now())
        // Looking costs nothing; most of the time there is nothing.
        guard try await database.read({ connection in
            try connection.row("SELECT review_id FROM auction_review WHERE region = \(region) AND ask_at <= \(now.microseconds) LIMIT 1") != nil
        }) else { return 0 }
        let due = try await database.write { try AuctionReviewRecords.claim(at: now, limit: limit, region: region, in: $0) }
        await withTaskGroup(of: Void.self) { group in
            for id in due {
                group.addTask {
                    do {
                        try await self.carryOn(review: id)
                    } catch {
                        // Its lease runs out, and it is tried again; the others go on.
                        self.logger.error("a review before a sale could not go on", metadata: ["review": "\(id)", "error": "\(type(of: error))"])
                    }
                }
            }
        }
        return due.count
    }

    /// The sealed file of the newest sheet; nil while it is being made.
    package func sheetFile(_ review: AuctionReview) async throws -> [UInt8]? {
        guard let key = review.file, let digest = BlobDigest(hex: key) else { return nil }
        return try await blobs.read(digest)
    }

    private struct Said: Sendable {
        var part: ReviewPart
        var message: FetchedMaterial?
    }

    private func carryOn(review id: String) async throws {
        let region = region
        let cipher = cipher
        let known = try await database.read { connection in
            try AuctionReviewRecords.find(id, region: region, in: connection).map { ($0, try AuctionReviewRecords.parts(id, region: region, in: connection)) }
        }
        guard let (review, stored) = known else { return }
        let waiting = ReviewSource.all.filter { (stored[$0.name]?.part.state ?? .waiting) == .waiting }
        let asked = await withTaskGroup(of: Said.self) { group in
            for source in waiting { group.addTask { await self.ask(source, review, stored[source.name]?.part) } }
            var all: [Said] = []
            for await said in group { all.append(said) }
            return all
        }
        let now = now()
        let answers = asked.filter { $0.part.state != .waiting }
        // A sheet says something new when somebody has answered, or when it is the first.
        let issues = review.edition == 0 || !answers.isEmpty
        let edition = review.edition + (issues ? 1 : 0)
        var parts = stored.mapValues { $0.part.opening($0.sealed, of: id, cipher) }
        for said in asked { parts[said.part.source] = said.part }
        let silent = parts.values.contains { $0.state == .waiting }
        let tries = parts.values.map(\.tries).max() ?? 1
        // Soon at first, then every quarter of an hour, until it has answered.
        let next = silent ? now.adding(seconds: min(900, 5 * Double(1 << min(tries, 8)))) : nil
        var statements: [SQL] = []
        for said in asked {
            let place = ReviewPart.id(id, said.part.source)
            statements.append(
                AuctionReviewRecords.keeping(
                    said.part, answer: try said.part.answer.map { try cipher.seal($0, context: ReviewPart.answerContext(place)) },
                    envelope: try said.message.map { try cipher.seal(String(decoding: $0.envelope, as: UTF8.self), context: ReviewPart.envelopeContext(place)) },
                    of: said.message, review: id, region: region))
        }
        guard issues else {
            let kept = statements + ["UPDATE auction_review SET ask_at = \(next?.microseconds) WHERE region = \(region) AND review_id = \(id)"]
            try await database.write { _ = try $0.executeAll(kept) }
            return
        }
        let sheet = try await sheet(of: review, parts: parts, edition: edition, at: now)
        let signed = try departments.sealed(
            id: "\(id)-\(edition)", contract: Court.AuctionReview.name, to: Peer(.court, institution: connection(ofCourt: review.court)), payload: try CanonicalJSON.encode(sheet), caseID: nil, purpose: "司法拍卖联审情况表",
            legalBasis: Court.AuctionReview.legalBasis, validSeconds: 10 * 365 * 86_400)
        let message = signed.message
        let file = try await blobs.store(try await certificates.render(sheet))
        statements.append(
            """
            UPDATE auction_review SET edition = \(edition), sheet = \(message.bytes), signature = \(message.signatureHeader), key_id = \(message.keyID),
                file = \(file.digest.hex), ask_at = \(next?.microseconds)
            WHERE region = \(region) AND review_id = \(id) AND edition = \(review.edition)
            """)
        let note = silent ? "等待：\(sheet.silent.joined(separator: "、"))" : "全部部门已答复。"
        statements.append(CourtOrderRecords.setting(silent ? .open : .done, note: note, of: id, region: region))
        let kept = statements
        try await database.write { connection in
            try connection.executeAll(kept)
            try self.tellArrears(afterReview: review, now: now, in: connection)
        }
        outbox.nudge()
    }

    private func ask(_ source: ReviewSource, _ review: AuctionReview, _ before: ReviewPart?) async -> Said {
        var part = before ?? ReviewPart(source: source.name, state: .waiting, tries: 0, at: nil, answer: nil)
        part.tries += 1
        part.at = now()
        do {
            let answer = try await source.ask(review.unit, departments, Errand(caseID: review.id, purpose: "司法拍卖前联审：\(review.court)\(review.document)"))
            part.state = answer.payload == nil ? .none : .answered
            part.answer = answer.payload
            part.at = answer.at
            return Said(part: part, message: answer)
        } catch {
            // Whatever it was, the department has not answered this question: it is asked again, and nothing is made up meanwhile.
            return Said(part: part, message: nil)
        }
    }

    private func sheet(of review: AuctionReview, parts: [String: ReviewPart], edition: Int, at: Moment) async throws -> AuctionSheet {
        let region = region
        let parties = parties
        let (folio, names) = try await database.read { connection -> (Folio?, [PartyID: String]) in
            guard let folio = try FolioRecords.find(review.unit, region: region, in: connection)?.folio else { return (nil, [:]) }
            let lenders = folio.mortgages.flatMap(\.mortgagees).filter { $0.kind != .person }.map(\.id)
            return (folio, try parties.details(of: Set(lenders), for: .documents, in: connection).mapValues(\.name))
        }
        let own = folio.map { [RegisterSection.make($0, organisations: names, today: at.date, at: at)] } ?? []
        let others = ReviewSource.all.map { source -> AuctionSheet.Section in
            let part = parts[source.name]
            let state: AuctionSheet.State =
                switch part?.state {
                case .answered: .answered
                case .some(.none): .noRecord
                case .waiting, nil: .silent
                }
            let lines: [AuctionSheet.Line] =
                switch state {
                case .answered: source.lines(part?.answer ?? "")
                case .noRecord: [.init("查询结果", "\(source.department.chinese)查无该不动产的户号或者记录，不表示没有欠费，请现场核实")]
                case .silent: [.init("查询结果", "\(source.department.chinese)尚未答复，答复后补充")]
                }
            return AuctionSheet.Section(
                source: source.name, title: source.title, department: source.department.chinese, state: state, at: state == .silent ? nil : part?.at, lines: lines)
        }
        return AuctionSheet(
            token: review.token, court: review.court, document: review.document, unit: review.unit, location: folio?.description.location ?? "",
            askedAt: review.askedAt, issuedAt: at, edition: edition, sections: own + others)
    }
}

extension AuctionReview {
    /// The sheet as it was signed; nil until there is one.
    package var facts: AuctionSheet? {
        guard let sheet, let envelope = try? CanonicalJSON.decode(Envelope.self, from: sheet) else { return nil }
        return try? CanonicalJSON.decode(AuctionSheet.self, from: Array(envelope.payload.utf8))
    }
}
