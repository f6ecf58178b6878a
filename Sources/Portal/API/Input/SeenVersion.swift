import Casework
import Hummingbird

/// Which version of a case, or of a project, somebody decided on: `If-Match: "12"`, or `version` in the body. Without it a decision would be made on what
/// nobody has looked at.
struct SeenVersion: Sendable {
    let number: Int
    private let isFromHeader: Bool

    /// - Throws: ``APIProblems/versionRequired``, ``PortalError/invalid(_:)``.
    init(_ request: Request, _ fields: FormFields) throws {
        if let header = request.headers[.ifMatch] {
            let digits = header.filter { $0 != "\"" }
            guard header.count == digits.count + 2, header.hasPrefix("\""), header.hasSuffix("\""), digits.count <= 18, let number = Int(digits), number > 0 else {
                throw PortalError.invalid([FieldError("If-Match", "应为所见内容的 ETag，例如 \"12\"。")])
            }
            if let other = fields["version"], other != digits { throw PortalError.invalid([FieldError("version", "与 If-Match 不一致。")]) }
            self.number = number
            isFromHeader = true
        } else {
            guard let number = fields["version"].flatMap(Int.init) else { throw APIProblems.versionRequired }
            self.number = number
            isFromHeader = false
        }
    }

    /// Answers a stale version as the way in which it was sent asks for: 412 for the header, 409 for the field.
    func guarded<T>(_ work: (Int) async throws -> T) async throws -> T {
        do {
            return try await work(number)
        } catch CaseError.changedMeanwhile where isFromHeader {
            throw APIProblems.preconditionFailed
        }
    }

    static func eTag(_ version: Int) -> String { "\"\(version)\"" }

    static let property = Schema.Property.optional("version", .whole(1...1_000_000_000), "所见内容的版本；也可以放在 If-Match 里")
}
