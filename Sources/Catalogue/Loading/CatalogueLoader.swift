/// Reads a catalogue's folder and checks every line of it.
package struct CatalogueLoader {
    /// Loads `services/*.yaml`, `calendars/*.yaml`, `texts/*.yaml`, `materials.yaml` and `laws.yaml`.
    ///
    /// - Parameters:
    ///   - folder: path of the catalogue.
    ///   - primitives: the names that the program implements; a file may use no others.
    /// - Throws: everything that is wrong in any file, together.
    package static func load(folder: String, primitives: Primitives) throws(CatalogueErrors) -> ServiceCatalogue {
        let log = ProblemLog()
        var loader = Self(log: log, names: Names(primitives))
        loader.read(CatalogueFolder(folder, log: log))
        try log.finish()
        return ServiceCatalogue(
            services: loader.services, materials: loader.materials, laws: loader.laws, texts: loader.texts,
            calendar: WorkCalendar(years: loader.years), hash: loader.canonical.hash,
            hashes: loader.canonical.hashes)
    }

    private let log: ProblemLog
    private var names: Names
    private var laws: [Law] = []
    private var materials: [MaterialDefinition] = []
    private var texts: [CatalogueText] = []
    private var years: [WorkCalendar.Year] = []
    private var services: [ServiceDefinition] = []
    private var canonical = CanonicalContent()

    private init(log: ProblemLog, names: Names) {
        self.log = log
        self.names = names
    }

    /// What others refer to comes first.
    private mutating func read(_ folder: CatalogueFolder) {
        let support = SupportReader(log: log)
        if let text = folder.files["laws.yaml"], let tree = tree("laws.yaml", text, ServiceShape.lawsFile) {
            laws = support.laws(tree)
            names[.laws] = Self.declared("name", in: tree["laws"])
        }
        let lawsByName = Dictionary(laws.map { ($0.name, $0) }) { first, _ in first }
        if let text = folder.files["materials.yaml"], let tree = tree("materials.yaml", text, ServiceShape.materialsFile) {
            materials = support.materials(tree)
            names[.materials] = Self.declared("kind", in: tree["materials"])
        }

        var ids: Set<String> = []
        for (path, text) in folder.files(in: "texts") {
            guard let tree = tree(path, text, ServiceShape.textsFile) else { continue }
            let earlier = ids
            ids.formUnion(Self.declared("id", in: tree["texts"]))
            for entry in tree["texts"]?.items ?? [] {
                guard let text = support.text(entry, laws: lawsByName) else { continue }
                if earlier.contains(text.id) {
                    log.report(.duplicateName, "文本“\(text.id)”在另一文件中已有。", at: (entry["id"] ?? entry).place)
                }
                texts.append(text)
            }
        }
        // A file of texts that could not be read at all is reported once, not again for every text that is then missing.
        if !log.problems.contains(where: { $0.code == .syntax && $0.place.file.hasPrefix("texts/") }) { names[.texts] = ids }
        let textsByID = Dictionary(texts.map { ($0.id, $0) }) { first, _ in first }

        for (path, text) in folder.files(in: "calendars") {
            guard let tree = tree(path, text, ServiceShape.calendarFile) else { continue }
            if let year = support.calendar(tree, fileYear: Self.stem(path)) { years.append(year) }
        }
        for (path, text) in folder.files(in: "services") {
            guard let tree = tree(path, text, ServiceShape.service) else { continue }
            read(service: tree, path: path, laws: lawsByName, texts: textsByID)
        }
        if folder.files(in: "services").isEmpty {
            log.report(.unreadable, "“services”中没有服务。", at: Place(file: "services", line: 1, column: 1))
        }
    }

    private mutating func read(service tree: Tree, path: String, laws: [String: Law], texts: [String: CatalogueText]) {
        let rules = ServiceRules(service: tree, log: log)
        rules.check()
        rules.checkTests()
        if let id = tree["id"], let text = id.text, text != Self.stem(path) {
            log.report(.badCombination, "文件名应为services/\(text).yaml。", at: id.place)
        }
        if !log.problems.contains(where: { $0.place.file == "materials.yaml" }) {
            for material in tree["materials"]?.items ?? [] { checkUpload(material) }
        }
        // With an error anywhere nothing will be handed out.
        guard log.problems.isEmpty else { return }
        do {
            services.append(try ServiceDecoder(file: path, laws: laws, texts: texts).service(tree))
        } catch {
            log.report(.wrongType, "无法读取“\(error.key)”。", at: error.place)
        }
    }

    /// What applicants upload must be of a kind that may be uploaded.
    private func checkUpload(_ need: Tree) {
        guard let kind = need["kind"]?.text, let material = materials.first(where: { $0.kind == kind }), material.formats.isEmpty else { return }
        if let from = need["from"], from.text == MaterialNeed.applicant {
            log.report(.badCombination, "材料“\(kind)”没有“formats”，申请人无法提交。", at: from.place)
        }
        if let otherwise = need["otherwise"], otherwise.text == MaterialFallback.upload.rawValue {
            log.report(.badCombination, "材料“\(kind)”没有“formats”，申请人无法上传。", at: otherwise.place)
        }
    }

    /// Composes a file, holds it against its shape, and adds it to the canonical content.
    private mutating func tree(_ path: String, _ text: String, _ shape: [Field]) -> Tree? {
        guard let tree = TreeComposer(file: path, log: log).compose(text) else { return nil }
        ShapeCheck(names: names, log: log).check(tree, against: .object(shape), of: path)
        canonical.add(path, tree.value)
        return tree
    }

    /// The names that a list declares. An entry with errors of its own still has a name that others may use.
    private static func declared(_ key: String, in list: Tree?) -> Set<String> {
        Set((list?.items ?? []).compactMap { $0[key]?.text })
    }

    private static func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        return String(name.dropLast(".yaml".count))
    }
}
