import Catalogue
import Contracts
import Register

/// The owners by the register who have died, as an applicant named them: what was theirs passes, and nothing else (民法典 230, 1121, 1122).
enum Decedents {
    static let material = "owner-death"
}

extension ServiceDefinition {
    /// The field in which applicants name the owners who have died; nil where nobody inherits.
    var decedentField: String? { materials.first { $0.kind == Decedents.material }?.perOwner }
}

extension CaseFacts {
    /// What public security says of one of them; nil while it hasn't been asked about this very person.
    func death(of owner: NamedParty) -> PublicSecurity.Identity.Answer? {
        materials.keys.filter { $0 == Decedents.material || $0.hasPrefix(Decedents.material + "/") }.sorted().lazy
            .compactMap { self.decode(PublicSecurity.Identity.Answer.self, $0) }.first { $0.identifier == owner.identifier }
    }
}
