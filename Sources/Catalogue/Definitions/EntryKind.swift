/// Kinds of entries on a page that a form may let people pick from.
package enum EntryKind: String, CatalogueWord {
    case mortgage, notice, objection, seizure, residence, easement

    package var chinese: String {
        switch self {
        case .mortgage: "抵押权"
        case .notice: "预告登记"
        case .objection: "异议登记"
        case .seizure: "查封"
        case .residence: "居住权"
        case .easement: "地役权"
        }
    }
    package var meaning: String {
        switch self {
        case .mortgage: "mortgages, in rank order"
        case .notice: "advance notices"
        case .objection: "objections"
        case .seizure: "seizures, in line"
        case .residence: "rights of residence"
        case .easement: "easements"
        }
    }
}
