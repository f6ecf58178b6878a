import Catalogue
import Foundation

/// The repository that these tests belong to.
enum Repository {
    static let root: String = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("catalogue/services").path) { return folder.path }
            folder = folder.deletingLastPathComponent()
        }
        fatalError("the tests must run inside the repository")
    }()

    static let catalogueFolder = root + "/catalogue"

    static func load() throws -> ServiceCatalogue { try CatalogueLoader.load(folder: catalogueFolder, primitives: .house) }

    /// Read once for all tests: it takes a second, which is what most of them would do.
    private static let loaded = Result { try load() }

    static func catalogue() throws -> ServiceCatalogue { try loaded.get() }

    /// Compares a generated file with what the repository holds. With `DENGBU_WRITE_REFERENCES` set it is written instead.
    static func isFresh(_ path: String, _ content: String) throws -> Bool {
        let file = root + "/" + path
        if ProcessInfo.processInfo.environment["DENGBU_WRITE_REFERENCES"] != nil {
            try FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try content.write(toFile: file, atomically: true, encoding: .utf8)
        }
        return try String(contentsOfFile: file, encoding: .utf8) == content
    }
}
