package import Exchange
package import Register

/// Everything a check may look at, gathered once before any check runs. Checks are pure: same facts, same findings.
package struct CaseFacts: Sendable {
    package var service: String
    package var today: LegalDate
    package var applicants: [Applicant]
    package var units: [UnitFacts]
    /// The departments' answers by material kind, as they were signed.
    package var materials: [String: Material]
    /// Each tax receipt that the case has held, by the evidence that it is kept as: since when it was settled is counted.
    var receipts: [String: Material] = [:]
    /// Credit codes of the institutions of many that signed a material, by its kind.
    package var signers: [String: String] = [:]
    /// Materials that could not be had: kind and why.
    package var missing: [String: Missing]
    package var answers: [String: String]
    package var project: ProjectFacts?
    /// Units outside the case on which the same debt is secured as by the mortgage that was picked.
    var unitsOfDebt: [UnitCode] = []
    /// A court's ruling that waits to be entered on the case's unit.
    package var ruling: RulingFacts?
    /// Open accepted cases of others on the same units.
    package var otherCases: [String]
    /// What the register's law would refuse if the filing were entered now.
    package var refusals: [Refusal]
    /// What they were judged against; nil where nothing was.
    var judgedOn: Registrar.Look?
    /// When the application was accepted, if it was.
    package var acceptedAt: Moment?
    /// Declarations that were signed, by name.
    package var signed: Set<String>
    /// SHA-256 of the application that was signed, in hexadecimal; empty before.
    package var applicationDigest = ""
    /// Labels of the roles without which the application isn't complete, and that nobody fills.
    package var missingRoles: [String] = []
    /// The last characters of the numbers of those who were named and haven't joined.
    package var namedAbsent: [String] = []
    /// Labels of the roles in which somebody takes part whom nobody has named.
    package var uninvited: [String] = []
    /// The owners who have died; nil in a service in which nobody inherits.
    package var decedents: OwnersNamed?
    /// The owners whom a judgment takes the right from; nil in a service that enters none.
    package var losers: OwnersNamed?
    /// Lenders, and mortgagees on the pages, with whom the registry can't talk: nothing that rests on their word can be done online.
    package var unconnected: Set<PartyID> = []
    /// Those who borrow with the buyers and take no part themselves, by `kind:number`: whoever the registry knows by it.
    package var coBorrowers: [String: PartyRef] = [:]
    /// Roles whose applicants lend to the taker: those of whom the service wants an approval.
    package var loanRoles: Set<String> = []
    /// Who may hold money, as the directory has them.
    package var custodians: [DepartmentDirectory.Institution] = []
    /// Who is to hold the money, by credit code; empty before one is chosen, nil where none is held.
    package var custodian: String?
    /// What the parties agreed to have paid to the custodian for that; nil where nothing.
    var custodyFee: CustodyFee?
    /// Fees that are agreed to be paid out of the price, before the rest.
    package var chargesOnRest = Money.zero
    /// Materials that the applicants hand in themselves.
    package var wantedUploads: [WantedUpload] = []

    package init(
        service: String, today: LegalDate, applicants: [Applicant] = [], units: [UnitFacts] = [], materials: [String: Material] = [:],
        missing: [String: Missing] = [:], answers: [String: String] = [:], project: ProjectFacts? = nil, otherCases: [String] = [],
        refusals: [Refusal] = [], signed: Set<String> = []
    ) {
        self.service = service
        self.today = today
        self.applicants = applicants
        self.units = units
        self.materials = materials
        self.missing = missing
        self.answers = answers
        self.project = project
        self.otherCases = otherCases
        self.refusals = refusals
        self.signed = signed
    }

    package struct Applicant: Hashable, Sendable {
        package var role: String
        package var party: NamedParty
        /// Identified by a means that the service accepts.
        package var verified: Bool
        package init(role: String, party: NamedParty, verified: Bool) {
            self.role = role
            self.party = party
            self.verified = verified
        }
    }

    package enum Missing: Hashable, Sendable {
        /// The department answered: there is none.
        case notFound
        /// The department did not answer yet.
        case unavailable(String)
    }

    package struct UnitFacts: Sendable {
        package var folio: Folio
        /// Names and identifiers of everybody who holds the main right.
        package var owners: [NamedParty]
        /// Everybody else whom the page names, and the developer of what nobody owns yet: for what is printed.
        package var others: [NamedParty]
        /// Numbers of the certificates and proofs in force, by the entry that they certify.
        package var proofs: [EntryID: String]
        package init(folio: Folio, owners: [NamedParty], others: [NamedParty] = [], proofs: [EntryID: String] = [:]) {
            self.folio = folio
            self.owners = owners
            self.others = others
            self.proofs = proofs
        }
    }

    package struct ProjectFacts: Sendable {
        package var project: Project
        package var pledge: Pledge?
        /// Letters that later ones took the place of.
        package var formerPledges: [Pledge]
        package var units: [ProjectUnit]
        /// Units of the project that have a survey report on file.
        package var surveyed: Set<UnitCode>
        /// The land's own page.
        package var land: UnitFacts?
        package init(
            project: Project, pledge: Pledge?, formerPledges: [Pledge] = [], units: [ProjectUnit], surveyed: Set<UnitCode>, land: UnitFacts?
        ) {
            self.project = project
            self.formerPledges = formerPledges
            self.pledge = pledge
            self.units = units
            self.surveyed = surveyed
            self.land = land
        }
    }
}

/// A party with what departments know it by. Lives only as long as a check runs; never stored so.
package struct NamedParty: Hashable, Sendable {
    package var ref: PartyRef
    package var name: String
    /// Kind and number as departments write them: `identity-card:360102199003071234`.
    package var identifier: String
    package var phone: String?
    package init(ref: PartyRef, name: String, identifier: String, phone: String? = nil) {
        self.ref = ref
        self.name = name
        self.identifier = identifier
        self.phone = phone
    }
}
