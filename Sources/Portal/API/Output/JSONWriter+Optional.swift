import Register

extension JSONWriter {
    /// Left out if there is none: what a schema calls optional is absent, not null.
    mutating func optional(_ key: String, _ text: String?) {
        if let text { field(key, text) }
    }

    mutating func optional(_ key: String, _ number: (some BinaryInteger)?) {
        if let number { field(key, number) }
    }

    mutating func optional(_ key: String, _ moment: Moment?) { optional(key, moment?.rfc3339) }
    mutating func optional(_ key: String, _ date: LegalDate?) { optional(key, date?.description) }

    mutating func strings(_ key: String, _ texts: some Sequence<String>) { array(key, texts) { $0.value($1) } }
}

/// A thing that has a code and a Chinese name.
enum NamedJSON {
    static func schema(_ name: String, _ code: Schema = .string) -> Schema {
        .object(name, "代码和名称", [.required("code", code, "稳定的代码"), .required("name", .string, "中文名称")])
    }

    static func write(_ key: String, _ code: String, _ name: String, to json: inout JSONWriter) {
        json.object(key) { json in
            json.field("code", code)
            json.field("name", name)
        }
    }
}
