import Catalogue
import Foundation

/// A catalogue with one service in a temporary folder, to be spoilt in one place.
struct SmallCatalogue {
    var files: [String: String] = [
        "laws.yaml": """
        laws:
          - { name: 民法典, title: 中华人民共和国民法典, issued: 2021年1月1日施行 }
          - { name: 条例, title: 不动产登记暂行条例, issued: 国务院令第656号 }

        """,
        "materials.yaml": """
        materials:
          - kind: identity
            name: 身份信息
            about: 由公安部门核对。
            issuer: 公安部门
            personal: true
          - kind: sale-contract
            name: 买卖合同
            about: 备案的买卖合同。
            issuer: 住建部门
            formats: [pdf]
            personal: true

        """,
        "texts/declarations.yaml": """
        texts:
          - id: application
            title: 申请书
            body: 申请人{{applicants}}申请办理{{service}}。

        """,
        "calendars/2026.yaml": """
        year: 2026
        source: 测试用安排
        holidays:
          - { name: 元旦, from: 2026-01-01, until: 2026-01-03 }
        working: [2026-01-04]

        """,
        "services/transfer.small.yaml": service,
    ]

    static let service = """
        id: transfer.small
        name: 小服务
        short-name: 小服务
        summary: 用来测试的服务。
        category: new-home
        audience: [citizen]
        keywords: [测试]
        law: [民法典 209, 条例 14]
        kinds: [transfer]
        subject: unit
        applicants:
          - role: buyer
            label: 购房人
            kinds: [person]
            alone: true
            identify: [unified-identity]
        channels: [web]
        requires:
          - { name: project-listed, says: 项目已列入名单。 }
        form:
          - name: delivery
            label: 领取方式
            type: choice
            required: true
            options:
              - { value: electronic, label: 电子证书 }
              - { value: post, label: 邮寄 }
          - name: address
            label: 收件地址
            type: text
            required: true
            max-length: 100
            required-when: { answer: delivery, is: [post] }
          - name: from
            label: 起
            type: date
            required: false
          - name: until
            label: 止
            type: date
            required: false
            not-before: from
        materials:
          - { kind: identity, from: public-security.identity, otherwise: wait }
          - { kind: sale-contract, from: applicant }
        declarations:
          - { text: application, by: [buyer] }
        checks:
          - identity-verified
          - { check: project-listed, on-finding: clerk }
        steps: [identify, gather, check, sign, accept, fee, decide, register, certify, push, archive]
        review: automatic
        automatic-falls-to: clerk
        acts: [transfer-by-contract]
        issues: [ownership-certificate]
        fee:
          rule: registration
          says: 每件80元。
        tells: [housing]
        within: { target: 1 minute, legal: 30 working days }
        archive: permanent
        tests:
          - name: 通过
            given:
              today: 2026-11-23
              applicants:
                - { role: buyer, name: 张伟, identifier: "identity-card:360102199003076619" }
              unit: { owner: developer }
              materials: { identity: { matches: true } }
              answers: { delivery: electronic }
            expect: { findings: [], acts: [transfer-by-contract], outcome: automatic }
          - name: 退回
            like: 通过
            given:
              materials: { identity: { matches: false } }
              answers: { delivery: null }
            expect: { findings: [identity-verified], outcome: returned }

        """

    static let servicePath = "services/transfer.small.yaml"

    /// Replaces the first occurrence of a text in a file.
    func replacing(_ old: String, with new: String, in file: String = servicePath) -> SmallCatalogue {
        var copy = self
        guard let text = files[file], let range = text.range(of: old) else { fatalError("“\(old)” is not in \(file)") }
        copy.files[file] = text.replacingCharacters(in: range, with: new)
        return copy
    }

    /// Writes the folder, loads it, and removes it again.
    func load(primitives: Primitives = .house) throws(CatalogueErrors) -> ServiceCatalogue {
        let folder = NSTemporaryDirectory() + "catalogue-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for sub in ["services", "calendars", "texts"] {
            try? FileManager.default.createDirectory(atPath: "\(folder)/\(sub)", withIntermediateDirectories: true)
        }
        for (file, text) in files { try? text.write(toFile: "\(folder)/\(file)", atomically: false, encoding: .utf8) }
        return try CatalogueLoader.load(folder: folder, primitives: primitives)
    }

    /// What is wrong with it.
    func problems(primitives: Primitives = .house) -> [CatalogueProblem] {
        do throws(CatalogueErrors) {
            _ = try load(primitives: primitives)
            return []
        } catch {
            return error.errors
        }
    }

    /// Where a text begins in a file: `file:line:column`. With a `§` in it, the text is what follows the `§`, found where all of it stands.
    func place(of marker: String, in file: String = servicePath) -> String {
        let parts = marker.components(separatedBy: "§")
        guard let content = files[file], let range = content.range(of: parts.joined()) else { fatalError("“\(marker)” is not in \(file)") }
        let start = parts.count > 1 ? content.index(range.lowerBound, offsetBy: parts[0].count) : range.lowerBound
        let before = content[..<start].unicodeScalars
        let line = before.count { $0 == "\n" } + 1
        let column = (before.lastIndex(of: "\n").map { before.distance(from: $0, to: before.endIndex) - 1 } ?? before.count) + 1
        return "\(file):\(line):\(column)"
    }
}
