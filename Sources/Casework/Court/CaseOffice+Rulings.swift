package import Catalogue
package import Contracts
import Exchange
import Identity
import Register
import Seals
package import Storage

/// 成交裁定、以物抵债裁定和协助执行通知书: taken down until the winner applies. The right has passed with the ruling's service (民法典 229); what is still to
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
                return try PartyClaim(name: winner.name, identifier: identifier, kind: identifier.kind.ownerKind)
            }
        } catch {
            return .no(.refused, "\(order.takenBy)的姓名（名称）或者证件号码有误。")
        }
        let (kept, region, parties, cipher, line) = (row, region, parties, cipher, connection(ofCourt: order.court))
        let told: Told
        do {
            told = try await database.write { connection in
                // Whatever is being entered on the page is entered first, or sees the ruling.
                let held = try connection.row(
                    "SELECT version FROM register_folio WHERE region = \(region) AND unit = \(order.unit.text) \(sql: connection.forUpdate)")
                guard held != nil, let folio = try FolioRecords.find(order.unit, region: region, in: connection)?.folio else { return .refused(Self.noPage) }
                let known = try CourtOrderRecords.find(kept.id, region: region, in: connection)
                if known?.state == .done { return .done("该裁定已经登簿。") }
                // A message that comes once more, or late, makes no sale of what the court has annulled.
                if let known, known.state == .withdrawn { return .withdrawn("\(order.document)\(known.note)重新处分的，请以新的裁定书送达。") }
                guard let ownership = folio.ownership else {
                    return .refused("\(RefusalCode.notFirstRegistered.chinese)\(RefusalCode.notFirstRegistered.remedy)（\(RefusalCode.notFirstRegistered.statute)）")
                }
                if let fault = try Self.debtorFault(order, ownership, parties, connection) { return .refused(fault) }
                if order.shareOf != nil {
                    if ownership.holders.count > 1, ownership.form != .byShares { return .refused(RulingFacts.notByShares) }
                }
                if let other = try CourtOrderRecords.openRuling(on: order.unit, region: region, in: connection), other.id != kept.id {
                    return .refused("该不动产另有\(other.court)的\(other.document)尚未登簿，请先核实。")
                }
                var taken = kept
                let proofs = Set(try CertificateRecords.valid(of: order.unit, region: region, in: connection).map(\.number))
                let winners = try claims.map { try parties.ensure($0, at: now, in: connection).id }
                // The address comes back with the receipt: a code that was written wrongly is seen where the order was written.
                taken.note = "坐落：\(folio.description.location)。" + order.advice(
                    on: folio, seller: try Self.seller(order, parties, connection), debtors: Set(try Self.debtors(order, parties, connection).map(\.id)), winners: Set(winners),
                    proofs: proofs, today: now.date)
                try connection.execute(CourtOrderRecords.putting(taken, region: region))
                try CourtOrderRecords.setWinners(winners, of: taken.id, region: region, in: connection)
                let sale = Tax.AuctionSale.Request(
                    unit: order.unit, court: order.court, ruling: order.document, price: order.price, taxpayers: order.winners.map(\.identifier).sorted(),
                    manner: order.manner)
                // What was corrected is told anew, what is repeated isn't.
                let digest = Hex.encode(Digests.sha256(try CanonicalJSON.encode(sale))).prefix(12)
                let message = try OutgoingMessage(
                    id: "\(taken.id)-tax-\(digest)", Tax.AuctionSale.self, sale, caseID: nil, purpose: "\(order.disposed.chinese)核税")
                try Outbox.enqueue(message, at: now, region: region, cipher: cipher, in: connection)
                // While the court still has the proceeds: what its own review found and the ruling doesn't list as paid.
                let arrears = try Self.arrears(of: taken, paid: order.paid ?? [], region: region, cipher: cipher, in: connection)
                if let arrears { try Self.tell(arrears, of: taken, at: line, now: now, region: region, cipher: cipher, in: connection) }
                return .done(taken.note + (arrears?.said ?? ""))
            }
        } catch let error as IdentityError {
            return .no(.refused, "\(order.takenBy)信息与登记机构掌握的不一致：\(error.message)")
        }
        switch told {
        case .refused(let message):
            _ = try await refuse(row, message)
            return .no(.refused, message)
        case .withdrawn(let message): return .no(.refused, message)
        case .done(let note):
            outbox.nudge()
            // Whoever had applied on the former owner's word must see it.
            return try .done(row.id, note: note.isEmpty ? nil : note, cases: try await sourceChanged(Court.AuctionRuling.name, on: order.unit, by: .court))
        }
    }

    private enum Told: Sendable {
        case done(String), refused(String)
        /// Its row stays as the withdrawal left it.
        case withdrawn(String)
    }

    /// What courts have sold of these units and nobody has entered yet: it passed when the ruling was served, and whoever stands on the page disposes of it no more
    /// (民法典 229; 查封规定 23).
    static func salesPending(
        on units: Set<UnitCode>, region: String, parties: PartyBook, cipher: FieldCipher, in connection: any Connection
    ) throws -> [PendingAcceptance] {
        try units.sorted().compactMap { unit in
            guard let row = try CourtOrderRecords.openRuling(on: unit, region: region, in: connection) else { return nil }
            let order = try Self.ruling(in: row, cipher: cipher)
            let winners = Set(try CourtOrderRecords.winners(of: row.id, region: region, in: connection))
            let sale = PendingAcceptance.Sale(court: order.court, notice: order.notice, seller: try seller(order, parties, connection)?.id, winners: winners)
            return PendingAcceptance(unit: unit, acceptedAt: row.receivedAt, sequence: 0, kind: .courtTransfer, sale: sale)
        }
    }

    /// The open ruling on a unit, as checks and plans read it.
    static func ruling(
        on unit: UnitCode, region: String, parties: PartyBook, cipher: FieldCipher, in connection: any Connection
    ) throws -> RulingFacts? {
        try CourtOrderRecords.openRuling(on: unit, region: region, in: connection).map {
            try facts(of: $0, region: region, parties: parties, cipher: cipher, in: connection)
        }
    }

    private static func facts(
        of row: CourtOrder, region: String, parties: PartyBook, cipher: FieldCipher, in connection: any Connection
    ) throws -> RulingFacts {
        let unit = row.unit
        let order = try Self.ruling(in: row, cipher: cipher)
        let winners = try CourtOrderRecords.winners(of: row.id, region: region, in: connection)
        let known = try parties.details(of: winners, for: .checks, in: connection)
        let (kept, ended) = (Set((order.keptMortgages ?? []).map(CertificateNumber.printed)), Set((order.endsRights ?? []).map(CertificateNumber.printed)))
        let named = kept.union(ended)
        let proofs = named.isEmpty ? [] : try CertificateRecords.valid(of: unit, region: region, in: connection).filter { named.contains($0.number) }
        return RulingFacts(
            id: row.id, sealed: row.body, court: order.court, document: order.document, notice: order.notice, servedOn: order.servedOn, form: order.form,
            price: order.price, manner: order.disposed,
            winners: zip(winners, order.winners).compactMap { id, stated in
                known[id].map { RulingFacts.Winner(party: NamedParty($0), share: order.form == .byShares ? stated.share : nil) }
            },
            lifts: order.lifts, endsOthers: order.endsOthers, keptMortgages: Set(proofs.filter { kept.contains($0.number) }.map(\.entry)),
            endedRights: Set(proofs.filter { ended.contains($0.number) }.map(\.entry)), namesUnknown: named.count > proofs.count,
            seller: try seller(order, parties, connection), debtors: Set(try debtors(order, parties, connection).map(\.id)), isHandedOver: order.disposal != nil, paid: order.paid ?? [],
            arrears: try arrears(of: row, paid: order.paid ?? [], region: region, cipher: cipher, in: connection))
    }

    /// Those of the named debtors whom the registry knows.
    private static func debtors(_ order: Court.AuctionRuling.Request, _ parties: PartyBook, _ connection: any Connection) throws -> [PartyRef] {
        try (order.debtors ?? []).compactMap { debtor in
            guard let identifier = try? PartyIdentifier(wire: debtor.identifier) else { return nil }
            return try parties.find(identifier, in: connection)
        }
    }

    /// Nobody's home is sold for somebody else's debt: what is executed is entered in a debtor's name (查封规定 2; 法发〔2004〕5号 5).
    /// - Returns: what is wrong with whom the ruling names; nil where one of them holds the right, and whoever's share was sold does.
    private static func debtorFault(_ order: Court.AuctionRuling.Request, _ ownership: Ownership, _ parties: PartyBook, _ connection: any Connection) throws -> String? {
        let holders = Set(ownership.holders.map(\.party.id))
        if order.shareOf != nil {
            guard let seller = try seller(order, parties, connection), holders.contains(seller.id) else { return "裁定处分其份额的被执行人不是登记簿上的权利人，请核对证件号码。" }
        }
        let held = try debtors(order, parties, connection).map(\.id).filter(holders.contains)
        guard !held.isEmpty else { return "裁定写明的被执行人都不是该不动产登记簿上的权利人，请核对不动产单元号和被执行人的证件号码（查封规定第二条）。" }
        let names = Dictionary((order.debtors ?? []).map { ($0.identifier, $0.name) }) { first, _ in first }
        for (_, known) in try parties.details(of: held, for: .checks, in: connection) {
            if let stated = names[known.identifier.wire], stated.trimmingBlanks != known.name { return "被执行人\(stated)的姓名（名称）与登记簿上同一证件号码的权利人不一致，请核对。" }
        }
        return nil
    }

    /// Whose share was sold alone.
    static func seller(_ order: Court.AuctionRuling.Request, _ parties: PartyBook, _ connection: any Connection) throws -> PartyRef? {
        guard let wire = order.shareOf, let identifier = try? PartyIdentifier(wire: wire) else { return nil }
        return try parties.find(identifier, in: connection)
    }

    /// The sale that a winner's case is about, entered or not; nil for every other case, and before the court has sent its ruling.
    package func sale(of file: CaseFile, _ service: ServiceDefinition) async throws -> RulingFacts? {
        guard service.takesWinners else { return nil }
        return try await database.read { try self.sale(of: file, service, in: $0) }
    }

    package func sale(of file: CaseFile, _ service: ServiceDefinition, in connection: any Connection) throws -> RulingFacts? {
        guard service.takesWinners, let unit = file.state.units.first else { return nil }
        let applying = Set(file.state.applicants.map(\.party.id))
        for row in try CourtOrderRecords.rulings(on: unit, region: region, in: connection)
        where try !applying.isDisjoint(with: CourtOrderRecords.winners(of: row.id, region: region, in: connection)) {
            return try Self.facts(of: row, region: region, parties: parties, cipher: cipher, in: connection)
        }
        return nil
    }

    /// Open rulings that name a party as winner, for them to pick from.
    func rulings(for party: PartyID, in connection: any Connection) throws -> [(unit: UnitCode, ruling: RulingFacts)] {
        try CourtOrderRecords.openRulings(for: party, region: region, in: connection).compactMap { row in
            try Self.ruling(on: row.unit, region: region, parties: parties, cipher: cipher, in: connection).map { (row.unit, $0) }
        }
    }
}

