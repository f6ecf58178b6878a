/// National codes and printed words of burdens (domain 1.4, 1.6). Our own names stay the primary meaning.
extension AdvanceNotice.Kind {
    /// 预告登记种类 YGDJZL.
    package var nationalCode: String {
        switch self {
        case .presalePurchase: "1"
        case .transfer: "2"
        case .presaleMortgage: "3"
        case .mortgage: "4"
        }
    }
    package var chinese: String {
        switch self {
        case .presalePurchase: "预售商品房买卖预告登记"
        case .transfer: "其他不动产买卖预告登记"
        case .presaleMortgage: "预售商品房抵押权预告登记"
        case .mortgage: "其他不动产抵押权预告登记"
        }
    }
}

extension Seizure {
    /// 查封类型 CFLX: whether it stands or waits is its place in line.
    package var nationalCode: String {
        switch (kind, place) {
        case (.seizure, 0): "1"
        case (.seizure, _): "2"
        case (.preSeizure, 0): "3"
        case (.preSeizure, _): "4"
        }
    }
    package var chinese: String {
        switch (kind, place) {
        case (.seizure, 0): "查封"
        case (.seizure, _): "轮候查封"
        case (.preSeizure, 0): "预查封"
        case (.preSeizure, _): "轮候预查封"
        }
    }
}

extension Mortgage.Kind {
    /// 抵押方式 DYFS.
    package var nationalCode: String { self == .ordinary ? "1" : "2" }
    package var chinese: String { self == .ordinary ? "一般抵押" : "最高额抵押" }
}

extension Mortgage.Subject {
    /// 抵押不动产类型 DYBDCLX.
    package var nationalCode: String {
        switch self {
        case .land: "1"
        case .landAndHouse: "2"
        case .forest: "3"
        case .underConstruction: "4"
        case .sea: "5"
        case .other: "7"
        }
    }
    package var chinese: String {
        switch self {
        case .land: "土地"
        case .landAndHouse: "土地和房屋"
        case .forest: "林地和林木"
        case .underConstruction: "土地和在建建筑物"
        case .sea: "海域"
        case .other: "其他"
        }
    }
}

extension Residence.Term {
    package var chinese: String {
        switch self {
        case .until(let date): "至\(date.chinese)止"
        case .lifetime: "终生居住"
        }
    }
}

extension EndMortgage.Reason {
    package var chinese: String {
        switch self {
        case .debtPaid: "主债权消灭"
        case .enforced: "抵押权已实现"
        case .waived: "抵押权人放弃抵押权"
        case .judgment: "生效法律文书"
        case .auction: "司法拍卖"
        }
    }
}

extension Cancel.Reason {
    package var chinese: String {
        switch self {
        case .destroyed: "不动产灭失"
        case .waived: "权利人放弃权利"
        case .expropriated: "依法征收、收回"
        case .judgment: "生效法律文书"
        case .termEnded: "使用期限届满"
        case .recoded: "不动产单元分割、合并"
        }
    }
}

extension Reissue.Reason {
    package var chinese: String {
        switch self {
        case .damaged: "证书破损"
        case .lost: "证书遗失"
        case .newForm: "换领新式证书"
        }
    }
}
