package import Storage

/// One byte of a stored value, altered.
package enum ByteFlip {
    package static func length(_ value: SQLValue) -> Int {
        switch value {
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        default: 1
        }
    }

    package static func sql(_ value: SQLValue) -> SQL {
        switch value {
        case .integer(let number): "\(number)"
        case .text(let text): "\(text)"
        case .blob(let bytes): "\(bytes)"
        case .real, .null: "NULL"
        }
    }

    package static func flipped(_ value: SQLValue, using dice: inout some RandomNumberGenerator) -> SQLValue {
        switch value {
        case .integer(let number): return .integer(number ^ (1 << Int64.random(in: 0..<12, using: &dice)))
        case .blob(var bytes):
            bytes[Int.random(in: 0..<bytes.count, using: &dice)] ^= UInt8(1 << Int.random(in: 0..<8, using: &dice))
            return .blob(bytes)
        case .text(let text):
            // A character of one byte becomes another one, so that both engines take it as text.
            var bytes = Array(text.utf8)
            let plain = bytes.indices.filter { bytes[$0] < 0x80 && bytes[$0] >= 0x20 }
            if let place = plain.randomElement(using: &dice) {
                bytes[place] = bytes[place] == 0x7A ? 0x79 : (bytes[place] == 0x7E ? 0x7D : bytes[place] + 1)
            } else if let place = text.indices.randomElement(using: &dice) {
                // All Chinese: another character of as many bytes.
                return .text(text.replacingCharacters(at: place, with: text[place] == "甲" ? "乙" : "甲"))
            }
            return .text(String(decoding: bytes, as: UTF8.self))
        default: return value
        }
    }
}

extension String {
    fileprivate func replacingCharacters(at place: Index, with character: Character) -> String {
        var text = self
        text.replaceSubrange(place...place, with: String(character))
        return text
    }
}
