package import Register

extension Housing {
    /// 房地产开发企业资质 and the projects for which a presale permit was given (城市房地产管理法 30, 45): what makes an enterprise a developer.
    package enum DeveloperProjects: Contracts.Contract {
        package struct Request: Codable, Hashable, Sendable {
            /// `credit-code:…`.
            package var identifier: String
            package init(identifier: String) { self.identifier = identifier }
        }
        package struct Qualification: Codable, Hashable, Sendable {
            package var number: String
            package var validUntil: LegalDate
            package init(number: String, validUntil: LegalDate) {
                self.number = number
                self.validUntil = validUntil
            }
        }
        package struct Permitted: Codable, Hashable, Sendable {
            package var id: String
            package var name: String
            /// 预售许可证号.
            package var permit: String
            package var issuedOn: LegalDate
            /// 宗地代码 and where the parcel lies; nil where housing has not recorded them.
            package var parcel: String?
            package var location: String?
            package init(id: String, name: String, permit: String, issuedOn: LegalDate, parcel: String?, location: String?) {
                self.id = id
                self.name = name
                self.permit = permit
                self.issuedOn = issuedOn
                self.parcel = parcel
                self.location = location
            }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var identifier: String
            package var qualification: Qualification?
            package var projects: [Permitted]
            package init(identifier: String, qualification: Qualification?, projects: [Permitted]) {
                self.identifier = identifier
                self.qualification = qualification
                self.projects = projects
            }
        }
        package static let name = "housing.developer-projects"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.identifier == request.identifier }
        package static let department = Department.housing
        package static let legalBasis = "《城市房地产管理法》第三十条、第四十五条"
        /// Somebody waits at the sign-in.
        package static let deadlineSeconds = 3.0
    }
}

/// 金融监督管理: who may lend as a business.
package enum FinancialRegulator {
    /// 金融许可证 of a bank or its branch (银行业监督管理法 16).
    package enum Licence: Contract {
        package struct Request: Codable, Hashable, Sendable {
            /// `credit-code:…`.
            package var identifier: String
            package init(identifier: String) { self.identifier = identifier }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var identifier: String
            package var number: String
            package var inForce: Bool
            package init(identifier: String, number: String, inForce: Bool) {
                self.identifier = identifier
                self.number = number
                self.inForce = inForce
            }
        }
        package static let name = "financial-regulator.licence"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.identifier == request.identifier }
        package static let department = Department.financialRegulator
        package static let legalBasis = "《银行业监督管理法》第十六条"
        package static let deadlineSeconds = 3.0
    }
}
