package import Register

/// 住建: filed contracts, maintenance fund, presale permits, completion records.
package enum Housing {
    /// One side of a contract.
    package struct Party: Codable, Hashable, Sendable {
        package var name: String
        /// `kind:number`.
        package var identifier: String
        package var share: Share?
        package init(name: String, identifier: String, share: Share? = nil) {
            self.name = name
            self.identifier = identifier
            self.share = share
        }
    }

    package enum PaymentMethod: String, Codable, Hashable, Sendable, CaseIterable { case full, instalments, loan }
    package enum ContractStatus: String, Codable, Hashable, Sendable, CaseIterable { case filed, cancelled }

    /// A sale contract on file (网签备案合同).
    package struct Contract: Codable, Hashable, Sendable {
        package var number: String
        package var unit: UnitCode
        package var project: String?
        package var location: String
        package var sellers: [Party]
        package var buyers: [Party]
        package var coOwnership: CoOwnership
        package var price: Money
        package var paid: Money
        package var area: Area
        package var paymentMethod: PaymentMethod
        package var filedOn: LegalDate
        package var status: ContractStatus
        package init(
            number: String, unit: UnitCode, project: String?, location: String, sellers: [Party], buyers: [Party], coOwnership: CoOwnership,
            price: Money, paid: Money, area: Area, paymentMethod: PaymentMethod, filedOn: LegalDate, status: ContractStatus = .filed
        ) {
            self.number = number
            self.unit = unit
            self.project = project
            self.location = location
            self.sellers = sellers
            self.buyers = buyers
            self.coOwnership = coOwnership
            self.price = price
            self.paid = paid
            self.area = area
            self.paymentMethod = paymentMethod
            self.filedOn = filedOn
            self.status = status
        }
    }

    /// All contracts on file in which somebody buys.
    package enum ContractsOfBuyer: Contracts.Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var identifier: String
            package init(identifier: String) { self.identifier = identifier }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var identifier: String
            package var contracts: [Housing.Contract]
            package init(identifier: String, contracts: [Housing.Contract]) {
                self.identifier = identifier
                self.contracts = contracts
            }
        }
        package static let name = "housing.contracts-of-buyer"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool {
            answer.identifier == request.identifier
                && answer.contracts.allSatisfy { contract in contract.buyers.contains { $0.identifier == request.identifier } }
        }
        package static let department = Department.housing
    }

    /// The contract in force on a unit.
    package enum FiledContract: Contracts.Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package init(unit: UnitCode) { self.unit = unit }
        }
        package typealias Answer = Housing.Contract
        package static let name = "housing.filed-contract"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.unit == request.unit }
        package static let department = Department.housing
    }

    package enum MaintenanceFund: Contracts.Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package init(unit: UnitCode) { self.unit = unit }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var unit: UnitCode
            package var due: Money
            package var paid: Money
            package var paidOn: LegalDate?
            package init(unit: UnitCode, due: Money, paid: Money, paidOn: LegalDate?) {
                self.unit = unit
                self.due = due
                self.paid = paid
                self.paidOn = paidOn
            }
        }
        package static let name = "housing.maintenance-fund"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.unit == request.unit }
        package static let department = Department.housing
    }

    package enum PresalePermit: Contracts.Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var project: String
            package init(project: String) { self.project = project }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var project: String
            package var number: String
            package var issuedOn: LegalDate
            package init(project: String, number: String, issuedOn: LegalDate) {
                self.project = project
                self.number = number
                self.issuedOn = issuedOn
            }
        }
        package static let name = "housing.presale-permit"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.project == request.project }
        package static let department = Department.housing
    }

    /// 竣工验收备案 of a project.
    package enum CompletionRecord: Contracts.Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var project: String
            package init(project: String) { self.project = project }
        }
        package struct Answer: Codable, Hashable, Sendable {
            package var project: String
            package var number: String
            package var passed: Bool
            package var on: LegalDate
            package init(project: String, number: String, passed: Bool, on: LegalDate) {
                self.project = project
                self.number = number
                self.passed = passed
                self.on = on
            }
        }
        package static let name = "housing.completion-record"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.project == request.project }
        package static let department = Department.housing
    }
}

/// 规划: was it built as it was permitted (建设工程规划核实)?
package enum Planning {
    package enum Verification: Contract {
        package typealias Request = Housing.CompletionRecord.Request
        package typealias Answer = Housing.CompletionRecord.Answer
        package static let name = "planning.verification"
        package static func isAbout(_ request: Request, _ answer: Answer) -> Bool { answer.project == request.project }
        package static let department = Department.planning
    }
}
