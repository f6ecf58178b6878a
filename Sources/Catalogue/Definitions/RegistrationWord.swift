package import Register

/// The kinds of registration as service files write them.
package enum RegistrationWord: String, CatalogueWord {
    case first, transfer, change, cancellation, correction, objection
    case advanceNotice = "advance-notice"
    case seizure, other

    package var kind: RegistrationKind {
        switch self {
        case .first: .first
        case .transfer: .transfer
        case .change: .change
        case .cancellation: .cancellation
        case .correction: .correction
        case .objection: .objection
        case .advanceNotice: .advanceNotice
        case .seizure: .seizure
        case .other: .other
        }
    }

    package var chinese: String { kind.chinese }
    package var meaning: String {
        switch self {
        case .first: "first registration"
        case .transfer: "transfer"
        case .change: "change"
        case .cancellation: "cancellation"
        case .correction: "correction"
        case .objection: "objection"
        case .advanceNotice: "advance notice"
        case .seizure: "seizure"
        case .other: "any other"
        }
    }
}
