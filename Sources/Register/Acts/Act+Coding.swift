/// How acts are named and stored: `{"data": …, "kind": "transfer"}`. Acts are hashed and kept for ever, so this form never changes.
extension Act {
    /// Stable name of the kind of act.
    package var kind: String {
        switch self {
        case .firstRegistration: "first-registration"
        case .transfer: "transfer"
        case .change: "change"
        case .cancel: "cancel"
        case .correct: "correct"
        case .object: "object"
        case .recordSuit: "record-suit"
        case .endObjection: "end-objection"
        case .giveNotice: "give-notice"
        case .endNotice: "end-notice"
        case .mortgage: "mortgage"
        case .changeMortgage: "change-mortgage"
        case .transferMortgage: "transfer-mortgage"
        case .determineMortgage: "determine-mortgage"
        case .changeRanks: "change-ranks"
        case .endMortgage: "end-mortgage"
        case .seize: "seize"
        case .renewSeizure: "renew-seizure"
        case .endSeizure: "end-seizure"
        case .grantEasement: "grant-easement"
        case .endEasement: "end-easement"
        case .grantResidence: "grant-residence"
        case .endResidence: "end-residence"
        case .lock: "lock"
        case .unlock: "unlock"
        case .reissue: "reissue"
        }
    }

    /// The national kind of registration (登记类型) that the act is counted as.
    package var registration: RegistrationKind {
        switch self {
        case .firstRegistration, .mortgage, .grantEasement, .grantResidence: .first
        case .transfer, .transferMortgage: .transfer
        case .change, .changeMortgage, .determineMortgage, .changeRanks: .change
        case .cancel, .endMortgage, .endEasement, .endResidence: .cancellation
        case .correct: .correction
        case .object, .recordSuit, .endObjection: .objection
        case .giveNotice, .endNotice: .advanceNotice
        case .seize, .renewSeizure, .endSeizure: .seizure
        case .lock, .unlock, .reissue: .other
        }
    }
}

extension Act: Codable {
    private enum Keys: String, CodingKey { case kind, data }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .firstRegistration(let data): try container.encode(data, forKey: .data)
        case .transfer(let data): try container.encode(data, forKey: .data)
        case .change(let data): try container.encode(data, forKey: .data)
        case .cancel(let data): try container.encode(data, forKey: .data)
        case .correct(let data): try container.encode(data, forKey: .data)
        case .object(let data): try container.encode(data, forKey: .data)
        case .recordSuit(let data): try container.encode(data, forKey: .data)
        case .endObjection(let data): try container.encode(data, forKey: .data)
        case .giveNotice(let data): try container.encode(data, forKey: .data)
        case .endNotice(let data): try container.encode(data, forKey: .data)
        case .mortgage(let data): try container.encode(data, forKey: .data)
        case .changeMortgage(let data): try container.encode(data, forKey: .data)
        case .transferMortgage(let data): try container.encode(data, forKey: .data)
        case .determineMortgage(let data): try container.encode(data, forKey: .data)
        case .changeRanks(let data): try container.encode(data, forKey: .data)
        case .endMortgage(let data): try container.encode(data, forKey: .data)
        case .seize(let data): try container.encode(data, forKey: .data)
        case .renewSeizure(let data): try container.encode(data, forKey: .data)
        case .endSeizure(let data): try container.encode(data, forKey: .data)
        case .grantEasement(let data): try container.encode(data, forKey: .data)
        case .endEasement(let data): try container.encode(data, forKey: .data)
        case .grantResidence(let data): try container.encode(data, forKey: .data)
        case .endResidence(let data): try container.encode(data, forKey: .data)
        case .lock(let data): try container.encode(data, forKey: .data)
        case .unlock(let data): try container.encode(data, forKey: .data)
        case .reissue(let data): try container.encode(data, forKey: .data)
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let kind = try container.decode(String.self, forKey: .kind)
        switch kind {
        case "first-registration": self = .firstRegistration(try container.decode(FirstRegistration.self, forKey: .data))
        case "transfer": self = .transfer(try container.decode(Transfer.self, forKey: .data))
        case "change": self = .change(try container.decode(Change.self, forKey: .data))
        case "cancel": self = .cancel(try container.decode(Cancel.self, forKey: .data))
        case "correct": self = .correct(try container.decode(Correct.self, forKey: .data))
        case "object": self = .object(try container.decode(Object.self, forKey: .data))
        case "record-suit": self = .recordSuit(try container.decode(RecordSuit.self, forKey: .data))
        case "end-objection": self = .endObjection(try container.decode(EndObjection.self, forKey: .data))
        case "give-notice": self = .giveNotice(try container.decode(GiveNotice.self, forKey: .data))
        case "end-notice": self = .endNotice(try container.decode(EndNotice.self, forKey: .data))
        case "mortgage": self = .mortgage(try container.decode(CreateMortgage.self, forKey: .data))
        case "change-mortgage": self = .changeMortgage(try container.decode(ChangeMortgage.self, forKey: .data))
        case "transfer-mortgage": self = .transferMortgage(try container.decode(TransferMortgage.self, forKey: .data))
        case "determine-mortgage": self = .determineMortgage(try container.decode(DetermineMortgage.self, forKey: .data))
        case "change-ranks": self = .changeRanks(try container.decode(ChangeRanks.self, forKey: .data))
        case "end-mortgage": self = .endMortgage(try container.decode(EndMortgage.self, forKey: .data))
        case "seize": self = .seize(try container.decode(Seize.self, forKey: .data))
        case "renew-seizure": self = .renewSeizure(try container.decode(RenewSeizure.self, forKey: .data))
        case "end-seizure": self = .endSeizure(try container.decode(EndSeizure.self, forKey: .data))
        case "grant-easement": self = .grantEasement(try container.decode(GrantEasement.self, forKey: .data))
        case "end-easement": self = .endEasement(try container.decode(EndEasement.self, forKey: .data))
        case "grant-residence": self = .grantResidence(try container.decode(GrantResidence.self, forKey: .data))
        case "end-residence": self = .endResidence(try container.decode(EndResidence.self, forKey: .data))
        case "lock": self = .lock(try container.decode(Restrict.self, forKey: .data))
        case "unlock": self = .unlock(try container.decode(Unrestrict.self, forKey: .data))
        case "reissue": self = .reissue(try container.decode(Reissue.self, forKey: .data))
        default:
            throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: "unknown act \(kind)")
        }
    }
}
