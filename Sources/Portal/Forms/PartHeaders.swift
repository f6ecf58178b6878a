/// What a part of a multipart body says about itself. All of it is the client's claim.
package struct PartHeaders: Hashable, Sendable {
    /// The field's name.
    package let name: String
    /// Nil for a field that is no file. Without folders and control characters.
    package let fileName: String?
    package let contentType: String?

    package init(name: String, fileName: String? = nil, contentType: String? = nil) {
        self.name = name
        self.fileName = fileName
        self.contentType = contentType
    }

    /// Reads header lines, each with a line end before it.
    init(parsing bytes: ArraySlice<UInt8>) throws(PortalError) {
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else { throw .upload(.malformed) }
        var disposition: HeaderParameters?
        var type: String?
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: true) {
            guard let colon = line.firstIndex(of: ":") else { throw .upload(.malformed) }
            let value = String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
            switch line[..<colon].lowercased() {
            case "content-disposition":
                guard disposition == nil else { throw .upload(.malformed) }
                disposition = HeaderParameters(value)
            case "content-type": type = HeaderParameters(value).value
            default: break
            }
        }
        guard let disposition, disposition.value == "form-data", let name = disposition["name"], !name.isEmpty, name.utf8.count <= 200 else {
            throw .upload(.malformed)
        }
        self.name = name
        fileName = (disposition["filename*"].flatMap(Self.extended) ?? disposition["filename"]).map(Self.safe)
        contentType = type
    }

    /// `UTF-8''%e4%b8%ad` (RFC 8187).
    private static func extended(_ text: String) -> String? {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == "utf-8" else { return nil }
        return Percent.decode(parts[2], plusIsBlank: false)
    }

    /// The last part of the path, without what could do harm on somebody's disk.
    private static func safe(_ name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        var clean = String(
            last.unicodeScalars.filter {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && !(0x202A...0x202E).contains($0.value)
                    && !(0x2066...0x2069).contains($0.value)
            })
        while clean.hasPrefix(".") { clean.removeFirst() }
        guard clean.count > 120 else { return clean }
        let ending = clean.split(separator: ".").last.map { ".\($0.prefix(10))" } ?? ""
        return clean.prefix(120 - ending.count) + ending
    }
}

/// A header value with parameters: `form-data; name="file"; filename="a.pdf"`.
struct HeaderParameters {
    /// In lower case.
    let value: String
    private var parameters: [String: String] = [:]

    init(_ text: String) {
        var rest = text[...]
        value = String(rest.prefix { $0 != ";" }).filter { !$0.isWhitespace }.lowercased()
        rest = rest.drop { $0 != ";" }
        while let first = rest.first {
            guard first == ";" || first.isWhitespace else { break }
            rest = rest.dropFirst()
            let name = rest.prefix { $0 != "=" && $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
            rest = rest.drop { $0 != "=" && $0 != ";" }
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.first, character != "\"" {
                    rest = rest.dropFirst()
                    // Browsers escape quotes as %22; only the quote and the backslash itself are escaped the old way.
                    if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                        value.append(next)
                        rest = rest.dropFirst()
                    } else {
                        value.append(character)
                    }
                }
                rest = rest.dropFirst().drop { $0 != ";" }
            } else {
                value = String(rest.prefix { $0 != ";" }).filter { !$0.isWhitespace }
                rest = rest.drop { $0 != ";" }
            }
            if !name.isEmpty, parameters[name] == nil { parameters[name] = value }
        }
    }

    subscript(_ name: String) -> String? { parameters[name] }
}
