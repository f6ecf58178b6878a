/// A key's name and version, written `checkpoint@2`; version 1 is the first.
package struct KeyLabel: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let name: String
    package let version: Int

    /// Throws ``SealError/malformed(_:)`` unless the name is 1 to 64 of `a-z 0-9 . -`, beginning with a letter,
    /// and the version 1 to 255. So a name is always a safe file name.
    package init(_ name: String, version: Int = 1) throws {
        let isName = (1...64).contains(name.utf8.count) && name.utf8.first.map { (0x61...0x7A).contains($0) } == true
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
        guard isName else { throw SealError.malformed("key name \(name.debugDescription)") }
        guard (1...255).contains(version) else { throw SealError.malformed("key version \(version)") }
        self.name = name
        self.version = version
    }

    /// Reads a file name such as `checkpoint@2.key`; nil for other files.
    init?(fileName: String) {
        guard fileName.hasSuffix(".key") else { return nil }
        let halves = fileName.dropLast(4).split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, let version = Int(halves[1]), String(version) == halves[1] else { return nil }
        try? self.init(String(halves[0]), version: version)
    }

    var fileName: String { "\(self).key" }
    package var description: String { "\(name)@\(version)" }

    package static func < (a: Self, b: Self) -> Bool { (a.name, a.version) < (b.name, b.version) }
}
