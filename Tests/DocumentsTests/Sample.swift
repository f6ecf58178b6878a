@testable import Documents

/// Documents that look like real ones.
enum Sample {
    static let now: Int64 = 1_785_549_600  // 2026-08-01 10:00:00 +08:00
    /// One press for all tests: fonts load once.
    static let press = Result { try DocumentPress() }

    static func issue(_ kind: String) throws -> CertificateIssue {
        CertificateIssue(
            authority: "南昌市自然资源和规划局", sealName: "南昌市不动产登记中心", registeredOn: "2026年08月01日", issuedAt: now,
            checkURL: "https://dengbu.nc.gov.cn/check/5fK2nq8PzT1vGxJ0cR4mWA",
            licence: try LicenceIdentifier(kind: kind, agency: "12360100491067456L", serial: 16))
    }

    static func certificate() throws -> OwnershipCertificate {
        OwnershipCertificate(
            number: "赣(2026)南昌市不动产权第0000001号", holders: "李明、王芳", coOwnership: "共同共有",
            location: "南昌市红谷滩区会展路999号绿地国际博览城1栋2单元1801室",
            unitNumber: "360113 001001 GB00001 F00010001", rightKind: "国有建设用地使用权/房屋所有权",
            rightNature: "出让/市场化商品房", use: "城镇住宅用地/住宅",
            area: "宗地面积：35210.46㎡/房屋建筑面积：128.36㎡", term: "国有建设用地使用权：2018年03月15日起至2088年03月14日止",
            otherState: "房屋结构：钢筋混凝土结构\n专有建筑面积：101.25㎡，分摊建筑面积：27.11㎡\n房屋总层数：33层，所在层数：第18层\n房屋竣工时间：2025年11月20日",
            remarks: "业务编号：20260801000001\n持证方式：共同持证\n契税已缴纳。不动产权利人可凭本证二维码随时核验登记簿现时状态。",
            issue: try issue(LicenceIdentifier.Kind.ownershipCertificate), parcelPlan: parcel, unitPlan: unit)
    }

    static func notice() throws -> RegistrationNotice {
        RegistrationNotice(
            number: "赣(2026)南昌市不动产证明第0000001号", matter: "抵押权", holder: "中国工商银行股份有限公司南昌红谷滩支行",
            obligor: "李明、王芳", location: "南昌市红谷滩区会展路999号绿地国际博览城1栋2单元1801室",
            unitNumber: "360113 001001 GB00001 F00010001",
            other: "不动产权证书号：赣(2026)南昌市不动产权第0000001号\n抵押方式：一般抵押\n被担保主债权数额：1200000.00元\n债务履行期限：2026年08月01日起至2056年07月31日止\n担保范围：详见抵押合同\n抵押顺位：第1顺位\n是否存在禁止或限制转让抵押不动产的约定：否",
            remarks: "业务编号：20260801000002", issue: try issue(LicenceIdentifier.Kind.registrationNotice))
    }

    static var letterIssue: LetterIssue {
        LetterIssue(
            authority: "南昌市不动产登记中心", date: "2026年08月01日", issuedAt: now,
            checkURL: "https://dengbu.nc.gov.cn/check/9aXb")
    }

    static func letter(_ kind: AcceptanceNotice.Kind) -> AcceptanceNotice {
        AcceptanceNotice(
            kind: kind, number: "受理编号：20260801000001", addressee: "李明、王芳",
            facts: [
                ("申请事项", "国有建设用地使用权及房屋所有权转移登记"), ("坐落", "南昌市红谷滩区会展路999号绿地国际博览城1栋2单元1801室"),
                ("不动产单元号", "360113 001001 GB00001 F00010001"),
            ],
            items: [
                .init("不动产存在查封登记，尚未解除。", remedy: "向查封机关申请解除查封后重新申请。", law: "《不动产登记暂行条例实施细则》第九十条"),
                .init("未提交抵押权人同意转让的书面材料。", remedy: "提交抵押权人出具的书面同意，或者申请带押过户。", law: "《中华人民共和国民法典》第四百零六条"),
            ],
            remarks: ["办理时限：自受理之日起三十个工作日内。"], issue: letterIssue)
    }

    static func extract() -> RegisterExtract {
        RegisterExtract(
            number: "编号：CX20260801000007", inquiry: [("查询人", "李明"), ("查询目的", "了解本人不动产登记情况"), ("查询时间", "2026年08月01日 10:00:00")],
            sections: (1...4).map { index in
                .init(
                    "不动产 \(index)",
                    [
                        ("不动产单元号", "360113 001001 GB00001 F0001000\(index)"), ("权利人", "李明、王芳"), ("共有情况", "共同共有"),
                        ("坐落", "南昌市红谷滩区会展路999号绿地国际博览城1栋2单元180\(index)室"), ("面积", "房屋建筑面积：128.36㎡"),
                        ("抵押情况", index == 1 ? "中国工商银行股份有限公司南昌红谷滩支行，一般抵押，第1顺位" : "无"), ("查封情况", "无"),
                    ])
            },
            remarks: ["本证明反映出具时登记簿的记载。登记簿是物权归属和内容的根据(民法典第二百一十六条)。"], issue: letterIssue)
    }

    static let parcel = Plan(
        title: "宗地图",
        shapes: [
            .init(.surroundings, rectangle(-60, 150, 420, 40), label: "会展路"),
            .init(.surroundings, rectangle(-60, -30, 40, 180), label: "岭北一路"),
            .init(.part, rectangle(20, 90, 60, 22), label: "1栋"),
            .init(.part, rectangle(110, 90, 60, 22), label: "2栋"),
            .init(.part, rectangle(200, 90, 60, 22), label: "3栋"),
            .init(.part, rectangle(40, 25, 90, 26), label: "4栋"),
            .init(.part, rectangle(160, 25, 90, 26), label: "5栋"),
            .init(.subject, [.init(-10, 0), .init(280, -8), .init(290, 130), .init(240, 142), .init(-6, 138)]),
        ],
        facts: [("宗地代码", "360113001001GB00001"), ("宗地面积", "35210.46㎡"), ("土地用途", "城镇住宅用地"), ("图幅号", "3175.50-386.25")])

    static let unit = Plan(
        title: "房产分户图",
        shapes: [
            .init(.surroundings, rectangle(-13, -2, 38, 16)),
            .init(.part, rectangle(0, 0, 4.2, 5.1), label: "客厅"), .init(.part, rectangle(4.2, 0, 3.6, 4.2), label: "主卧"),
            .init(.part, rectangle(7.8, 0, 3.3, 4.2), label: "次卧"), .init(.part, rectangle(0, 5.1, 4.2, 3.3), label: "餐厅"),
            .init(.part, rectangle(4.2, 6.3, 2.4, 2.1), label: "厨房"), .init(.part, rectangle(6.6, 6.3, 1.8, 2.1), label: "卫"),
            .init(.part, rectangle(8.4, 5.1, 2.7, 3.3), label: "书房"),
            .init(.subject, [.init(0, 0), .init(11.1, 0), .init(11.1, 8.4), .init(0, 8.4)]),
        ],
        facts: [("所在层/总层数", "18/33"), ("结构", "钢筋混凝土结构"), ("套内建筑面积", "101.25㎡"), ("分摊建筑面积", "27.11㎡")])

    private static func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> [Plan.Point] {
        [.init(x, y), .init(x + width, y), .init(x + width, y + height), .init(x, y + height)]
    }
}
