package import Register

// What departments tell the registry of their own accord. An event is a bell, not a fact: it makes the registry ask the source again,
// so that events may come late, twice or in the wrong order and the newest word still counts.

extension Housing {
    /// A contract was filed on a unit, or its filing was cancelled (网签备案、撤销备案).
    package enum ContractChanged: Contracts.Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var number: String
            package var unit: UnitCode
            package var status: ContractStatus
            package var on: LegalDate
            package init(number: String, unit: UnitCode, status: ContractStatus, on: LegalDate) {
                self.number = number
                self.unit = unit
                self.status = status
                self.on = on
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "housing.contract-changed"
        package static let department = Department.housing
    }
}

extension Tax {
    /// The deed tax on a unit was settled, or what was settled was taken back (完税、退税).
    package enum ReceiptChanged: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var number: String
            package var unit: UnitCode
            package var status: Status
            package init(number: String, unit: UnitCode, status: Status) {
                self.number = number
                self.unit = unit
                self.status = status
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "tax.receipt-changed"
        package static let department = Department.tax
        package static let legalBasis = "《契税法》第十一条"
    }
}
