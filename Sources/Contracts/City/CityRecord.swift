package import Register

/// What the departments know about the city, one record a line of JSON: a load file for the program that plays them.
package enum CityRecord: Hashable, Sendable, Codable {
    case person(CityPerson)
    case marriage(CityMarriage)
    case enterprise(CityEnterprise)
    case project(CityProject)
    case contract(Housing.Contract)
    case fund(Housing.MaintenanceFund.Answer)
    case receipt(Tax.DeedTaxReceipt.Answer)
    case institution(CityInstitution)
    case loans(CityLoans)
    case approval(CityApproval)
    case dues(CityDues)
    /// Somebody who may be suggested to whoever tries the system out, with the story they are made for.
    case demo(CityDemo)
}

package struct CityPerson: Codable, Hashable, Sendable {
    package var name: String
    package var identityNumber: String
    package var phone: String
    package var alive: Bool
    package init(name: String, identityNumber: String, phone: String, alive: Bool = true) {
        self.name = name
        self.identityNumber = identityNumber
        self.phone = phone
        self.alive = alive
    }
}

package struct CityMarriage: Codable, Hashable, Sendable {
    package var first: String
    package var second: String
    package var since: LegalDate
    package init(first: String, second: String, since: LegalDate) {
        self.first = first
        self.second = second
        self.since = since
    }
}

package struct CityEnterprise: Codable, Hashable, Sendable {
    package var name: String
    package var creditCode: String
    /// The legal representative's or agent's identity number: who may sign in for it.
    package var agent: String
    /// 开发资质证书号; nil for whoever is no developer.
    package var qualification: String?
    /// 金融许可证号; nil for whoever is no lender.
    package var licence: String?
    package init(name: String, creditCode: String, agent: String, qualification: String? = nil, licence: String? = nil) {
        self.name = name
        self.creditCode = creditCode
        self.agent = agent
        self.qualification = qualification
        self.licence = licence
    }
}

package struct CityProject: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var developer: String
    package var permit: String
    package var permitOn: LegalDate
    package var planningPassed: Bool
    package var completionPassed: Bool
    package var completedOn: LegalDate
    package var parcel: String?
    package var location: String?
    package init(
        id: String, name: String, developer: String, permit: String, permitOn: LegalDate, planningPassed: Bool, completionPassed: Bool,
        completedOn: LegalDate, parcel: String? = nil, location: String? = nil
    ) {
        self.parcel = parcel
        self.location = location
        self.id = id
        self.name = name
        self.developer = developer
        self.permit = permit
        self.permitOn = permitOn
        self.planningPassed = planningPassed
        self.completionPassed = completionPassed
        self.completedOn = completedOn
    }
}

package struct CityDemo: Codable, Hashable, Sendable {
    package var name: String
    package var identityNumber: String
    package var creditCode: String?
    package var story: String
    /// What the story is about, where others than its owner have to name it: a lender, an heir, whoever is given a home.
    package var unit: UnitCode?
    package init(name: String, identityNumber: String, creditCode: String?, story: String, unit: UnitCode? = nil) {
        self.name = name
        self.identityNumber = identityNumber
        self.creditCode = creditCode
        self.story = story
        self.unit = unit
    }
}

/// What is owed on a unit and who is in it: what is asked before a court sells.
package struct CityDues: Codable, Hashable, Sendable {
    package var unit: UnitCode
    /// By contract, such as `water.arrears`; what isn't named is paid.
    package var owed: [String: Money]
    package var taxArrears: Money?
    package var occupancy: Housing.Occupancy.State?
    package var leaseUntil: LegalDate?
    package init(
        unit: UnitCode, owed: [String: Money], taxArrears: Money? = nil, occupancy: Housing.Occupancy.State? = nil, leaseUntil: LegalDate? = nil
    ) {
        self.unit = unit
        self.owed = owed
        self.taxArrears = taxArrears
        self.occupancy = occupancy
        self.leaseUntil = leaseUntil
    }
}
