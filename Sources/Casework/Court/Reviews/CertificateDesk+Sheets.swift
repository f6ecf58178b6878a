import Documents
import NIOPosix
import Register
import Seals

extension CertificateDesk {
    /// Prints and seals the sheet.
    func render(_ sheet: AuctionSheet) async throws -> [UInt8] {
        let inquiry = [
            (name: "委托法院", value: sheet.court), (name: "委托函号", value: sheet.document), (name: "不动产单元号", value: sheet.unit.grouped),
            (name: "坐落", value: sheet.location), (name: "联审时间", value: sheet.askedAt.description), (name: "版次", value: "第\(sheet.edition)版"),
            (name: "答复情况", value: sheet.isComplete ? "全部部门已答复" : "尚未答复：\(sheet.silent.joined(separator: "、"))"),
        ]
        let sections = sheet.sections.map { section in
            RegisterExtract.Section(
                "\(section.title)（\(section.department)，\(section.at?.date.chinese ?? section.state.chinese)）", section.lines.map { (name: $0.name, value: $0.value) })
        }
        let letter = RegisterExtract(
            title: "司法拍卖联审情况表", number: "联审\(sheet.token.prefix(8))-\(sheet.edition)", inquiry: inquiry, sections: sections,
            remarks: [
                "本表反映各部门答复时的情况，此后发生变化的，以最新版次和人民法院公告为准。", "标明“尚未答复”或“查无记录”的事项，不表示没有欠费或者负担。",
                "税费由法律、行政法规规定的纳税人承担（最高人民法院关于人民法院网络司法拍卖若干问题的规定第三十条）。",
            ],
            issue: LetterIssue(
                authority: profile.authority, date: sheet.issuedAt.date.chinese, issuedAt: sheet.issuedAt.microseconds / 1_000_000, checkURL: nil,
                sealUse: "登记资料查询专用章"))
        let press = press
        let sealer = sealer
        let profile = profile
        // Drawing blocks; it must not hold up the tasks that serve pages.
        return try await NIOThreadPool.singleton.runIfActive {
            let printed = try press.registerExtract(letter)
            return try sealer.sealed(
                printed.bytes,
                PDFSeal(
                    name: profile.authority, reason: "出具司法拍卖联审情况表", location: profile.place, sealedAt: sheet.issuedAt.microseconds / 1_000_000,
                    place: printed.sealPlace))
        }
    }
}