extension ServiceDefinition {
    /// Whether those who bought at a judicial auction apply for it.
    package var takesWinners: Bool { applicants.contains { $0.knownAs.contains(.rulingWinner) } }
}

extension Court.AuctionRuling.Request {
    fileprivate var takenBy: String { disposed.taker }

    /// What can't be carried out as it is written.
    func fault(on today: LegalDate) -> String? {
        if document.isEmpty || notice.isEmpty || court.isEmpty { return "\(RefusalCode.documentMissing.chinese)（\(RefusalCode.documentMissing.statute)）" }
        if winners.isEmpty || Set(winners.map(\.identifier)).count != winners.count { return "请写明全部\(takenBy)，每人一次。" }
        let debtors = debtors ?? []
        if debtors.isEmpty || Set(debtors.map(\.identifier)).count != debtors.count { return "请写明全部被执行人，每人一次。" }
        if let shareOf, !debtors.contains(where: { $0.identifier == shareOf }) { return "份额被拍卖的人须是裁定写明的被执行人。" }
        if price <= .zero { return "\(disposed.priceName)须大于零。" }
        if manner == .debt, !(keptMortgages ?? []).isEmpty {
            return "以物抵债没有变价款，抵押权不因裁定消灭，不用写明保留；裁定载明注销的抵押权，请写在注销的其他登记中（《民法典》第四百零六条）。"
        }
        if servedOn > today { return "裁定送达日期晚于今天。" }
        // What was paid of the former owner's debts came out of the proceeds: no sum of amounts up to the price leaves 64 bits.
        let paid = paid ?? []
        let isPaid = paid.count <= 100 && paid.allSatisfy { (1...60).contains($0.to.trimmingBlanks.count) && $0.amount > .zero && $0.amount <= price }
        if !isPaid || paid.reduce(.zero, { $0 + $1.amount }) > price { return "从拍卖款中支付的历史欠费须逐项写明收款单位和大于零的金额，合计不能超过成交价。" }
        let shares = winners.compactMap(\.share)
        // Of a share that several bought, each part must be said: a share of a share can't be owned jointly on one page.
        if shareOf != nil, form == .joint || form == .other { return "\(RefusalCode.badShares.chinese)（\(RefusalCode.badShares.statute)）" }
        let fits =
            switch form {
            case .sole: winners.count == 1
            case .joint, .other: winners.count > 1
            case .byShares: winners.count > 1 && shares.count == winners.count && shares.sumToOne
            }
        return fits ? nil : "\(RefusalCode.badShares.chinese)（\(RefusalCode.badShares.statute)）"
    }

