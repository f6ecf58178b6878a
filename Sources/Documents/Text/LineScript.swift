/// What a character is shaped as. Digits and marks look otherwise among letters than among ideographs.
enum LineScript: UInt64 {
    case han
    case latin
    /// Of neither: a line of digits and marks alone.
    case common

    /// A character of the script.
    var sample: Character {
        switch self {
        case .han: "国"
        case .latin: "H"
        case .common: "0"
        }
    }

    /// The scripts of a line's characters as Unicode has it (UAX #24): what has none is of the one before it, and at the beginning of the one
    /// behind it. Nil for a line that holds what can't be composed (`ComposedLineTests` tries all pairs of the rest).
    static func of(_ line: [UnicodeScalar]) -> [LineScript]? {
        var scripts: [LineScript] = []
        scripts.reserveCapacity(line.count)
        var (first, current): (LineScript?, LineScript?) = (nil, nil)
        var (isMixed, hasBrackets) = (false, false)
        for character in line {
            switch character.value {
            case 0x3007, 0x4E00...0x9FFF:
                if current == .latin { isMixed = true }
                current = .han
            case 0x41...0x5A, 0x61...0x7A:
                if current == .han { isMixed = true }
                current = .latin
            // A bracket that closes is of the script of the one that opened.
            case 0x28, 0x29, 0x3C, 0x3E, 0x5B, 0x5D, 0x7B, 0x7D, 0x3008...0x3011, 0xFF08, 0xFF09: hasBrackets = true
            case 0x20...0x7E, 0xB7, 0xD7, 0x2103, 0x3001, 0x3002, 0x33A1, 0xFF01, 0xFF0C, 0xFF0D, 0xFF0F, 0xFF1A, 0xFF1B, 0xFF1F: break
            default: return nil
            }
            first = first ?? current
            scripts.append(current ?? .common)
        }
        if line.isEmpty || isMixed && hasBrackets { return nil }
        if let first {
            for index in scripts.indices.prefix(while: { scripts[$0] == .common }) { scripts[index] = first }
        }
        return scripts
    }

    /// The faces kern these beside each other among ideographs.
    static func isMark(_ character: UnicodeScalar) -> Bool {
        switch character.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E, 0xB7: true
        default: false
        }
    }
}
