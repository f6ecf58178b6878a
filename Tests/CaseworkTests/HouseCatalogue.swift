import Catalogue
import Foundation

@testable import Casework

/// The repository's own catalogue.
enum HouseCatalogue {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("catalogue")

    /// Read once for all tests: it takes a second, which is what most of them would do.
    private static let loaded = Result { try CatalogueLoader.load(folder: folder.path, primitives: CaseworkPrimitives.all) }

    static func catalogue() throws -> ServiceCatalogue { try loaded.get() }

    /// With some of its files changed.
    /// - Parameter change: given the folder of a copy.
    static func changed(primitives: Primitives = CaseworkPrimitives.all, _ change: (URL) throws -> Void) throws -> ServiceCatalogue {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("dengbu-catalogue-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.copyItem(at: folder, to: copy)
        try change(copy)
        return try CatalogueLoader.load(folder: copy.path, primitives: primitives)
    }
}
