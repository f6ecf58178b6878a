/// A page of the register as cities export it: its table of TD/T 1066 and the fields that such a table has (domain: 不动产登记簿).
///
/// Names are the standard's, initials of the Chinese ones. A field that its page doesn't have is refused: a misspelt name would be put
/// on the log for ever.
package enum RegisterPage: String, CaseIterable, Sendable {
    /// 土地所有权, 建设用地使用权, 房地产权 (项目内多幢; 独幢、层、套、间; 业主共有部分), 构(建)筑物所有权, 农用地使用权, 林权, 其他相关权利.
    case landOwnership = "TDSYQ", landUse = "JSYDSYQ", project = "FDCQ1", house = "FDCQ2", shared = "FDCQ3", structure = "GJZWSYQ"
    case farmland = "NYDSYQ", forest = "LQ", other = "QTXGQL"
    /// 地役权, 抵押权, 居住权, 预告, 异议, 查封, 注销, 更正.
    case easement = "DYIQ", mortgage = "DYAQ", residence = "JZQ", prenotice = "YGDJ", objection = "YYDJ", seizure = "CFDJ"
    case cancellation = "ZXDJ", correction = "GZDJ"

    /// Fields of every page: table, unit, matter number, kinds, cause, division, office, registrar, time, note, standing, the matter
    /// before, numbers of certificate and proof, holders and how they hold, where it lies.
    private static let common =
        "BM BDCDYH YWH DJLX DJYY QLLX QLXZ QXDM DJJG DBR DJSJ FJ QSZT SSYWH BDCQZH BDCDJZMH QLRMC QLRLX ZJZL ZJH GYFS GYQK QLBL ZL"

    private var own: String {
        switch self {
        case .landOwnership: "ZDDM NYDMJ GDMJ LDMJ CDMJ JSYDMJ WLYDMJ"
        case .landUse: "ZDDM SYQMJ SYQQSSJ SYQJSSJ QDJG"
        case .project: "FDZL TDSYQR DYTDMJ FTTDMJ TDSYQSSJ TDSYJSSJ FDCJYJG XMMC ZH ZCS GHYT FWJG JZMJ JGSJ ZTS"
        case .house: "FDZL TDSYQR DYTDMJ FTTDMJ TDSYQSSJ TDSYJSSJ FDCJYJG GHYT FWXZ FWJG SZC ZCS JZMJ ZYJZMJ FTJZMJ JGSJ"
        case .shared: "JGZWBH JGZWMC JGZWSL JGZWMJ FTTDMJ"
        case .structure: "TDSYQR TDSYMJ TDSYQSSJ TDSYJSSJ GJZWLX GJZWGHYT GJZWMJ JGSJ"
        case .farmland: "FBF CBMJ SYQMJ QLQSSJ QLJSSJ TDSYQXZ SYTTLX YZYFS CYZL SYZCL"
        case .forest: "FBF SYQMJ LDSYQSSJ LDSYJSSJ LDSYQXZ SLLMSYQR1 SLLMSYQR2 ZYSZ ZS LZ QY ZLND LB XB XDM"
        case .other: "QLQSSJ QLJSSJ QSFS SYLX QSL QSYT KCMJ KCFS KCKZ SCGM"
        case .easement: "GYDBDCDYH GYDQLR XYDBDCDYH XYDZL XYDQLR DYQNR QLQSSJ QLJSSJ"
        case .mortgage:
            "DYBDCLX DYR DYFS ZJJZWZL ZJJZWDYFW BDBZZQSE ZWLXQSSJ ZWLXJSSJ ZGZQQDSS ZGZQSE ZXDYYWH ZXDYYY ZXSJ DBFW SFJZXZ DYQSW"
        case .residence: "JZFW JZTJ FWSYQR QLQSSJ QLJSSJ ZSJZ SFYC SLFS ZXYWH ZXSJ"
        case .prenotice: "BDCZL YWR YWRZJZL YWRZJH YGDJZL TDSYQR GHYT FWXZ FWJG SZC ZCS JZMJ QDJG"
        case .objection: "YYSX ZXYYYWH ZXYYYY ZXYYDBR ZXYYDJSJ"
        case .seizure: "CFJG CFLX CFWJ CFWH CFQSSJ CFJSSJ CFFW JFYWH JFJG JFWJ JFWH JFDBR JFDJSJ"
        case .cancellation: "ZXYWH ZXSJ"
        case .correction: "ZMH GZDJLX GZYJ GZNR"
        }
    }

    /// Its fields' names, in order.
    package var fields: [String] { (Self.common + " " + own).split(separator: " ").map(String.init).sorted() }

    /// Pages of rights, whose records say which (权利类型).
    var needsRight: Bool {
        switch self {
        case .landOwnership, .landUse, .project, .house, .structure, .farmland, .forest, .other: true
        case .shared, .easement, .mortgage, .residence, .prenotice, .objection, .seizure, .cancellation, .correction: false
        }
    }
}

/// The names of all pages' fields, numbered in their order, found by their bytes.
struct FieldNames: Sendable {
    static let all = FieldNames()

    let names: [[UInt8]]
    /// Each name between quotation marks.
    let quoted: FieldTexts
    /// For each page, whether it has the field of a number.
    private let known: [Bool]
    /// Open addressing over names: a number or -1.
    private let slots: [Int16]
    private static let mask = 1_023

    private init() {
        let sorted = Set(RegisterPage.allCases.flatMap(\.fields)).sorted()
        names = sorted.map { Array($0.utf8) }
        quoted = FieldTexts(of: names) { [UInt8(ascii: "\"")] + $0 + [UInt8(ascii: "\"")] }
        known = RegisterPage.allCases.flatMap { page in
            let own = Set(page.fields)
            return sorted.map(own.contains)
        }
        var slots = [Int16](repeating: -1, count: Self.mask + 1)
        for (number, name) in names.enumerated() {
            var slot = name.withUnsafeBytes { Self.hash($0) }
            while slots[slot] >= 0 { slot = (slot + 1) & Self.mask }
            slots[slot] = Int16(number)
        }
        self.slots = slots
    }

    private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash ^ hash >> 15) & mask
    }

    /// - Returns: nil for a name that no page has.
    func number(_ name: UnsafeRawBufferPointer) -> Int? {
        var slot = Self.hash(name)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if names[number].count == name.count, names[number].elementsEqual(name) { return number }
            slot = (slot + 1) & Self.mask
        }
        return nil
    }

    func number(_ name: String) -> Int { Array(name.utf8).withUnsafeBytes { number($0) } ?? -1 }

    func has(_ number: Int, page: Int) -> Bool { known[page * names.count + number] }

    func name(_ number: Int) -> String { String(decoding: names[number], as: UTF8.self) }
}
