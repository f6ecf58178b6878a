/// A kind of material, whatever service wants it: one entry of `materials.yaml`.
package struct MaterialDefinition: Hashable, Sendable {
    /// E.g. `sale-contract`.
    package let kind: String
    package let name: String
    /// What it is, for citizens.
    package let about: String
    /// Who has it; shown where it is fetched from there.
    package let issuer: String
    /// File formats taken when it is uploaded; empty: it is never uploaded.
    package let formats: [UploadFormat]
    /// Megabytes of an upload at most.
    package let maxMegabytes: Int
    /// Holds personal data that only the case's officials may see.
    package let personal: Bool
}

package enum UploadFormat: String, CatalogueWord {
    case pdf, jpg, png, ofd

    package var chinese: String { rawValue.uppercased() }
    package var meaning: String { "\(rawValue.uppercased()) file" }
}

/// A material that a service wants, and where it comes from: shared data first, the applicant last.
package struct MaterialNeed: Hashable, Sendable {
    package let kind: String
    /// A contract of a department, a part of our own register, or `applicant`.
    package let from: String
    /// What happens if the source has none or can't be reached; nil: nothing, the checks say what its absence means.
    package let otherwise: MaterialFallback?
    /// Wanted only then; nil: always.
    package let when: Condition?
    /// Whether each applicant has one of their own.
    package let perApplicant: Bool
    /// Of applicants in these roles alone, whatever kind of party they are; empty: of every person who applies.
    package let of: [String]
    /// Whether there is one for each mortgage that stands on the unit, of each who holds it.
    package let perMortgage: Bool
    /// The field of type `owners` for each of whose owners there is one; nil where there isn't.
    package let perOwner: String?

    /// How the one of that place is called: the first by the kind's name alone.
    package func key(_ index: Int) -> String { index == 0 ? kind : "\(kind)/\(index + 1)" }

    /// The source that is no department: the applicant uploads it.
    package static let applicant = "applicant"
    package var isUploaded: Bool { from == Self.applicant }
}

package enum MaterialFallback: String, CatalogueWord {
    case upload, wait, clerk

    package var chinese: String {
        switch self {
        case .upload: "由申请人上传"
        case .wait: "等待部门反馈"
        case .clerk: "转人工核实"
        }
    }
    package var meaning: String {
        switch self {
        case .upload: "the applicant may upload it"
        case .wait: "the case waits and asks again"
        case .clerk: "a person finds out"
        }
    }
}
