import Register

/// How events are stored: the kind beside the payload, so that a query can look for a kind without reading bodies.
extension CaseEvent {
    package var kind: String {
        switch self {
        case .opened: "opened"
        case .answered: "answered"
        case .gathered: "gathered"
        case .uploaded: "uploaded"
        case .uploadRemoved: "uploadRemoved"
        case .judged: "judged"
        case .signed: "signed"
        case .submitted: "submitted"
        case .accepted: "accepted"
        case .feeAssessed: "feeAssessed"
        case .feePaid: "feePaid"
        case .approved: "approved"
        case .returned: "returned"
        case .corrected: "corrected"
        case .refused: "refused"
        case .withdrawn: "withdrawn"
        case .registered: "registered"
        case .certified: "certified"
        case .told: "told"
        case .archived: "archived"
        case .waiting: "waiting"
        case .stepDone: "stepDone"
        case .suspended: "suspended"
        case .resumed: "resumed"
        case .escalated: "escalated"
        case .rechecked: "rechecked"
        case .joined: "joined"
        case .reviewed: "reviewed"
        case .claimed: "claimed"
        case .released: "released"
        case .published: "published"
        case .askedToWithdraw: "askedToWithdraw"
        case .sourceChanged: "sourceChanged"
        case .moneyMoved: "moneyMoved"
        case .custodianProposed: "custodianProposed"
        case .custodianChanged: "custodianChanged"
        }
    }

    /// Canonical JSON of the payload alone.
    func body() throws -> [UInt8] {
        switch self {
        case .opened(let payload): try CanonicalJSON.encode(payload)
        case .answered(let payload): try CanonicalJSON.encode(payload)
        case .gathered(let payload): try CanonicalJSON.encode(payload)
        case .uploaded(let payload): try CanonicalJSON.encode(payload)
        case .uploadRemoved(let payload): try CanonicalJSON.encode(payload)
        case .judged(let payload): try CanonicalJSON.encode(payload)
        case .signed(let payload): try CanonicalJSON.encode(payload)
        case .submitted(let payload): try CanonicalJSON.encode(payload)
        case .accepted(let payload): try CanonicalJSON.encode(payload)
        case .feeAssessed(let payload): try CanonicalJSON.encode(payload)
        case .feePaid(let payload): try CanonicalJSON.encode(payload)
        case .approved(let payload): try CanonicalJSON.encode(payload)
        case .returned(let payload): try CanonicalJSON.encode(payload)
        case .corrected(let payload): try CanonicalJSON.encode(payload)
        case .refused(let payload): try CanonicalJSON.encode(payload)
        case .withdrawn(let payload): try CanonicalJSON.encode(payload)
        case .registered(let payload): try CanonicalJSON.encode(payload)
        case .certified(let payload): try CanonicalJSON.encode(payload)
        case .told(let payload): try CanonicalJSON.encode(payload)
        case .archived(let payload): try CanonicalJSON.encode(payload)
        case .waiting(let payload): try CanonicalJSON.encode(payload)
        case .stepDone(let payload): try CanonicalJSON.encode(payload)
        case .suspended(let payload): try CanonicalJSON.encode(payload)
        case .resumed(let payload): try CanonicalJSON.encode(payload)
        case .escalated(let payload): try CanonicalJSON.encode(payload)
        case .rechecked(let payload): try CanonicalJSON.encode(payload)
        case .joined(let payload): try CanonicalJSON.encode(payload)
        case .reviewed(let payload): try CanonicalJSON.encode(payload)
        case .claimed(let payload): try CanonicalJSON.encode(payload)
        case .released(let payload): try CanonicalJSON.encode(payload)
        case .published(let payload): try CanonicalJSON.encode(payload)
        case .askedToWithdraw(let payload): try CanonicalJSON.encode(payload)
        case .sourceChanged(let payload): try CanonicalJSON.encode(payload)
        case .moneyMoved(let payload): try CanonicalJSON.encode(payload)
        case .custodianProposed(let payload): try CanonicalJSON.encode(payload)
        case .custodianChanged(let payload): try CanonicalJSON.encode(payload)
        }
    }

