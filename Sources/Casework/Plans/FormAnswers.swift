import Register

/// A form's answers as plans read them: blank is as good as not answered.
struct FormAnswers {
    private let answers: [String: String]
    init(_ answers: [String: String]) { self.answers = answers }

    func given(_ field: String) -> String? {
        let text = (answers[field] ?? "").trimmed
        return text.isEmpty ? nil : text
    }

    func text(_ field: String) -> String { given(field) ?? "" }

    /// An entry that was picked; one that isn't on the page is for the law to refuse.
    func entry(_ field: String) -> EntryID { EntryID(text(field)) }

    func flag(_ field: String) -> Bool { given(field) == "yes" }

    func money(_ field: String) -> Money? { given(field).flatMap { Money(yuanText: $0) } }

    func area(_ field: String) -> Area? { given(field).flatMap { Area(squareMetres: $0) } }

    func share(_ field: String) -> Share? { given(field).flatMap { Share($0) } }

    func date(_ field: String) throws -> LegalDate {
        guard let date = given(field).flatMap({ LegalDate($0) }) else { throw CaseError.invalid(field: field, message: "请填写日期（年-月-日）。") }
        return date
    }

    func dateIfGiven(_ field: String) throws -> LegalDate? { given(field) == nil ? nil : try date(field) }

    func unit(_ field: String) throws -> UnitCode {
        do { return try UnitCode(text(field)) } catch { throw CaseError.invalid(field: field, message: error.message) }
    }

    /// One of an enum's cases, as the options of a choice name them.
    func choice<Word: RawRepresentable<String>>(_ field: String, _ words: Word.Type = Word.self) throws -> Word {
        guard let word = given(field).flatMap(Word.init(rawValue:)) else { throw CaseError.invalid(field: field, message: "请作出选择。") }
        return word
    }
}
