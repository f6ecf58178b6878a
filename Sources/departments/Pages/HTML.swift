import Foundation
import Hummingbird
import NIOCore

/// The played departments' plain pages: one frame, no scripts, everything escaped.
enum HTML {
    static func escape(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    static func page(_ title: String, department: String, _ body: String, status: HTTPResponse.Status = .ok) -> Response {
        let html = """
            <!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escape(title)) - \(escape(department))</title><link rel="stylesheet" href="/style.css"></head>
            <body><header><p class="mark">\(escape(department))</p><p class="note">本页由演示程序提供，不是真实的政务系统</p></header>
            <main><h1>\(escape(title))</h1>\(body)</main></body></html>
            """
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
                .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            ], body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    static let style = """
        :root{--ink:#16211e;--soft:#5a6965;--line:#d9e0dd;--green:#0b6b57;--paper:#f6f8f7}*{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.7 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
        header{padding:14px 20px;background:#fff;border-bottom:1px solid var(--line)}.mark{margin:0;font-weight:700}.note{margin:0;color:var(--soft);font-size:13px}
        main{max-width:560px;margin:0 auto;padding:28px 20px 60px}h1{font-size:26px;line-height:1.35;margin:0 0 18px}h2{font-size:19px;margin:28px 0 8px}
        .card{background:#fff;border:1px solid var(--line);border-radius:12px;padding:18px 20px;margin:0 0 16px}.big{font-size:34px;font-weight:700;margin:4px 0}
        label{display:block;font-weight:600;margin:14px 0 4px}input,select{width:100%;font:inherit;padding:11px 12px;border:1px solid #8b9894;border-radius:8px;background:#fff}
        input[type=radio],input[type=checkbox]{width:auto;margin-right:8px}fieldset{border:0;padding:0;margin:0 0 12px}legend{font-weight:600;padding:0}
        button,.button{display:block;width:100%;min-height:48px;margin:18px 0 0;padding:11px 18px;border:0;border-radius:8px;background:var(--green);color:#fff;font:inherit;font-weight:700;text-align:center;text-decoration:none;cursor:pointer}
        button.quiet{background:#fff;color:var(--green);border:1px solid var(--green)}a{color:var(--green)}a:focus,button:focus,input:focus,select:focus{outline:3px solid #e0a800;outline-offset:2px}
        table{width:100%;border-collapse:collapse;font-size:14px}th,td{text-align:left;padding:6px 8px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
        .error{border-left:4px solid #b3261e;background:#fdf1f0;padding:10px 14px;border-radius:6px}.hint{color:var(--soft);font-size:14px;margin:4px 0}
        main.wide{max-width:1100px}
        """

    /// `a=1&b=2`, with `+` and percent signs decoded; the last of several equal names counts.
    static func fields(_ body: ByteBuffer) -> [String: String] { fields(String(buffer: body)) }

    static func fields(_ text: String) -> [String: String] {
        var result: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(parts[0]) else { continue }
            result[name] = parts.count > 1 ? decode(parts[1]) ?? "" : ""
        }
        return result
    }

    private static func decode(_ text: Substring) -> String? { text.replacing("+", with: " ").removingPercentEncoding }

    static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
