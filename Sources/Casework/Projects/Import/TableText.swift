import Foundation

/// Reads the bytes of a table as text: UTF-8 with or without its mark, else GB 18030 (which holds GBK and GB 2312), as spreadsheet
/// programs in China write them. Whatever is not clearly one of these is refused, never guessed at.
package enum TableText {
    /// - Throws: ``TableRefused``.
    package static func decode(_ bytes: [UInt8]) throws(TableRefused) -> String {
        guard !bytes.isEmpty else { throw TableRefused([TableFault("文件是空的。")]) }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw TableRefused([TableFault("文件是 UTF-16 编码，请在表格软件中另存为“CSV UTF-8”后重试。")])
        }
        let text: String
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            guard let marked = String(validating: bytes.dropFirst(3), as: UTF8.self) else {
                throw TableRefused([TableFault("文件标明是 UTF-8，内容却不是，请重新导出。")])
            }
            text = marked
        } else if let plain = String(validating: bytes, as: UTF8.self) {
            text = plain
        } else if let national = String(data: Data(bytes), encoding: gb18030) {
            text = national
        } else {
            throw TableRefused([TableFault("文件既不是 UTF-8 也不是 GBK 编码，请在表格软件中另存为“CSV UTF-8”后重试。")])
        }
        return text
    }

    /// kCFStringEncodingGB_18030_2000, as Foundation numbers what it has no name for.
    private static let gb18030 = String.Encoding(rawValue: 0x8000_0632)
}
