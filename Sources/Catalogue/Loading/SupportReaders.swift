import Register

/// Reads the files that services draw upon: laws, materials, texts and calendars.
struct SupportReader {
    let log: ProblemLog

    func laws(_ tree: Tree) -> [Law] {
        (tree["laws"]?.items ?? []).compactMap { entry in
            guard let name = entry["name"], let text = name.text, let title = entry["title"]?.text, let issued = entry["issued"]?.text
            else { return nil }
            if text.contains(where: \.isWhitespace) { log.report(.badValue, "简称“\(text)”中不能有空格。", at: name.place) }
            return Law(name: text, title: title, issued: issued)
        }
    }

    func materials(_ tree: Tree) -> [MaterialDefinition] {
        (tree["materials"]?.items ?? []).compactMap { entry in
            guard let kind = entry["kind"]?.text, let name = entry["name"]?.text, let about = entry["about"]?.text,
                let issuer = entry["issuer"]?.text, let personal = entry["personal"]?.flag
            else { return nil }
            let formats = (entry["formats"]?.items ?? []).compactMap { $0.text.flatMap(UploadFormat.init(rawValue:)) }
            if let limit = entry["max-megabytes"], formats.isEmpty {
                log.report(.badCombination, "没有“formats”，不会上传，“max-megabytes”没有意义。", at: limit.place)
            }
            return MaterialDefinition(
                kind: kind, name: name, about: about, issuer: issuer, formats: formats,
                maxMegabytes: entry["max-megabytes"]?.integer.map { Int($0) } ?? 20, personal: personal)
        }
    }

    /// One entry of a file of texts.
    func text(_ entry: Tree, laws: [String: Law]) -> CatalogueText? {
        guard let id = entry["id"]?.text, let title = entry["title"]?.text, let body = entry["body"], let text = body.text else { return nil }
        for case .open(let name) in CatalogueText.parts(of: text) where CatalogueText.Placeholder(rawValue: name) == nil {
            let known = CatalogueText.Placeholder.allCases.map(\.rawValue)
            let hint = NearestName.of(name, among: known).map { "，是否指“\($0)”？" } ?? "。"
            log.report(.unknownName, "文本“\(id)”中有未知的占位符“\(name)”\(hint)", at: body.place)
        }
        let statutes = (entry["law"]?.items ?? []).compactMap { item -> Statute? in
            guard let parts = item.text.map(StatuteText.init), let law = laws[parts.law] else { return nil }
            return Statute(law: law, article: parts.article, paragraph: parts.paragraph)
        }
        return CatalogueText(id: id, title: title, body: text, law: statutes)
    }

    /// - Parameter fileYear: the year that the file is named after.
    func calendar(_ tree: Tree, fileYear: String) -> WorkCalendar.Year? {
        guard let stated = tree["year"], let year = stated.integer.map({ Int($0) }), let source = tree["source"]?.text else { return nil }
        if String(year) != fileYear { log.report(.badCombination, "文件名应为calendars/\(year).yaml。", at: stated.place) }
        let near = (year - 1)...(year + 1)
        var off: Set<LegalDate> = []
        var holidays: [WorkCalendar.Holiday] = []
        for entry in tree["holidays"]?.items ?? [] {
            guard let name = entry["name"]?.text, let from = entry["from"]?.text.flatMap(LegalDate.init),
                let until = entry["until"]?.text.flatMap(LegalDate.init)
            else { continue }
            guard from <= until, until.dayNumber - from.dayNumber < 31, near.contains(from.year), near.contains(until.year) else {
                log.report(.badCombination, "“\(name)”的起止日期不对。", at: (entry["from"] ?? entry).place)
                continue
            }
            let days = (from.dayNumber...until.dayNumber).map { LegalDate(dayNumber: $0) }
            if days.contains(where: off.contains) { log.report(.badCombination, "“\(name)”与前面的节假日重叠。", at: entry.place) }
            off.formUnion(days)
            holidays.append(WorkCalendar.Holiday(name: name, from: from, until: until))
        }
        var working: [LegalDate] = []
        for entry in tree["working"]?.items ?? [] {
            guard let date = entry.text.flatMap(LegalDate.init) else { continue }
            if date.weekday <= 5 { log.report(.badCombination, "\(date)不是周六或周日，不需要列为调休上班日。", at: entry.place) }
            if off.contains(date) { log.report(.badCombination, "\(date)在节假日之内，不能又是上班日。", at: entry.place) }
            if !near.contains(date.year) { log.report(.badCombination, "\(date)不在\(year)年前后。", at: entry.place) }
            working.append(date)
        }
        return WorkCalendar.Year(year: year, source: source, holidays: holidays, working: working)
    }
}
