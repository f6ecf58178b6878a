import Register

/// Everything that only the applicants have was handed in (条例 16). Judged in every service that asks for an upload, listed or not.
struct UploadsComplete: Check {
    static let name = "uploads-complete"
    static let statute = "《不动产登记暂行条例》第十六条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.wantedUploads.filter { $0.count == 0 }.map { wanted in
            let whose = facts.applicants.first { $0.party.ref.id == wanted.by }?.party.name
            return finding(
                "\(whose ?? "")还没有上传“\(wanted.name)”。", remedy: "请\(whose.map { "\($0)登录后" } ?? "")在“需要您上传的材料”中上传。", materials: [wanted.material])
        }
    }
}
