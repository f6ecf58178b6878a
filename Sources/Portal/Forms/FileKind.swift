/// What a file is, by its content.
package enum FileKind: String, Hashable, Sendable, CaseIterable {
    case pdf, png, jpeg, ofd, csv

    package var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .png: "image/png"
        case .jpeg: "image/jpeg"
        case .ofd: "application/ofd"
        case .csv: "text/csv; charset=utf-8"
        }
    }

    package var chinese: String {
        switch self {
        case .pdf: "PDF 文件"
        case .png: "PNG 图片"
        case .jpeg: "JPEG 图片"
        case .ofd: "OFD 版式文件"
        case .csv: "文本表格（CSV）"
        }
    }

    var endings: Set<String> {
        switch self {
        case .pdf: ["pdf"]
        case .png: ["png"]
        case .jpeg: ["jpg", "jpeg", "jpe"]
        case .ofd: ["ofd"]
        case .csv: ["csv", "txt"]
        }
    }

    /// How many bytes at the beginning ``sniff(_:)`` wants to see.
    static let sample = 512

    /// What the first bytes say. Nil for anything else; text is only a guess that ``TextCheck`` confirms to the end.
    package static func sniff(_ bytes: some Collection<UInt8>) -> FileKind? {
        let head = Array(bytes.prefix(sample))
        if head.starts(with: [0x25, 0x50, 0x44, 0x46, 0x2D]) { return .pdf }
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), head.dropFirst(12).starts(with: [0x49, 0x48, 0x44, 0x52]) {
            return .png
        }
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if isOFD(head) { return .ofd }
        guard !head.isEmpty, !looksLikeMarkup(head), !head.contains(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) || $0 == 0x7F }) else {
            return nil
        }
        return .csv
    }

    /// OFD (GB/T 33190) is a ZIP whose first entry is the document's index or lies in a document's folder; other archives and Office
    /// files begin otherwise.
    private static func isOFD(_ head: [UInt8]) -> Bool {
        guard head.count > 30, head.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { return false }
        let length = Int(head[26]) | Int(head[27]) << 8
        let name = head.dropFirst(30).prefix(length)
        return name.elementsEqual("OFD.xml".utf8) || name.starts(with: "Doc_".utf8)
    }

    /// What it is called when it is none of ours.
    static func name(of bytes: some Collection<UInt8>) -> String {
        let head = Array(bytes.prefix(sample))
        if let kind = sniff(head) { return kind.chinese }
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "压缩包或 Office 文件" }
        if head.starts(with: [0x4D, 0x5A]) || head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { return "可执行程序" }
        if head.starts(with: [0x47, 0x49, 0x46, 0x38]) { return "GIF 图片" }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return "旧版 Office 文件" }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return "UTF-16 文本" }
        if looksLikeMarkup(head) { return "网页或标记文件" }
        return "未知类型"
    }

    /// HTML, SVG, XML and scripts are text too, but a browser could run them.
    private static func looksLikeMarkup(_ head: [UInt8]) -> Bool {
        let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let text = head[start...].drop { $0 <= 0x20 }
        return text.first == 0x3C || text.starts(with: Array("%!".utf8)) || text.starts(with: Array("#!".utf8))
    }

    /// What a file name and a declared type claim. Nil where they claim nothing that we know.
    static func claimed(fileName: String?, contentType: String?) -> FileKind? {
        if let ending = fileName?.split(separator: ".").last?.lowercased(), fileName?.contains(".") == true,
            let kind = allCases.first(where: { $0.endings.contains(ending) })
        {
            return kind
        }
        guard let contentType else { return nil }
        return allCases.first { $0.mediaType.split(separator: ";")[0] == contentType }
    }
}

/// Checks that a text is UTF-8 without control characters, chunk by chunk.
struct TextCheck: Sendable {
    /// The bytes of a character that the last chunk cut.
    private var rest: [UInt8] = []

    /// False at the first byte that can't be.
    mutating func accepts(_ chunk: [UInt8]) -> Bool {
        guard !chunk.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D || $0 == 0x7F }) else { return false }
        let bytes = rest + chunk
        // At most three bytes at the end may wait for their character.
        var cut = bytes.count
        for back in 1...3 where bytes.count >= back {
            let byte = bytes[bytes.count - back]
            if byte >= 0xC0 {
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                if length > back { cut = bytes.count - back }
                break
            }
            if byte < 0x80 { break }
        }
        rest = Array(bytes[cut...])
        return String(validating: bytes[..<cut], as: UTF8.self) != nil
    }

    var isComplete: Bool { rest.isEmpty }
}
