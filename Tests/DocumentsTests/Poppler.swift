import Foundation
import Testing

@testable import Documents

/// Reads our documents by other people's programs (poppler-utils).
enum Poppler {
    static func text(_ pdf: [UInt8]) throws -> String {
        try run("pdftotext", pdf) { [$0, "-"] }.output
    }

    /// The rows of the font table.
    static func fonts(_ pdf: [UInt8]) throws -> [String] {
        try run("pdffonts", pdf) { [$0] }.output.split(separator: "\n").dropFirst(2).map(String.init)
    }

    /// True if every page can be drawn without a complaint.
    static func isSound(_ pdf: [UInt8]) throws -> Bool {
        let result = try run("pdftoppm", pdf) { ["-r", "20", "-png", $0, $0] }
        if !result.errors.isEmpty { Issue.record("\(result.errors)") }
        return result.errors.isEmpty
    }

    private static func run(
        _ program: String, _ pdf: [UInt8], arguments: (String) -> [String]
    ) throws -> (output: String, errors: String) {
        let folder = NSTemporaryDirectory() + "documents-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/document.pdf"
        try Data(pdf).write(to: URL(fileURLWithPath: path))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/" + program)
        process.arguments = arguments(path)
        let errorsPath = folder + "/errors"
        try Data().write(to: URL(fileURLWithPath: errorsPath))
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: errorsPath)
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (text, try String(contentsOfFile: errorsPath, encoding: .utf8))
    }
}

/// Leaves a document to look at where `DENGBU_KEEP_DOCUMENTS` names a folder.
func keep(_ printed: PrintedDocument, _ name: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["DENGBU_KEEP_DOCUMENTS"] else { return }
    try Data(printed.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name).pdf"))
}
