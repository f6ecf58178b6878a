import Seals

/// The registry's seal can't be set now: its certificate isn't valid, or its key doesn't sign. What was to be sealed is sealed when it is asked
/// for again; an operator has to mend it (docs/operations.md).
package struct SealUnavailable: Error, Hashable, CustomStringConvertible {
    /// For the log; nobody outside is told.
    package let reason: String
    package var description: String { "the seal can't be used: \(reason)" }
}

extension PDFSealer {
    /// Seals, and says of whatever lies with the seal that it does; a document that can't be sealed is a fault of its own.
    func sealed(_ document: [UInt8], _ seal: PDFSeal) throws -> [UInt8] {
        do {
            return try self.seal(document, seal)
        } catch let error as SealError {
            if case .pdf = error { throw error }
            throw SealUnavailable(reason: error.description)
        }
    }
}
