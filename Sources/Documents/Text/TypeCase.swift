/// The characters of one face and size as Pango sets them beside others. Lines of them are composed, which costs a small part of shaping.
///
/// Among ideographs a character's glyph and advance depend on nothing; among letters a pair's distance depends on both.
final class TypeCase {
    struct Key: Hashable {
        let family: String
        let bold: Bool
        /// Pango's units, 1024 to a point.
        let size: Int32
    }

    /// A character's glyph and how far the next one stands from it, in Pango's units.
    struct Sort {
        let glyph: FontUse.Glyph
        let advance: Int32
        let script: LineScript
    }

    /// Where the lines of a text stand. It depends on their number alone, as all of them are of one face.
    struct Frame {
        let baselines: [Int32]
        let height: Int32
    }

    struct FrameKey: Hashable {
        let lines: Int
        let spacing: Double
    }

    let face: Face
    /// Points.
    let size: Double
    private var sorts: [UInt64: Sort?] = [:]
    private var frames: [FrameKey: Frame] = [:]

    init(face: Face, size: Double) {
        (self.face, self.size) = (face, size)
    }

    /// - Parameters:
    ///   - next: what stands behind it among letters; nil at the end, and among ideographs.
    ///   - shape: finds the sort; nil for one that can't be composed.
    func sort(_ character: UnicodeScalar, _ script: LineScript, before next: UnicodeScalar?, shape: () -> Sort?) -> Sort? {
        let key = UInt64(character.value) | UInt64(next?.value ?? 0) << 24 | script.rawValue << 48
        if let known = sorts[key] { return known }
        // Registers are written with a few thousand characters, and with few pairs of letters.
        if sorts.count >= 8_192 { sorts.removeAll() }
        let sort = shape()
        sorts[key] = .some(sort)
        return sort
    }

    func frame(_ key: FrameKey, measure: () -> Frame) -> Frame {
        if let known = frames[key] { return known }
        if frames.count >= 256 { frames.removeAll() }
        let frame = measure()
        frames[key] = frame
        return frame
    }
}
