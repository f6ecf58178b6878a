/// By what somebody is known to belong in a role: what they may pick from, and who may join another's draft.
package enum RoleStanding: String, CatalogueWord {
    case owner
    case mortgagee
    case noticeHolder = "notice-holder"
    case resident
    case easementHolder = "easement-holder"
    case objector
    case contractBuyer = "contract-buyer"
    case contractSeller = "contract-seller"
    case loanLender = "loan-lender"
    case rulingWinner = "ruling-winner"
    case custodian
    case named

    package var chinese: String {
        switch self {
        case .owner: "登记簿上的权利人"
        case .mortgagee: "登记簿上的抵押权人"
        case .noticeHolder: "登记簿上的预告登记权利人"
        case .resident: "登记簿上的居住权人"
        case .easementHolder: "登记簿上的地役权人"
        case .objector: "异议登记申请人"
        case .contractBuyer: "备案合同的买受人"
        case .contractSeller: "备案合同的出卖人"
        case .loanLender: "向买受人发放贷款的机构"
        case .rulingWinner: "法院成交裁定书载明的买受人"
        case .custodian: "各方选定的资金监管机构"
        case .named: "由其他申请人填写证件号码指明的人"
        }
    }
    package var meaning: String {
        switch self {
        case .owner: "holds the main right by the register"
        case .mortgagee: "a mortgagee by the register"
        case .noticeHolder: "holds an advance notice by the register"
        case .resident: "holds a right of residence by the register"
        case .easementHolder: "holds an easement by the register"
        case .objector: "entered an objection that stands"
        case .contractBuyer: "buys by the filed contract"
        case .contractSeller: "sells by the filed contract"
        case .loanLender: "a lender that has a loan to the buyers of this unit before it, by its own word"
        case .rulingWinner: "bought at a judicial auction by a court's ruling that was sent here"
        case .custodian: "holds the price in custody, as the parties chose"
        case .named: "another applicant named them by identifier, in a field of type `party` or `parties`"
        }
    }
}
