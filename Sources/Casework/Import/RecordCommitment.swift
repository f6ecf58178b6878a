import Crypto
import Ledger
import Register

/// Commits to a record field by field, as `FieldDisclosure` reads it: SHA-256(binding ‖ SHA-256(digests of `[name, salt, value]` in the
/// order of the names)). The binding is the SHA-256 of the file that the record came from.
///
/// Each record has a secret of 16 random bytes of its own. The salts of its fields 2n and 2n + 1 are the halves of SHA-256(secret ‖ n):
/// one salt tells nothing about another, and none can be guessed.
struct RecordCommitment {
    static let secretLength = 16
    private static let hexDigits: [UInt16] = (0..<256).map { byte in
        let digits = Array("0123456789abcdef".utf8)
        return UInt16(littleEndian: UInt16(digits[byte >> 4]) | UInt16(digits[byte & 15]) << 8)
    }

    private let binding: [UInt8]
    /// For each field's number what stands before its salt: `["NAME","`.
    private static let openings: [[UInt8]] = FieldNames.all.names.map { Array("[\"".utf8) + $0 + Array("\",\"".utf8) }
    private let scratch: UnsafeMutableRawBufferPointer
    private let digests: UnsafeMutableRawBufferPointer

    /// - Parameter binding: the file's SHA-256.
    init(binding: [UInt8]) {
        self.binding = binding
        scratch = .allocate(byteCount: RecordReader.longestLine + 128, alignment: 16)
        digests = .allocate(byteCount: 32 * FieldNames.all.names.count, alignment: 16)
    }

    func release() {
        scratch.deallocate()
        digests.deallocate()
    }

    func commitment(to fields: [RecordReader.Field], secret: UnsafeRawBufferPointer) -> Digest32 {
        var count = 0
        var salts = SHA256.hash(bufferPointer: UnsafeRawBufferPointer(rebasing: scratch[0..<0]))
        for (place, field) in fields.enumerated() {
            if place & 1 == 0 { salts = Self.salts(secret, place / 2) }
            var at = Self.openings[field.name].withUnsafeBytes { put($0, 0) }
            salts.withUnsafeBytes { half in
                for byte in half[((place & 1) * 16)..<((place & 1) * 16 + 16)] {
                    scratch.storeBytes(of: Self.hexDigits[Int(byte)], toByteOffset: at, as: UInt16.self)
                    at += 2
                }
            }
            at = put("\",\"", at)
            at = put("\"]", put(field.value, at))
            SHA256.hash(bufferPointer: UnsafeRawBufferPointer(rebasing: scratch[0..<at])).withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: digests[count..<(count + 32)]).copyMemory(from: $0)
            }
            count += 32
        }
        var whole = SHA256()
        binding.withUnsafeBytes { whole.update(bufferPointer: $0) }
        SHA256.hash(bufferPointer: UnsafeRawBufferPointer(rebasing: digests[0..<count])).withUnsafeBytes { whole.update(bufferPointer: $0) }
        return whole.finalize().withUnsafeBytes { Digest32(unchecked: $0) }
    }

    /// Writes into the scratch space.
    /// - Returns: the place behind it.
    private func put(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Int {
        UnsafeMutableRawBufferPointer(rebasing: scratch[at...]).copyMemory(from: bytes)
        return at + bytes.count
    }

    private func put(_ text: StaticString, _ at: Int) -> Int {
        put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), at)
    }

    private static func salts(_ secret: UnsafeRawBufferPointer, _ pair: Int) -> SHA256.Digest {
        withUnsafeTemporaryAllocation(byteCount: secretLength + 1, alignment: 8) { input in
            input.copyMemory(from: secret)
            input[secretLength] = UInt8(pair)
            return SHA256.hash(bufferPointer: UnsafeRawBufferPointer(input))
        }
    }

    /// The same as a disclosure with everything open, for whoever is to be shown the record.
    static func disclosure(_ values: [(name: String, value: String)], secret: [UInt8], binding: [UInt8]) -> FieldDisclosure {
        FieldDisclosure(
            binding: RegisterHash.hex(binding),
            fields: values.sorted { $0.name < $1.name }.enumerated().map { place, field in
                let salts = secret.withUnsafeBytes { Array(Self.salts($0, place / 2)) }
                return .open(name: field.name, salt: RegisterHash.hex(Array(salts[((place & 1) * 16)...].prefix(16))), value: field.value)
            })
    }
}

extension SHA256 {
    static func hash(bufferPointer bytes: UnsafeRawBufferPointer) -> SHA256.Digest {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hash.finalize()
    }
}
