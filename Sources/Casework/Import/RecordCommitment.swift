import Ledger
import Register
import Seals

/// Commits to a record field by field, as `FieldDisclosure` reads it: SHA-256(binding ‖ SHA-256(digests of `[name, salt, value]` in the
/// order of the names)). The binding is the SHA-256 of the file that the record came from.
///
/// Each record has a secret of 16 random bytes of its own. The salts of its fields 2n and 2n + 1 are the halves of SHA-256(secret ‖ n):
/// one salt tells nothing about another, and none can be guessed.
struct RecordCommitment: ~Copyable {
    static let secretLength = 16

    private let binding: [UInt8]
    /// For each field what stands before its salt: `["NAME","`.
    private static let openings = FieldTexts(of: FieldNames.all.names) { Array("[\"".utf8) + $0 + Array("\",\"".utf8) }
    private let openings = Self.openings
    private var text = TextScratch(capacity: RecordReader.longestLine + 128)
    private var digests = TextScratch(capacity: 32 * FieldNames.all.names.count)

    /// - Parameter binding: the file's SHA-256.
    init(binding: [UInt8]) { self.binding = binding }

    mutating func commitment(to fields: [RecordReader.Field], secret: UnsafeRawBufferPointer) -> Digest32 {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { space in
            let salts = UnsafeMutableRawBufferPointer(rebasing: space[0..<32]), digest = UnsafeMutableRawBufferPointer(rebasing: space[32..<64])
            digests.clear()
            for (place, field) in fields.enumerated() {
                let half = (place & 1) * 16
                if half == 0 { Self.salts(secret, place / 2, into: salts) }
                text.clear()
                openings.withText(field.name) { text.put($0) }
                text.put(hex: UnsafeRawBufferPointer(rebasing: salts[half..<(half + 16)]))
                text.put("\",\"")
                text.put(field.value)
                text.put("\"]")
                text.withBytes { Digests.sha256($0, into: digest) }
                digests.put(UnsafeRawBufferPointer(digest))
            }
            digests.withBytes { Digests.sha256($0, into: digest) }
            text.clear()
            binding.withUnsafeBytes { text.put($0) }
            text.put(UnsafeRawBufferPointer(digest))
            text.withBytes { Digests.sha256($0, into: digest) }
            return Digest32(unchecked: UnsafeRawBufferPointer(digest))
        }
    }

    private static func salts(_ secret: UnsafeRawBufferPointer, _ pair: Int, into salts: UnsafeMutableRawBufferPointer) {
        withUnsafeTemporaryAllocation(byteCount: secretLength + 1, alignment: 8) { input in
            input.copyMemory(from: secret)
            input[secretLength] = UInt8(pair)
            Digests.sha256(UnsafeRawBufferPointer(input), into: salts)
        }
    }

    /// The same as a disclosure with everything open, for whoever is to be shown the record.
    static func disclosure(_ values: [(name: String, value: String)], secret: [UInt8], binding: [UInt8]) -> FieldDisclosure {
        FieldDisclosure(
            binding: RegisterHash.hex(binding),
            fields: values.sorted { $0.name < $1.name }.enumerated().map { place, field in
                var salts = [UInt8](repeating: 0, count: 32)
                secret.withUnsafeBytes { secret in salts.withUnsafeMutableBytes { Self.salts(secret, place / 2, into: $0) } }
                return .open(name: field.name, salt: RegisterHash.hex(Array(salts[((place & 1) * 16)...].prefix(16))), value: field.value)
            })
    }
}
