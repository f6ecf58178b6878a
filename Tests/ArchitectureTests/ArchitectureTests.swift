import Foundation
import Testing

/// The rules of docs/MODULES.md that no compiler keeps, read off the sources.
@Suite("The architecture") struct ArchitectureTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func sources(_ folder: String) throws -> [(path: String, text: String)] {
        let base = root.appendingPathComponent(folder)
        let walk = try #require(FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil))
        var files: [(String, String)] = []
        for case let file as URL in walk where file.pathExtension == "swift" {
            files.append((String(file.path.dropFirst(root.path.count + 1)), try String(contentsOf: file, encoding: .utf8)))
        }
        return files
    }

    private static func imports(_ text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place <= 1, place + 1 < words.count else { return nil }
                return String(words[place + 1])
            })
    }

    @Test(
        "a floor imports nothing that lies above it",
        arguments: [
            ("Register", ["Levies", "Ledger", "Contracts", "Escrow", "Catalogue", "Storage", "Seals", "Documents", "Identity", "Exchange", "Cadastre", "Casework", "Portal"]),
            ("Levies", ["Storage", "Casework", "Portal"]), ("Ledger", ["Register", "Storage", "Casework", "Portal"]),
            ("Contracts", ["Storage", "Seals", "Exchange", "Casework", "Portal"]), ("Catalogue", ["Storage", "Casework", "Portal"]),
            ("Escrow", ["Levies", "Ledger", "Contracts", "Catalogue", "Storage", "Seals", "Exchange", "Casework", "Portal"]),
            ("Storage", ["Register", "Casework", "Portal"]), ("Seals", ["Register", "Storage", "Casework", "Portal"]),
            ("Identity", ["Casework", "Portal", "Exchange"]), ("Exchange", ["Casework", "Portal", "Identity"]), ("Casework", ["Portal"]),
            ("departments", ["Storage", "Casework", "Portal", "Exchange", "Identity"]),
        ])
    func floors(target: String, forbidden: [String]) throws {
        for file in try Self.sources("Sources/\(target)") {
            let wrong = Self.imports(file.text).intersection(forbidden)
            #expect(wrong.isEmpty, "\(file.path) imports \(wrong.sorted())")
        }
    }

    @Test(
        "each C library has one owner",
        arguments: [
            ("CPostgres", "Sources/Storage/"), ("CSQLite", "Sources/Storage/"), ("COpenSSL", "Sources/Seals/"), ("CCairo", "Sources/Documents/"), ("CZlib", "Sources/Packing/"),
            // The C library in swift-crypto, whose functions nobody promises to keep: in one file.
            ("CCryptoBoringSSL", "Sources/Ledger/Witnesses/MLDSA44.swift"),
        ])
    func libraries(library: String, owner: String) throws {
        for file in try Self.sources("Sources") where Self.imports(file.text).contains(library) {
            #expect(file.path.hasPrefix(owner), "\(file.path) imports \(library)")
        }
    }

    @Test("pure targets know no clock, no network and no database", arguments: ["Register", "Levies", "Ledger", "Contracts", "Escrow", "Catalogue"])
    func pure(target: String) throws {
        for file in try Self.sources("Sources/\(target)") {
            for word in ["Date()", "ContinuousClock", "Task.sleep", "URLSession", "HTTPClient"] {
                #expect(!file.text.contains(word), "\(file.path) uses \(word)")
            }
        }
    }

    @Test("no file is longer than 500 lines, and nothing is left for later")
    func files() throws {
        for file in try Self.sources("Sources") {
            #expect(file.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 501, "\(file.path) is too long")
            for word in ["TO" + "DO", "FIX" + "ME", "try" + "!", "fatal" + "Error("] {
                #expect(!file.text.contains(word), "\(file.path) has \(word)")
            }
        }
    }

    @Test("every file that the code map names exists")
    func codeMap() throws {
        let map = try String(contentsOf: Self.root.appendingPathComponent("docs/CODE-MAP.md"), encoding: .utf8)
        let paths = map.split(separator: "`").map(String.init).filter { $0.hasPrefix("Sources/") || $0.hasPrefix("Public/") }
        #expect(paths.count > 15)
        for path in paths { #expect(FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(path).path), "\(path) is gone") }
    }
}
