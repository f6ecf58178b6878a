#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The files of a catalogue, read once: the loader's only look at the outside.
struct CatalogueFolder {
    /// Text by path relative to the folder.
    private(set) var files: [String: String] = [:]

    /// Bytes of one file at most.
    static let maximumSize = 1 << 20
    private static let folders = ["services", "calendars", "texts"]
    private static let single = ["materials.yaml", "laws.yaml"]

    /// Reads every YAML file; what is missing, unreadable or stands where nothing is expected is reported.
    init(_ folder: String, log: ProblemLog) {
        let manager = FileManager.default
        func place(_ file: String) -> Place { Place(file: file, line: 1, column: 1) }
        var isFolder: Bool = false
        guard manager.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
            log.report(.unreadable, "找不到目录文件夹“\(folder)”。", at: place("."))
            return
        }
        for name in Self.single { read(name, in: folder, log: log) }
        for sub in Self.folders {
            guard let names = try? manager.contentsOfDirectory(atPath: "\(folder)/\(sub)") else {
                log.report(.unreadable, "找不到文件夹“\(sub)”。", at: place(sub))
                continue
            }
            for name in names.sorted() where !name.hasPrefix(".") && !name.hasSuffix("~") {
                guard name.hasSuffix(".yaml") else {
                    log.report(.unreadable, "“\(sub)”中只能有.yaml文件。", at: place("\(sub)/\(name)"))
                    continue
                }
                read("\(sub)/\(name)", in: folder, log: log)
            }
        }
    }

    private mutating func read(_ file: String, in folder: String, log: ProblemLog) {
        let place = Place(file: file, line: 1, column: 1)
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(file)") else {
            return log.report(.unreadable, "找不到文件或无法读取。", at: place)
        }
        guard data.count <= Self.maximumSize else { return log.report(.unreadable, "文件超过1MB。", at: place) }
        guard let text = String(validating: data, as: UTF8.self) else { return log.report(.unreadable, "文件不是UTF-8编码。", at: place) }
        files[file] = text
    }

    /// Files of one subfolder, in order.
    func files(in sub: String) -> [(path: String, text: String)] {
        files.filter { $0.key.hasPrefix(sub + "/") }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
