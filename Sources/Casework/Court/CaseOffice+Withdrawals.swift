package import Contracts
import Exchange
import Register
import Seals
import Storage

/// 撤销成交裁定: a sale that the court has annulled doesn't stay open for ever (网络司法拍卖规定 31). From then on the page belongs to whoever stands on it again.
extension CaseOffice {
    package func withdraw(_ order: Court.RulingWithdrawn.Request, via: String = CourtDoor.exchange) async throws -> InboundReply {
        if order.document.isEmpty || order.ruling.isEmpty { return .no(.refused, "请写明撤销裁定的文号和被撤销的成交裁定书文号。") }
        var row = try courtOrder(.withdraw, order.court, order.document, order.unit, order, about: CourtDocument.key(order.ruling), via: via)
        row.state = .done
        let (kept, region, cipher, now) = (row, region, cipher, now())
        let withdrawn = try await database.write { connection -> Withdrawn in
            // What is being entered on the ruling is entered first, or finds it withdrawn.
            guard try connection.row("SELECT version FROM register_folio WHERE region = \(region) AND unit = \(order.unit.text) \(sql: connection.forUpdate)") != nil else {
                return .refused(Self.noPage)
            }
            let id = CourtOrder.id(.ruling, order.court, order.ruling, order.unit)
            guard let ruling = try CourtOrderRecords.find(id, region: region, in: connection), ruling.state != .refused else { return .unknown }
            switch ruling.state {
            case .open: break
            case .withdrawn:
                if let known = try CourtOrderRecords.find(kept.id, region: region, in: connection), known.state == .done { return .done(known.note) }
                var late = kept
                late.note = "\(ruling.document)\(ruling.note)无需再办理。"
                try connection.execute(CourtOrderRecords.putting(late, region: region))
                return .done(late.note)
            default:
                // What was entered goes back by an order of its own, against whoever holds now (民事诉讼法 244: 执行回转), which has no door of its own here: whoever gets it back
                // applies with it, as with any document that has taken effect (民法典 229).
                return .refused("\(order.ruling)已经登簿，取得人已登记为权利人，撤销裁定不能直接恢复原登记。请裁定执行回转，由应当取回的人持该裁定申请依生效法律文书转移登记（《民事诉讼法》第二百四十四条）。")
            }
            var done = kept
            done.note = "\(ruling.document)已撤销，尚未登簿的过户不再办理。"
            try connection.execute(CourtOrderRecords.putting(done, region: region))
            try connection.execute(CourtOrderRecords.setting(.withdrawn, note: "已由\(order.document)撤销。", of: id, region: region))
            // Tax had been told whom to assess.
            let sold = try Self.ruling(in: ruling, cipher: cipher)
            let sale = Tax.AuctionSale.Request(
                unit: sold.unit, court: sold.court, ruling: sold.document, price: sold.price, taxpayers: sold.winners.map(\.identifier).sorted(), withdrawn: true,
                manner: sold.manner)
            let message = try OutgoingMessage(id: "\(id)-tax-withdrawn", Tax.AuctionSale.self, sale, caseID: nil, purpose: "\(sold.disposed.chinese)的裁定撤销")
            try Outbox.enqueue(message, at: now, region: region, cipher: cipher, in: connection)
            return .done(done.note)
        }
        switch withdrawn {
        case .unknown: return .no(.busy, "登记机构没有收到\(order.court)就该单元作出的\(order.ruling)，请核对文号和不动产单元号，或者在该裁定送达后再次送达。")
        case .refused(let message):
            _ = try await refuse(row, message)
            return .no(.refused, message)
        case .done(let note):
            outbox.nudge()
            return try .done(row.id, note: note, cases: try await sourceChanged(Court.RulingWithdrawn.name, on: order.unit, by: .court))
        }
    }

    /// What has become of a ruling that is to be withdrawn.
    private enum Withdrawn: Sendable {
        case done(String), refused(String)
        /// It may still be on its way.
        case unknown
    }
}
