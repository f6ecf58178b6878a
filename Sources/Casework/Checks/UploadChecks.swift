import Register

/// Everything that only the applicants have was handed in (条例 16). Judged in every service that asks for an upload, listed or not.
struct UploadsComplete: Check {
    static let name = "uploads-complete"
    static let statute = "《不动产登记暂行条例》第十六条"
    func findings(_ facts: CaseFacts) -> [Finding] {
        facts.wantedUploads.filter { $0.count == 0 }.map {
            finding("还没有上传“\($0.name)”。", remedy: "请在“需要您上传的材料”中上传。", materials: [$0.material])
        }
    }
}
