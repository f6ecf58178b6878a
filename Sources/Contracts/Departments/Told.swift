package import Register

/// What is told to others once a registration is made.
package struct RegistrationCompleted: Codable, Hashable, Sendable {
    package var filing: String
    package var unit: UnitCode
    package var kinds: [String]
    package var registeredAt: Moment
    package var certificate: String?
    package var holders: [Housing.Party]
    package var location: String
    package var contract: String?
    package init(
        filing: String, unit: UnitCode, kinds: [String], registeredAt: Moment, certificate: String?, holders: [Housing.Party], location: String,
        contract: String?
    ) {
        self.filing = filing
        self.unit = unit
        self.kinds = kinds
        self.registeredAt = registeredAt
        self.certificate = certificate
        self.holders = holders
        self.location = location
        self.contract = contract
    }
}

/// 登簿结果推送: the same event for housing, tax and the utilities, each under its own contract (案例二十二: 水电气网视联动过户).
package enum Told {
    package enum Housing: Contract {
        package typealias Request = RegistrationCompleted
        package typealias Answer = Acknowledged
        package static let name = "housing.registration-completed"
        package static let department = Department.housing
    }
    package enum Tax: Contract {
        package typealias Request = RegistrationCompleted
        package typealias Answer = Acknowledged
        package static let name = "tax.registration-completed"
        package static let department = Department.tax
    }
    package enum Water: Contract {
        package typealias Request = RegistrationCompleted
        package typealias Answer = Acknowledged
        package static let name = "water.transfer-account"
        package static let department = Department.water
        package static let legalBasis = "《优化营商环境条例》第四十七条"
    }
    package enum Power: Contract {
        package typealias Request = RegistrationCompleted
        package typealias Answer = Acknowledged
        package static let name = "power.transfer-account"
        package static let department = Department.power
        package static let legalBasis = "《优化营商环境条例》第四十七条"
    }
    package enum Gas: Contract {
        package typealias Request = RegistrationCompleted
        package typealias Answer = Acknowledged
        package static let name = "gas.transfer-account"
        package static let department = Department.gas
        package static let legalBasis = "《优化营商环境条例》第四十七条"
    }
    package enum Television: Contract {
        package typealias Request = RegistrationCompleted
        package typealias Answer = Acknowledged
        package static let name = "television.transfer-account"
        package static let department = Department.television
        package static let legalBasis = "《优化营商环境条例》第四十七条"
    }

    /// The contract under which a department is told; nil for those that are told in another way or not at all.
    package static func contract(of department: Department) -> (any Contract.Type)? {
        switch department {
        case .housing: Housing.self
        case .tax: Tax.self
        case .water: Water.self
        case .power: Power.self
        case .gas: Gas.self
        case .television: Television.self
        default: nil
        }
    }
}

package enum ShortMessage {
    package enum Send: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var phone: String
            package var text: String
            package init(phone: String, text: String) {
                self.phone = phone
                self.text = text
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "sms.send"
        package static let department = Department.sms
    }
}

package enum Post {
    /// 证书免费邮寄 (案例十七).
    package enum Dispatch: Contract {
        package struct Request: Codable, Hashable, Sendable {
            package var certificate: String
            package var name: String
            package var phone: String
            package var address: String
            package init(certificate: String, name: String, phone: String, address: String) {
                self.certificate = certificate
                self.name = name
                self.phone = phone
                self.address = address
            }
        }
        package typealias Answer = Acknowledged
        package static let name = "post.dispatch"
        package static let department = Department.post
    }
}
