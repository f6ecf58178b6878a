package import Identity
package import Register

/// Reads fields as what they mean and collects everything that is wrong, so that somebody learns it all at once.
///
/// ```swift
/// var reader = FormReader(context.form)
/// let unit = reader.unitCode("unit")
/// let price = reader.money("price")
/// try reader.finish()          // throws all errors; after it the optionals that are required are there
/// ```
package struct FormReader: Sendable {
    package let fields: FormFields
    package private(set) var errors: [FieldError] = []

    package init(_ fields: FormFields) { self.fields = fields }

    /// - Throws: ``PortalError/invalid(_:)`` with every error.
    package func finish() throws(PortalError) {
        if !errors.isEmpty { throw .invalid(errors) }
    }

    package mutating func fail(_ name: String, _ message: String) { errors.append(FieldError(name, message)) }

    /// A value that is there, or throws the collected errors. For use after the reads that made it.
    package func require<T>(_ value: T?) throws(PortalError) -> T {
        guard let value else { throw .invalid(errors.isEmpty ? [FieldError("", "此项必填。")] : errors) }
        return value
    }

    // MARK: Texts

    /// One line without blanks at its ends. Nil and an error if it is missing.
    package mutating func text(_ name: String, _ label: String, length: ClosedRange<Int> = 1...200) -> String? {
        guard let text = optionalText(name, label, maximum: length.upperBound) else {
            if !hasError(name) { fail(name, "请填写\(label)。") }
            return nil
        }
        guard text.count >= length.lowerBound else {
            fail(name, "\(label)至少\(length.lowerBound)个字。")
            return nil
        }
        return text
    }

    /// Nil without an error if it is missing or blank.
    package mutating func optionalText(_ name: String, _ label: String, maximum: Int = 200, lines: Bool = false) -> String? {
        guard let raw = fields[name] else { return nil }
        let text = Self.trimmed(raw)
        guard !text.isEmpty else { return nil }
        guard !text.unicodeScalars.contains(where: { Self.isForbidden($0, lines: lines) }) else {
            fail(name, "\(label)中有不能使用的字符。")
            return nil
        }
        guard text.count <= maximum else {
            fail(name, "\(label)不能超过\(maximum)个字。")
            return nil
        }
        return text
    }

    // MARK: Numbers

    package mutating func integer(_ name: String, _ label: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let text = text(name, label, length: 1...20) else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            fail(name, "\(label)应为\(range.lowerBound)到\(range.upperBound)之间的整数。")
            return nil
        }
        return number
    }

    /// Yuan with at most two decimals, as people type them: `1,234.50`.
    package mutating func money(_ name: String, _ label: String, upTo limit: Money = Money(fen: 1_000_000_000_000_00)) -> Money? {
        guard let text = text(name, label, length: 1...30) else { return nil }
        let digits = text.filter { $0 != "," && $0 != "，" }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            parts.count == 1 || (1...2).contains(parts[1].count), parts[0].count <= 13,
            let yuan = Int64(parts[0]), let fen = Int64(parts.count == 1 ? "0" : parts[1].count == 1 ? parts[1] + "0" : parts[1]),
            yuan * 100 + fen <= limit.fen
        else {
            fail(name, "\(label)应为以元为单位的金额，最多两位小数。")
            return nil
        }
        return Money(fen: yuan * 100 + fen)
    }

    // MARK: Choices

    package mutating func choice(_ name: String, _ label: String, among values: some Collection<String>) -> String? {
        guard let value = fields[name], !value.isEmpty else {
            fail(name, "请选择\(label)。")
            return nil
        }
        guard values.contains(value) else {
            fail(name, "\(label)的选项无效，请重新选择。")
            return nil
        }
        return value
    }

    package mutating func choice<T: RawRepresentable & CaseIterable>(_ name: String, _ label: String, _ type: T.Type) -> T?
    where T.RawValue == String {
        choice(name, label, among: T.allCases.map(\.rawValue)).flatMap(T.init)
    }

    /// A checkbox.
    package func flag(_ name: String) -> Bool { ["on", "true", "1", "yes"].contains(fields[name] ?? "") }

    // MARK: What the register knows

    package mutating func date(_ name: String, _ label: String) -> LegalDate? {
        guard let text = text(name, label, length: 1...10) else { return nil }
        guard let date = LegalDate(text) else {
            fail(name, "\(label)应为有效的日期，如 2026-11-23。")
            return nil
        }
        return date
    }

    package mutating func unitCode(_ name: String, _ label: String = "不动产单元号") -> UnitCode? {
        guard let text = text(name, label, length: 1...60) else { return nil }
        do {
            return try UnitCode(text)
        } catch {
            fail(name, error.message)
            return nil
        }
    }

    package mutating func identifier(_ name: String, kind: PartyIdentifierKind, _ label: String = "证件号码") -> PartyIdentifier? {
        guard let text = text(name, label, length: 1...64) else { return nil }
        do {
            return try PartyIdentifier(kind: kind, number: text)
        } catch {
            fail(name, error.message)
            return nil
        }
    }

    package mutating func personName(_ name: String, _ label: String = "姓名或名称") -> String? {
        guard let text = text(name, label, length: 1...PartyName.limit) else { return nil }
        do {
            return try PartyName.normalised(text)
        } catch {
            fail(name, error.message)
            return nil
        }
    }

    package mutating func purpose(code: String = "purpose", text: String = "purpose_text") -> Purpose? {
        guard let code = choice(code, "查阅用途", Purpose.Code.self) else { return nil }
        do {
            return try Purpose(code, fields[text] ?? "")
        } catch {
            fail(text, error.message)
            return nil
        }
    }

    // MARK: Inside

    private func hasError(_ name: String) -> Bool { errors.contains { $0.name == name } }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// Control characters, and those that turn the direction of writing: they could show another text than was sent.
    private static func isForbidden(_ scalar: Unicode.Scalar, lines: Bool) -> Bool {
        switch scalar.value {
        case 0x0A, 0x0D: !lines
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: scalar.value != 0x09
        default: false
        }
    }
}
