/// Everything that is wrong with a catalogue, in the order of files and lines.
package struct CatalogueErrors: Error, Hashable, Sendable {
    package let errors: [CatalogueProblem]
}

extension CatalogueErrors: CustomStringConvertible {
    /// One problem a line.
    package var description: String { errors.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong, and where: `services/x.yaml:14:5: 未知的核验项“unit-unencumberd”,是否指“unit-unencumbered”? [unknown-name]`
package struct CatalogueProblem: Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// A file or folder can't be read, is too large or stands where none is expected.
        case unreadable
        /// It is no YAML.
        case syntax
        case duplicateKey = "duplicate-key"
        case unknownKey = "unknown-key"
        case missingKey = "missing-key"
        case wrongType = "wrong-type"
        /// The type is right, the value isn't.
        case badValue = "bad-value"
        case unknownName = "unknown-name"
        case duplicateName = "duplicate-name"
        /// Each part is right, together they are not.
        case badCombination = "bad-combination"
    }

    package let place: Place
    package let code: Code
    /// For officials.
    package let message: String

    package var description: String { "\(place): \(message) [\(code.rawValue)]" }
}

/// A place in a file of the catalogue.
package struct Place: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Relative to the catalogue's folder.
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int

    package var description: String { "\(file):\(line):\(column)" }

    package static func < (a: Place, b: Place) -> Bool { (a.file, a.line, a.column) < (b.file, b.line, b.column) }
}

/// Collects what is wrong while files are read, so that everything is reported together.
final class ProblemLog {
    private(set) var problems: [CatalogueProblem] = []

    func report(_ code: CatalogueProblem.Code, _ message: String, at place: Place) {
        let problem = CatalogueProblem(place: place, code: code, message: message)
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// - Throws: what was collected, if anything was.
    func finish() throws(CatalogueErrors) {
        guard problems.isEmpty else { throw CatalogueErrors(errors: problems.sorted { $0.place < $1.place }) }
    }
}
