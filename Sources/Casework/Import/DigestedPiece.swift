import Ledger

/// A piece of the file, read and committed to: all that can be done with its records before those ahead of them have their places.
struct DigestedPiece: Sendable {
    /// Where things lie in `json`.
    struct Record: Sendable {
        let commitment: Digest32
        let page: UInt8
        let hasRight: Bool
        let start: Int32
        let length: Int32
        let unit: Int32
        let kind: Int32
        let right: Int32
        let rightLength: UInt8
        let registered: Int32
    }

    private(set) var records: [Record] = []
    /// The records as canonical JSON, one after the other.
    private(set) var json: [UInt8] = []
    /// 16 random bytes a record.
    private(set) var secrets: [UInt8] = []

    /// - Parameter skipped: records at the beginning that are on the log already.
    /// - Throws: `RecordFault`; the survey has found none, so the file was changed.
    init(_ bytes: [UInt8], count: Int, skipping skipped: Int, region: String, binding: [UInt8]) throws(RecordFault) {
        records.reserveCapacity(count - skipped)
        json.reserveCapacity(bytes.count + bytes.count / 16)
        secrets = RandomText.bytes((count - skipped) * RecordCommitment.secretLength)
        var reader = RecordReader()
        var check = RecordCheck(region: region)
        var commitment = RecordCommitment(binding: binding)
        // A number gets quotation marks, which no line has room for twice.
        var scratch = TextScratch(capacity: 2 * RecordReader.longestLine)
        defer { reader.release() }
        var failure: RecordFault?
        bytes.withUnsafeBytes { bytes in
            do throws(RecordFault) {
                var line = 0
                for text in Lines(bytes: bytes) {
                    line += 1
                    if line <= skipped { continue }
                    guard line <= count else { throw RecordFault(.notJSON, "there are more lines than before") }
                    try reader.read(text)
                    try add(reader, check.head(of: reader), &commitment, &scratch)
                }
                guard line == count else { throw RecordFault(.notJSON, "there are fewer lines than before") }
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private mutating func add(_ reader: RecordReader, _ head: RecordHead, _ commitment: inout RecordCommitment, _ text: inout TextScratch) {
        let start = json.count
        text.clear()
        var unit = 0, kind = 0, right = 0, registered = 0
        for (place, field) in reader.fields.enumerated() {
            text.put(place == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
            reader.names.quoted.withText(field.name) { text.put($0) }
            text.put(":\"")
            let at = start + text.count
            text.put(field.value)
            text.put(UInt8(ascii: "\""))
            if field.value.baseAddress == head.unit.baseAddress { unit = at } else if field.value.baseAddress == head.kind.baseAddress { kind = at }
            else if field.value.baseAddress == head.registered.baseAddress { registered = at }
            else if let own = head.right, field.value.baseAddress == own.baseAddress { right = at }
        }
        text.put(UInt8(ascii: "}"))
        text.withBytes { json.append(contentsOf: $0) }
        let secret = records.count * RecordCommitment.secretLength
        let digest = secrets.withUnsafeBytes {
            commitment.commitment(to: reader.fields, secret: UnsafeRawBufferPointer(rebasing: $0[secret..<(secret + RecordCommitment.secretLength)]))
        }
        records.append(
            Record(
                commitment: digest, page: UInt8(reader.page), hasRight: head.right != nil, start: Int32(start), length: Int32(json.count - start),
                unit: Int32(unit), kind: Int32(kind), right: Int32(right), rightLength: UInt8(head.right?.count ?? 0), registered: Int32(registered)))
    }
}