    /// - Throws: `CaseError.unreadableAction` for a kind that this program does not know.
    init(kind: String, body: [UInt8]) throws {
        switch kind {
        case "opened": self = .opened(try CanonicalJSON.decode(Opened.self, from: body))
        case "answered": self = .answered(try CanonicalJSON.decode(Answered.self, from: body))
        case "gathered": self = .gathered(try CanonicalJSON.decode(Gathered.self, from: body))
        case "judged": self = .judged(try CanonicalJSON.decode(Judged.self, from: body))
        case "signed": self = .signed(try CanonicalJSON.decode(Signed.self, from: body))
        case "submitted": self = .submitted(try CanonicalJSON.decode(Submitted.self, from: body))
        case "accepted": self = .accepted(try CanonicalJSON.decode(Accepted.self, from: body))
        case "feeAssessed": self = .feeAssessed(try CanonicalJSON.decode(FeeAssessed.self, from: body))
        case "feePaid": self = .feePaid(try CanonicalJSON.decode(FeePaid.self, from: body))
        case "approved": self = .approved(try CanonicalJSON.decode(Approved.self, from: body))
        case "returned": self = .returned(try CanonicalJSON.decode(Returned.self, from: body))
        case "corrected": self = .corrected(try CanonicalJSON.decode(Corrected.self, from: body))
        case "refused": self = .refused(try CanonicalJSON.decode(Refused.self, from: body))
        case "withdrawn": self = .withdrawn(try CanonicalJSON.decode(Withdrawn.self, from: body))
        case "registered": self = .registered(try CanonicalJSON.decode(Registered.self, from: body))
        case "certified": self = .certified(try CanonicalJSON.decode(Certified.self, from: body))
        case "told": self = .told(try CanonicalJSON.decode(Told.self, from: body))
        case "archived": self = .archived(try CanonicalJSON.decode(Archived.self, from: body))
        case "waiting": self = .waiting(try CanonicalJSON.decode(Waiting.self, from: body))
        case "stepDone": self = .stepDone(try CanonicalJSON.decode(StepDone.self, from: body))
        case "suspended": self = .suspended(try CanonicalJSON.decode(Suspended.self, from: body))
        case "resumed": self = .resumed(try CanonicalJSON.decode(Resumed.self, from: body))
        case "escalated": self = .escalated(try CanonicalJSON.decode(Escalated.self, from: body))
        case "uploaded": self = .uploaded(try CanonicalJSON.decode(Uploaded.self, from: body))
        case "uploadRemoved": self = .uploadRemoved(try CanonicalJSON.decode(UploadRemoved.self, from: body))
        case "reviewed": self = .reviewed(try CanonicalJSON.decode(Reviewed.self, from: body))
        case "claimed": self = .claimed(try CanonicalJSON.decode(Claimed.self, from: body))
        case "sourceChanged": self = .sourceChanged(try CanonicalJSON.decode(SourceChanged.self, from: body))
        case "moneyMoved": self = .moneyMoved(try CanonicalJSON.decode(MoneyMoved.self, from: body))
        case "custodianProposed": self = .custodianProposed(try CanonicalJSON.decode(CustodianProposed.self, from: body))
        case "custodianChanged": self = .custodianChanged(try CanonicalJSON.decode(CustodianChanged.self, from: body))
        case "released": self = .released(try CanonicalJSON.decode(Released.self, from: body))
        case "published": self = .published(try CanonicalJSON.decode(Published.self, from: body))
        case "askedToWithdraw": self = .askedToWithdraw(try CanonicalJSON.decode(AskedToWithdraw.self, from: body))
        case "joined": self = .joined(try CanonicalJSON.decode(Joined.self, from: body))
        case "rechecked": self = .rechecked(try CanonicalJSON.decode(Rechecked.self, from: body))
        default: throw CaseError.unreadableAction(kind)
        }
    }
}
