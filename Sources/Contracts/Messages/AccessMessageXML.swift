package import Register

/// The access message (接入报文) of one registration as XML: `Message/Head/Data`, rows as elements whose columns are attributes (domain 5.1).
///
/// Which RecType a registration has differs by receiver, so the table is versioned.
package enum AccessMessageXML {
    package struct Head: Hashable, Sendable {
        package var bizMsgID: String
        package var areaCode: String
        package var recType: String
        package var rightType: String
        package var regType: String
        package var createDate: Moment
        package var recFlowID: String
        package var regOrgID: String
        package var parcelID: String
        package var estateNum: String
        package var certCount: Int
        package var proofCount: Int
        package init(
            bizMsgID: String, areaCode: String, recType: String, rightType: String, regType: String, createDate: Moment, recFlowID: String,
            regOrgID: String, parcelID: String, estateNum: String, certCount: Int, proofCount: Int
        ) {
            self.bizMsgID = bizMsgID
            self.areaCode = areaCode
            self.recType = recType
            self.rightType = rightType
            self.regType = regType
            self.createDate = createDate
            self.recFlowID = recFlowID
            self.regOrgID = regOrgID
            self.parcelID = parcelID
            self.estateNum = estateNum
            self.certCount = certCount
            self.proofCount = proofCount
        }
    }

    /// One row of a national table: its name and its columns.
    package struct Row: Hashable, Sendable {
        package var table: String
        package var columns: [(name: String, value: String)]
        package init(_ table: String, _ columns: [(String, String)]) {
            self.table = table
            self.columns = columns.map { (name: $0.0, value: $0.1) }
        }
        package static func == (a: Row, b: Row) -> Bool {
            a.table == b.table && a.columns.map(\.name) == b.columns.map(\.name) && a.columns.map(\.value) == b.columns.map(\.value)
        }
        package func hash(into hasher: inout Hasher) {
            hasher.combine(table)
            for column in columns { hasher.combine(column.value) }
        }
    }

    /// Area code, day and a running number of the day: 18 characters.
    package static func bizMsgID(area: String, on date: LegalDate, serial: Int64) -> String {
        let (year, month, day) = date.parts
        func pad(_ value: Int, _ length: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, length - text.count)) + text
        }
        return area + pad(year % 100, 2) + pad(month, 2) + pad(day, 2) + pad(Int(serial % 1_000_000), 6)
    }

    package static func text(_ head: Head, rows: [Row]) -> String {
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message><Head>"
        let fields: [(String, String)] = [
            ("BizMsgID", head.bizMsgID), ("ASID", "AS100"), ("AreaCode", head.areaCode), ("RecType", head.recType), ("RightType", head.rightType),
            ("RegType", head.regType), ("CreateDate", head.createDate.description), ("RecFlowID", head.recFlowID), ("RegOrgID", head.regOrgID),
            ("ParcelID", head.parcelID), ("EstateNum", head.estateNum), ("CertCount", String(head.certCount)), ("ProofCount", String(head.proofCount)),
        ]
        for (name, value) in fields { xml += "<\(name)>\(escape(value))</\(name)>" }
        xml += "</Head><Data>"
        for row in rows {
            xml += "<\(row.table)"
            for column in row.columns { xml += " \(column.name)=\"\(escape(column.value))\"" }
            xml += "/>"
        }
        return xml + "</Data></Message>"
    }

    /// An empty value is sent as `/` (domain 5.1).
    private static func escape(_ text: String) -> String {
        guard !text.isEmpty else { return "/" }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\u{0}"..."\u{1F}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// RecType by kind of registration and right, as older and newer receivers have it (domain 5.1).
package struct RecTypes: Sendable {
    package let codes: NationalCodes
    package init(_ codes: NationalCodes) { self.codes = codes }

    package func recType(of act: Act, right: RightKind?) -> String {
        let first = act.registration.nationalCode.prefix(1)
        switch act {
        case .giveNotice, .endNotice: return "7000101"
        case .object, .recordSuit, .endObjection: return "6000101"
        case .seize, .renewSeizure, .endSeizure: return "8000101"
        case .cancel: return "4000101"
        case .mortgage, .changeMortgage, .transferMortgage, .determineMortgage, .changeRanks, .endMortgage:
            return codes.version == .v2015 ? "9000101" : "\(act.registration == .cancellation ? "4" : String(first))003701"
        case .grantEasement, .endEasement: return codes.version == .v2015 ? "9000102" : "\(first)002101"
        case .firstRegistration, .transfer, .change, .correct, .reissue, .lock, .unlock, .grantResidence, .endResidence:
            return "\(first)00\(group(of: right))"
        }
    }

    private func group(of right: RightKind?) -> String {
        switch right {
        case .collectiveLandOwnership, .stateLandOwnership: "0101"
        case .stateLandUse, .homestead, .collectiveLandUse: "0301"
        case .stateLandUseAndHouse, .homesteadAndHouse, .collectiveLandUseAndHouse: "0402"
        case .landContract, .landContractAndForest, .grasslandUse, .waterFarming, .stateFarmUse: "0901"
        case .forestLandUse, .forestLandUseAndForest: "1201"
        case .seaUse, .islandUse: "1501"
        case .seaUseAndStructure, .islandUseAndStructure: "1601"
        default: "9901"
        }
    }
}
