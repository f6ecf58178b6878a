/// Who is talked to: a department of the city, or one institution of a kind of which there are many, as banks, under its own credit code,
/// address and keys.
package struct Peer: Hashable, Sendable, Comparable {
    package let department: Department
    /// 统一社会信用代码 of the institution; nil for a department that there is once.
    package let institution: String?

    package init(_ department: Department, institution: String? = nil) {
        self.department = department
        self.institution = institution
    }

    /// As it stands in envelopes, in the outbox and in addresses: `housing`, `lender:91360102MA35C3D468`.
    package var wire: String { institution.map { "\(department.rawValue):\($0)" } ?? department.rawValue }

    /// - Returns: nil for a department that there isn't, and where a credit code is missing, not wanted or malformed.
    package init?(wire: String) {
        let parts = wire.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let department = Department(rawValue: String(parts[0])), department.isOfInstitutions == (parts.count == 2) else { return nil }
        if parts.count == 2 {
            guard parts[1].utf8.count == 18, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }) else { return nil }
        }
        self.init(department, institution: parts.count == 2 ? String(parts[1]) : nil)
    }

    package static func < (a: Peer, b: Peer) -> Bool { a.wire < b.wire }
}
