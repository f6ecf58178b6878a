package import Register

/// 公安: is this person who they say, and alive?
package enum PublicSecurity {
    package enum Identity: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var name: String
            /// `identity-card:…`
            package var identifier: String
            package init(name: String, identifier: String) {
                self.name = name
                self.identifier = identifier
            }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var identifier: String
            package var matches: Bool
            package var alive: Bool
            package init(identifier: String, matches: Bool, alive: Bool) {
                self.identifier = identifier
                self.matches = matches
                self.alive = alive
            }
        }
        package static let name = "public-security.identity"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.identifier == request.identifier }
        package static let department = Department.publicSecurity
    }
}

/// 民政: marriage.
package enum CivilAffairs {
    package enum Marriage: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var identifier: String
            package init(identifier: String) { self.identifier = identifier }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var identifier: String
            package var married: Bool
            package var spouseName: String?
            package var spouseIdentifier: String?
            package var since: LegalDate?
            package init(identifier: String, married: Bool, spouseName: String?, spouseIdentifier: String?, since: LegalDate?) {
                self.identifier = identifier
                self.married = married
                self.spouseName = spouseName
                self.spouseIdentifier = spouseIdentifier
                self.since = since
            }
        }
        package static let name = "civil-affairs.marriage"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.identifier == request.identifier }
        package static let department = Department.civilAffairs
    }
}

/// 信用: does anything forbid relying on this party's word (国办发〔2020〕42号)?
package enum Credit {
    package enum Record: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var identifier: String
            package init(identifier: String) { self.identifier = identifier }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var identifier: String
            package var good: Bool
            package var events: [String]
            package init(identifier: String, good: Bool, events: [String]) {
                self.identifier = identifier
                self.good = good
                self.events = events
            }
        }
        package static let name = "credit.record"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.identifier == request.identifier }
        package static let department = Department.credit
    }
}
