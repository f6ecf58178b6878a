import Catalogue
import Contracts
import Exchange
import Register
import Storage

/// A message that a registration will send, written once its numbers are known.
package struct CompletionMessage: Sendable {
    let write: @Sendable (Registration, any Connection) throws -> OutgoingMessage
}

extension CaseOffice {
    /// Everything that others are told once the filing is entered: one message for each unit and receiver of the service.
    func completionMessages(for filing: Filing, service: ServiceDefinition, file: CaseFile, facts: CaseFacts) throws -> [CompletionMessage] {
        var messages: [CompletionMessage] = []
        let caseID = file.id
        let contract = facts.contract?.number
        let names = Dictionary((facts.applicants.map(\.party) + facts.units.flatMap(\.owners)).map { ($0.ref.id, $0) }) { first, _ in first }
        for department in service.tells.compactMap(Department.init(rawValue:)) {
            switch department {
            case .upperRegistry:
                for (index, item) in filing.acts.enumerated() { messages.append(access(item, index, filing, caseID: caseID)) }
            case .court: messages += courts(filing, facts)
            case .sms: messages += texts(service, caseID: caseID, facts: facts)
            default:
                guard let told = Contracts.Told.contract(of: department) else { continue }
                for unit in Set(filing.acts.map(\.unit)) {
                    let kinds = filing.acts.filter { $0.unit == unit }.map(\.act.kind)
                    messages.append(
                        CompletionMessage { registration, _ in
                            let folio = registration.folios[unit]
                            let event = RegistrationCompleted(
                                filing: filing.id, unit: unit, kinds: kinds, registeredAt: registration.registeredAt,
                                certificate: registration.numbers.first,
                                holders: (folio?.ownership?.holders ?? []).compactMap { holder in
                                    names[holder.party.id].map { Housing.Party(name: $0.name, identifier: $0.identifier, share: holder.share) }
                                }, location: folio?.description.location ?? "", contract: contract)
                            return try Self.message(told, id: "\(filing.id)-\(department.rawValue)-\(unit.text.suffix(8))", event, caseID: caseID)
                        })
                }
            }
        }
        return messages
    }

    /// Each court whose seizure the filing ends hears of it, the disposing court too (查封规定 26, 27).
    private func courts(_ filing: Filing, _ facts: CaseFacts) -> [CompletionMessage] {
        let folios = Dictionary(facts.units.map { ($0.folio.unit, $0.folio) }) { first, _ in first }
        return filing.acts.compactMap { item in
            guard case .endSeizure(let end) = item.act, let seizure = folios[item.unit]?.seizures.first(where: { $0.entry.id == end.seizure }),
                let code = connection(ofCourt: seizure.authority)
            else { return nil }
            return CompletionMessage { registration, _ in
                try OutgoingMessage(
                    id: "\(filing.id)-court-\(seizure.entry.id.text)", Court.SeizureChanged.self,
                    Court.SeizureChanged.Request(
                        court: seizure.authority, document: seizure.document, unit: item.unit, event: end.reason == .expired ? .expired : .auctioned,
                        on: registration.registeredAt.date, until: nil), at: code, caseID: filing.id, purpose: "告知查封变化")
            }
        }
    }

    private static func message<C: Contract>(_ contract: C.Type, id: String, _ event: RegistrationCompleted, caseID: String) throws -> OutgoingMessage {
        guard let request = event as? C.Request else { throw CaseError.unreadableAction(C.name) }
        return try OutgoingMessage(id: id, contract, request, caseID: caseID, purpose: "登簿结果推送")
    }

    /// 接入报文 (domain 5.1), numbered in the registration's own transaction.
    private func access(_ item: UnitAct, _ index: Int, _ filing: Filing, caseID: String) -> CompletionMessage {
        let profile = profile
        return CompletionMessage { registration, connection in
            let date = registration.registeredAt.date
            let serial = try NumberSeries.take("access-\(date)", region: profile.region, in: connection)
            let id = AccessMessageXML.bizMsgID(area: item.unit.division, on: date, serial: serial)
            let right = registration.folios[item.unit]?.ownership?.right
            let codes = NationalCodes(.v2021)
            let recType = RecTypes(codes).recType(of: item.act, right: right)
            let entry = registration.entries[index]
            let head = AccessMessageXML.Head(
                bizMsgID: id, areaCode: item.unit.division, recType: recType, rightType: right.map(codes.right) ?? "",
                regType: item.act.registration.nationalCode, createDate: registration.registeredAt, recFlowID: entry.text,
                regOrgID: profile.authorityCode, parcelID: item.unit.parcel, estateNum: item.unit.text, certCount: registration.numbers.count,
                proofCount: 0)
            let description = registration.folios[item.unit]?.description
            let rows = [
                AccessMessageXML.Row(
                    "QLT_FW_FDCQ_YZ",
                    [
                        ("BDCDYH", item.unit.text), ("YWH", entry.text), ("QLLX", head.rightType), ("DJLX", head.regType),
                        ("FDZL", description?.location ?? ""), ("GHYT", description?.use ?? ""), ("JZMJ", description.map { "\($0.buildingArea)" } ?? ""),
                        ("ZYJZMJ", description.map { "\($0.innerArea)" } ?? ""), ("FTJZMJ", description.map { "\($0.sharedArea)" } ?? ""),
                        ("BDCQZH", registration.numbers.first ?? ""), ("QXDM", item.unit.division), ("DJJG", profile.authority),
                        ("DJSJ", registration.registeredAt.description), ("QSZT", "1"),
                    ])
            ]
            let message = UpperRegistry.AccessMessage.Request(bizMsgID: id, recType: recType, xml: AccessMessageXML.text(head, rows: rows))
            return try OutgoingMessage(id: "access-\(entry.text)", UpperRegistry.AccessMessage.self, message, caseID: caseID, purpose: "登记信息接入")
        }
    }

    private func texts(_ service: ServiceDefinition, caseID: String, facts: CaseFacts) -> [CompletionMessage] {
        let authority = profile.authority
        return facts.applicants.enumerated().compactMap { index, applicant in
            applicant.party.phone.map { phone in
                CompletionMessage { registration, _ in
                    let number = registration.numbers.first.map { "，证号\($0)" } ?? ""
                    let text = "【\(authority)】您申请的\(service.shortName)（受理编号\(caseID)）已登簿\(number)。可登录办事网站查看、下载电子证书。"
                    return try OutgoingMessage(
                        id: "sms-\(caseID)-\(index)", ShortMessage.Send.self, ShortMessage.Send.Request(phone: phone, text: text), caseID: caseID,
                        purpose: "告知办理结果")
                }
            }
        }
    }

    /// Puts them into the outbox, in the registration's own transaction.
    /// - Returns: what is handed to the outbox's worker once the transaction has committed.
    func enqueue(_ messages: [CompletionMessage], registration: Registration, in connection: any Connection) throws -> [OutgoingMessage] {
        let written = try messages.map { try $0.write(registration, connection) }
        try Outbox.enqueue(written, at: registration.registeredAt, handed: true, region: region, cipher: cipher, in: connection)
        return written
    }
}