    /// 审查建议: what the registry, which doesn't examine the substance (条例 19; 法发〔2004〕5号 3), has to point out all the same.
    func advice(on folio: Folio, seller: PartyRef?, debtors: Set<PartyID>, winners: Set<PartyID>, proofs: Set<String>, today: LegalDate) -> String {
        var advice: [String] = []
        let unknown = ((keptMortgages ?? []) + (endsRights ?? [])).filter { !proofs.contains(CertificateNumber.printed($0)) }
        if !unknown.isEmpty { advice.append("登记簿上没有登记证明号\(unknown.joined(separator: "、"))，请更正后再次送达") }
        if seller == nil, let others = folio.ownership?.holders.count(where: { !debtors.contains($0.party.id) }), others > 0 {
            advice.append("登记簿上另有\(others)位共有人没有列为被执行人，请确认处分的是全部不动产（查封规定第十二条）")
        }
        let seizures = SoldSeizures(court: court, lifts: lifts, endsOthers: endsOthers, seller: seller?.id, winners: winners)
        if disposal == nil, let first = folio.seizuresInForce(on: today).first(where: { seizures.isOfSold($0) && $0.authority != court }) {
            advice.append("首先查封法院为\(first.authority)（\(first.document)），请补充移送处置权的函号（法释〔2016〕6号）")
        }
        let ended = Set(seizures.ended(of: folio, on: today).map(\.entry.id))
        let left = folio.standingSeizures(on: today).filter { seizures.isOfSold($0) && !ended.contains($0.entry.id) }
        if !left.isEmpty {
            let list = left.map { "\($0.authority)\($0.document)" }.joined(separator: "、")
            advice.append("另有查封未列入：\(list)；未经处分法院确认其效力消灭，不能办理过户（查封规定第二十六条、第二十七条）")
        }
        if manner == .debt, endsRights == nil, !folio.mortgages.isEmpty {
            advice.append("登记簿上有抵押权\(folio.mortgages.count)项，裁定没有载明注销的，随不动产转移后继续存在（《民法典》第四百零六条）")
        }
        // What isn't ended goes with the unit, and whoever has it will have to agree to what the winners do with it.
        let stays = folio.notices.isEmpty && folio.residences.isEmpty ? nil : "登记簿上有预告登记\(folio.notices.count)项、居住权\(folio.residences.count)项"
        if let stays, (endsRights ?? []).isEmpty {
            advice.append("\(stays)，裁定没有载明注销的，过户后继续存在（《民法典》第二百二十一条；拍卖变卖规定第二十八条）")
        }
        if folio.description.landNature == CodeLists.allocatedLand {
            advice.append("土地为划拨用地，须由有关机关确认土地出让金或者土地收益的缴纳（《城市房地产管理法》第五十一条）")
        }
        return advice.isEmpty ? "" : "审查建议：" + advice.joined(separator: "；") + "。"
    }
}
