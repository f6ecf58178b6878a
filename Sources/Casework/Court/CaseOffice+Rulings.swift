package import Contracts
import Exchange
import Identity
import Register
import Seals
import Storage

/// 成交裁定和协助执行通知书: taken down until the winner applies. The right has passed with the ruling's service (民法典 229); what is still to
/// be done is its entry, for which the deed tax must be paid (契税法 11), and so the winner is needed.
extension CaseOffice {
    package func rule(_ order: Court.AuctionRuling.Request, via: String = CourtDoor.exchange) async throws -> InboundReply {
        let now = now()
        if let fault = order.fault(on: now.date) { return .no(.refused, fault) }
        var row = try courtOrder(.ruling, order.court, order.document, order.unit, order, via: via)
        row.state = .open
        let claims: [PartyClaim]
        do {
            claims = try order.winners.map { winner in
                let identifier = try PartyIdentifier(wire: winner.identifier)
                return try PartyClaim(name: winner.name, identifier: identifier, kind: identifier.ownerKind)
            }
        } catch {
            return .no(.refused, "买受人的姓名（名称）或者证件号码有误。")
        }
        let (kept, region, parties, cipher) = (row, region, parties, cipher)
        let told: Told
        do {
            told = try await database.write { connection in
                guard let folio = try FolioRecords.find(order.unit, region: region, in: connection)?.folio else { return .refused(Self.noPage) }
                if let known = try CourtOrderRecords.find(kept.id, region: region, in: connection), known.state == .done {
                    return .done("该裁定已经登簿。")
                }
                guard folio.ownership != nil else {
                    return .refused("\(RefusalCode.notFirstRegistered.chinese)\(RefusalCode.notFirstRegistered.remedy)（\(RefusalCode.notFirstRegistered.statute)）")
                }
                if let other = try CourtOrderRecords.openRuling(on: order.unit, region: region, in: connection), other.id != kept.id {
                    return .refused("该不动产另有\(other.court)的\(other.document)尚未登簿，请先核实。")
                }
                var taken = kept
                taken.note = order.advice(on: folio, today: now.date)
                let winners = try claims.map { try parties.ensure($0, at: now, in: connection).id }
                try connection.execute(CourtOrderRecords.putting(taken, region: region))
                try CourtOrderRecords.setWinners(winners, of: taken.id, region: region, in: connection)
                let sale = Tax.AuctionSale.Request(
                    unit: order.unit, court: order.court, ruling: order.document, price: order.price, taxpayers: order.winners.map(\.identifier).sorted())
                // What was corrected is told anew, what is repeated isn't.
                let digest = Hex.encode(Digests.sha256(try CanonicalJSON.encode(sale))).prefix(12)
                let message = try OutgoingMessage(
                    id: "\(taken.id)-tax-\(digest)", Tax.AuctionSale.self, sale, caseID: nil, purpose: "司法拍卖成交核税")
                try Outbox.enqueue(message, at: now, region: region, cipher: cipher, in: connection)
                return .done(taken.note)
            }
        } catch let error as IdentityError {
            return .no(.refused, "买受人信息与登记机构掌握的不一致：\(error.message)")
        }
        switch told {
        case .refused(let message):
            _ = try await refuse(row, message)
            return .no(.refused, message)
        case .done(let note):
            outbox.nudge()
            // Whoever had applied on the former owner's word must see it.
            return try .done(row.id, note: note.isEmpty ? nil : note, cases: try await sourceChanged(Court.AuctionRuling.name, on: order.unit, by: .court))
        }
    }

    private enum Told: Sendable { case done(String), refused(String) }

    /// The open ruling on a unit, as checks and plans read it.
    static func ruling(
        on unit: UnitCode, region: String, parties: PartyBook, cipher: FieldCipher, in connection: any Connection
    ) throws -> RulingFacts? {
        guard let row = try CourtOrderRecords.openRuling(on: unit, region: region, in: connection) else { return nil }
        let order = try CanonicalJSON.decode(
            Court.AuctionRuling.Request.self, from: Array(cipher.open(row.body, context: CourtOrder.context(row.id)).utf8))
        let winners = try CourtOrderRecords.winners(of: row.id, region: region, in: connection)
        let known = try parties.details(of: winners, for: .checks, in: connection)
        let kept = Set(order.keptMortgages ?? [])
        let proofs = kept.isEmpty ? [] : try CertificateRecords.valid(of: unit, region: region, in: connection).filter { kept.contains($0.number) }
        return RulingFacts(
            id: row.id, court: order.court, document: order.document, notice: order.notice, servedOn: order.servedOn, form: order.form,
            price: order.price,
            winners: zip(winners, order.winners).compactMap { id, stated in
                known[id].map { RulingFacts.Winner(party: NamedParty($0), share: order.form == .byShares ? stated.share : nil) }
            },
            lifts: order.lifts, endsOthers: order.endsOthers, keptMortgages: Set(proofs.map(\.entry)), keptMissing: kept.count > proofs.count,
            paid: order.paid ?? [])
    }

    /// Open rulings that name a party as winner, for them to pick from.
    func rulings(for party: PartyID, in connection: any Connection) throws -> [(unit: UnitCode, ruling: RulingFacts)] {
        try CourtOrderRecords.openRulings(for: party, region: region, in: connection).compactMap { row in
            try Self.ruling(on: row.unit, region: region, parties: parties, cipher: cipher, in: connection).map { (row.unit, $0) }
        }
    }
}

extension Court.AuctionRuling.Request {
    /// What can't be carried out as it is written.
    func fault(on today: LegalDate) -> String? {
        if document.isEmpty || notice.isEmpty || court.isEmpty { return "\(RefusalCode.documentMissing.chinese)（\(RefusalCode.documentMissing.statute)）" }
        if winners.isEmpty || Set(winners.map(\.identifier)).count != winners.count { return "请写明全部买受人，每人一次。" }
        if price <= .zero { return "成交价须大于零。" }
        if servedOn > today { return "裁定送达日期晚于今天。" }
        let shares = winners.compactMap(\.share)
        let fits =
            switch form {
            case .sole: winners.count == 1
            case .joint, .other: winners.count > 1
            case .byShares: winners.count > 1 && shares.count == winners.count && shares.sumToOne
            }
        return fits ? nil : "\(RefusalCode.badShares.chinese)（\(RefusalCode.badShares.statute)）"
    }

    /// 审查建议: what the registry, which doesn't examine the substance (条例 19; 法发〔2004〕5号 3), has to point out all the same.
    func advice(on folio: Folio, today: LegalDate) -> String {
        var advice: [String] = []
        if let first = folio.seizureInForce(on: today), first.authority != court, disposal == nil {
            advice.append("首先查封法院为\(first.authority)（\(first.document)），请补充移送处置权的函号（法释〔2016〕6号）")
        }
        let named = Set(lifts)
        let left = folio.seizures.filter { $0.authority != court && !named.contains(.init(court: $0.authority, document: $0.document)) }
        if !endsOthers, !left.isEmpty {
            let list = left.map { "\($0.authority)\($0.document)" }.joined(separator: "、")
            advice.append("另有查封未列入：\(list)；未经处分法院确认其效力消灭，不能办理过户（查封规定第二十六条、第二十七条）")
        }
        if folio.description.landNature == CodeLists.allocatedLand {
            advice.append("土地为划拨用地，须由有关机关确认土地出让金或者土地收益的缴纳（《城市房地产管理法》第五十一条）")
        }
        return advice.isEmpty ? "" : "审查建议：" + advice.joined(separator: "；") + "。"
    }
}
