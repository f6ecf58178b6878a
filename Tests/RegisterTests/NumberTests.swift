import Testing

@testable import Register

/// Unit codes, certificate numbers, case numbers, code lists.
@Suite struct NumberTests {
    @Test("a unit code is read as people write it and taken apart")
    func unitCode() throws {
        let unit = try UnitCode("360102 001002 gb00003 f00010203")
        #expect(unit.text == "360102001002GB00003F00010203")
        #expect(unit.division == "360102" && unit.cadastralDistrict == "001" && unit.cadastralSubdistrict == "002")
        #expect(unit.ownership == .state && unit.use == .construction && unit.fixture == .building && unit.parcelSerial == 3)
        #expect(unit.parcel == "360102001002GB00003" && unit.parcelUnit == Fixture.land)
        #expect(unit.building == "0001" && unit.suite == "0203" && unit.buildingCode == "360102001002GB00003F0001")
        #expect(unit.grouped == "360102 001002 GB00003 F00010203")
        #expect(try UnitCode("320311001021GB00233F00010013").suite == "0013")
    }

    static let badCodes: [(String, UnitCodeError)] = [
        ("360102001002GB00003F0001020", .length(found: 27)), ("360102001002GB00003F000102033", .length(found: 29)),
        ("36010200100AGB00003F00010203", .digitExpected(position: 12)), ("360102001002XB00003F00010203", .ownershipMark),
        ("360102001002GK00003F00010203", .useMark), ("360102001002GB00003K00010203", .fixtureMark),
        ("360102001002GA00003W00000000", .combination("GA")), ("360102001002JD00003F00010001", .combination("DF")),
        ("360102001002GB00000F00010203", .serial("宗地顺序号")), ("360102001002GB00003F00000203", .serial("幢号或户号")),
        ("360102001002GB00003W00000001", .serial("定着物单元编号")), ("360102001002GB00003Q00000000", .serial("定着物单元编号")), ("", .length(found: 0)),
    ]

    @Test("a bad unit code can't exist, and says where it is wrong", arguments: badCodes)
    func badUnitCode(text: String, error: UnitCodeError) {
        #expect(throws: error) { try UnitCode(text) }
        #expect(!error.message.isEmpty)
        #expect(throws: DecodingError.self) { try CanonicalJSON.decode([UnitCode].self, from: Array("[\"\(text)\"]".utf8)) }
    }

    @Test(
        "certificate numbers are read with either kind of bracket and written in one form",
        arguments: [
            "赣(2026)南昌市不动产权第0000001号", "赣\u{FF08}2026\u{FF09}南昌市不动产权第0000001号", "赣(2026) 南昌市不动产权第\u{3000}0000001号",
        ])
    func certificate(text: String) throws {
        let number = try CertificateNumber(text)
        #expect(number.text == "赣(2026)南昌市不动产权第0000001号")
        #expect(number.kind == .certificate && number.year == 2026 && number.place == "南昌市" && number.serial == 1)
    }

    @Test("a proof has a series of its own")
    func proof() throws {
        let number = try CertificateNumber("蒙(2016)乌兰浩特市不动产证明第0003309号")
        #expect(number.kind == .proof && number.place == "乌兰浩特市" && number.serial == 3_309)
        #expect(number.text == "蒙(2016)乌兰浩特市不动产证明第0003309号")
    }

    static let badNumbers: [(String, CertificateNumberError)] = [
        ("南昌市不动产权第0000001号", .form), ("赣(2026)南昌市不动产权第001号", .serial), ("赣(1026)南昌市不动产权第0000001号", .year),
        ("赣州(2026)南昌市不动产权第0000001号", .province), ("赣(2026)不动产权第0000001号", .place), ("赣(2026)南昌市不动产权第0000000号", .serial),
        ("赣)2026(南昌市不动产权第0000001号", .form), ("赣(2026)南昌市不动产权第0000001", .form), ("", .form),
    ]

    @Test("a bad certificate number says which part is wrong", arguments: badNumbers)
    func badCertificate(text: String, error: CertificateNumberError) {
        #expect(throws: error) { try CertificateNumber(text) }
        #expect(!error.message.isEmpty)
    }

    @Test("a full series never wraps around")
    func fullSeries() throws {
        #expect(try CertificateNumber(kind: .certificate, province: "赣", year: 2026, place: "南昌市", serial: 9_999_999).text.contains("9999999"))
        #expect(throws: CertificateNumberError.serial) {
            try CertificateNumber(kind: .certificate, province: "赣", year: 2026, place: "南昌市", serial: 10_000_000)
        }
    }

    @Test("case numbers hold the day and a running number")
    func caseNumber() throws {
        let number = try #require(CaseNumber("20261123000017"))
        #expect(number.date == LegalDate(year: 2026, month: 11, day: 23) && number.serial == 17)
        #expect(number.text == "20261123000017")
        #expect(CaseNumber(date: number.date, serial: 1_234_567).text == "202611231234567")
        for bad in ["20261323000017", "2026112300001", "20261123000000", "2026112300001x", ""] { #expect(CaseNumber(bad) == nil) }
    }

    @Test("national codes: the two lists differ in the mortgage alone, and no code stands for two rights")
    func nationalCodes() {
        for version in NationalCodes.Version.allCases {
            let codes = RightKind.allCases.map(NationalCodes(version).right)
            #expect(Set(codes).count == codes.count)
        }
        let differing = RightKind.allCases.filter { NationalCodes(.v2015).right($0) != NationalCodes(.v2021).right($0) }
        #expect(differing == [.mortgage])
        #expect(NationalCodes(.v2021).right(.stateLandUseAndHouse) == "4")
        #expect(RightKind.stateLandUseAndHouse.chinese == "国有建设用地使用权/房屋(构筑物)所有权")
        #expect(RegistrationKind.allCases.map(\.nationalCode) == ["100", "200", "300", "400", "500", "600", "700", "800", "900"])
        #expect(AdvanceNotice.Kind.allCases.map(\.nationalCode).sorted() == ["1", "2", "3", "4"])
        #expect(Set(RightKind.allCases.map(\.chinese)).count == RightKind.allCases.count)
        #expect(CodeLists.uses["11"] == "成套住宅" && CodeLists.isDwelling("11") && !CodeLists.isDwelling("31"))
    }
}
