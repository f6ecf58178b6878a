import Crypto

/// What a file of records is, found by reading all of it before the first record goes on the log: nothing that is on it can be mended.
struct ImportSurvey: Sendable {
    /// Whole lines of the file that become one transaction.
    struct Piece: Sendable {
        let bytes: Range<Int>
        let first: Int
        let count: Int
    }

    /// SHA-256 of the file.
    let digest: [UInt8]
    let pieces: [Piece]
    var records: Int { pieces.last.map { $0.first + $0.count } ?? 0 }

    /// So many faults are told at once.
    static let mostFaults = 20

    /// - Throws: `ImportError.faulty` with the first faults.
    init(_ file: ImportFile, region: String, width: Int, progress: (Int, Int) -> Void) async throws {
        guard file.size > 0 else { throw ImportError.faulty([RecordFault(.empty, "there are no records")]) }
        var hash = SHA256()
        var pieces: [Piece] = []
        var faults: [RecordFault] = []
        var group = UnitGroup()
        var lines = 0
        var bytes = 0
        func take(_ found: SurveyedPiece, _ range: Range<Int>) {
            for fault in found.faults { faults.append(RecordFault(line: fault.line + lines, fault.code, fault.what)) }
            // The piece's first unit may be the last of the piece before.
            for item in found.first.items { if let fault = group.add(item, unit: found.first.unit, shift: lines) { faults.append(fault) } }
            if let last = found.last { group = last.shifted(lines) }
            pieces.append(Piece(bytes: range, first: lines, count: found.lines))
            lines += found.lines
            bytes = range.upperBound
            progress(bytes, file.size)
        }
        try await withThrowingTaskGroup(of: (Int, Range<Int>, SurveyedPiece).self) { tasks in
            var waiting: [Int: (Range<Int>, SurveyedPiece)] = [:]
            var started = 0
            var taken = 0
            var at = 0
            while at < file.size || taken < started {
                if at < file.size, started - taken < width + 2, faults.count < Self.mostFaults {
                    let piece: [UInt8]
                    do { piece = try file.piece(from: at) } catch let fault as RecordFault {
                        faults.append(RecordFault(line: lines + 1, fault.code, fault.what))
                        at = file.size
                        continue
                    }
                    piece.withUnsafeBytes { hash.update(bufferPointer: $0) }
                    let range = at..<(at + piece.count)
                    let number = started
                    tasks.addTask { (number, range, SurveyedPiece(piece, region: region)) }
                    started += 1
                    at = range.upperBound
                    continue
                }
                if faults.count >= Self.mostFaults { at = file.size }
                guard taken < started, let (number, range, found) = try await tasks.next() else { continue }
                waiting[number] = (range, found)
                while let (range, found) = waiting.removeValue(forKey: taken) {
                    take(found, range)
                    taken += 1
                }
            }
        }
        guard faults.isEmpty else { throw ImportError.faulty(Array(faults.sorted { $0.line < $1.line }.prefix(Self.mostFaults))) }
        try file.checkUnchanged()
        digest = Array(hash.finalize())
        self.pieces = pieces
    }
}

/// A piece of a file, judged by itself.
struct SurveyedPiece: Sendable {
    private(set) var lines = 0
    /// With lines counted from 1 within the piece.
    private(set) var faults: [RecordFault] = []
    /// The records of the first unit, not yet compared with one another.
    private(set) var first = UnitGroup()
    /// The last unit, if it is another.
    private(set) var last: UnitGroup?

    init(_ piece: [UInt8], region: String) {
        piece.withUnsafeBytes { bytes in
            if !Self.isText(bytes) { return findBadText(bytes) }
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
                faults.append(RecordFault(line: 1, .notJSON, "the file begins with a byte order mark: write it as UTF-8 without one"))
                return
            }
            var reader = RecordReader()
            defer { reader.release() }
            var check = RecordCheck(region: region)
            var group: UnitGroup?
            for line in Lines(bytes: bytes) {
                lines += 1
                if faults.count >= ImportSurvey.mostFaults { continue }
                do throws(RecordFault) {
                    try reader.read(line)
                    let head = try check.head(of: reader)
                    add(UnitGroup.Item(line: lines, head), unit: head.unit, to: &group)
                } catch { faults.append(RecordFault(line: lines, error.code, error.what)) }
            }
            last = group
        }
    }

    private mutating func add(_ item: UnitGroup.Item, unit: UnsafeRawBufferPointer, to group: inout UnitGroup?) {
        if group == nil {
            if first.unit.isEmpty || first.unit.elementsEqual(unit) {
                if first.unit.isEmpty { first.unit = Array(unit) }
                first.items.append(item)
                return
            }
            // What the second unit follows.
            group = UnitGroup(unit: first.unit, items: [])
        }
        let isSame = group?.unit.elementsEqual(unit) == true
        if let fault = isSame ? group?.add(item, shift: 0) : group?.add(item, unit: Array(unit), shift: 0) { faults.append(fault) }
    }

    /// Whether it is UTF-8: looked at where it lies, as a text it would be copied.
    private static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard #available(macOS 26, *) else { return String(validating: bytes, as: UTF8.self) != nil }
        return bytes.withMemoryRebound(to: UInt8.self) { (try? UTF8Span(validating: $0.span)) != nil }
    }

    /// Names the lines that aren't UTF-8.
    private mutating func findBadText(_ bytes: UnsafeRawBufferPointer) {
        for line in Lines(bytes: bytes) {
            lines += 1
            if faults.count < ImportSurvey.mostFaults, String(validating: line, as: UTF8.self) == nil {
                faults.append(RecordFault(line: lines, .notUTF8, "the line is not UTF-8: convert the file, for example with iconv -f GB18030 -t UTF-8"))
            }
        }
    }
}

/// The records of one unit, which stand together in a file, in the order of their time.
struct UnitGroup: Sendable {
    /// Of one unit in one file. Each is compared with all of them; a unit has a few, a parcel with a building site on it some hundred.
    static let mostRecords = 4_999

    struct Item: Sendable {
        var line: Int
        let page: Int
        let matter: [UInt8]
        let time: [UInt8]

        init(line: Int, _ head: RecordHead) {
            self.line = line
            page = head.page
            matter = Array(head.matter)
            time = Array(head.registered)
        }
    }

    var unit: [UInt8] = []
    var items: [Item] = []

    func shifted(_ lines: Int) -> UnitGroup {
        var copy = self
        for index in copy.items.indices { copy.items[index].line += lines }
        return copy
    }

    /// Adds the next record of the file, of this unit or of another one.
    /// - Parameter shift: added to the item's line.
    mutating func add(_ item: Item, unit: [UInt8], shift: Int) -> RecordFault? {
        if unit == self.unit { return add(item, shift: shift) }
        var fault: RecordFault?
        if unit.lexicographicallyPrecedes(self.unit) {
            fault = RecordFault(
                line: item.line + shift, .notSorted,
                "BDCDYH \(String(decoding: unit, as: UTF8.self)) comes after a higher one: export ORDER BY BDCDYH, DJSJ")
        }
        self.unit = unit
        items.removeAll(keepingCapacity: true)
        _ = add(item, shift: shift)
        return fault
    }

    /// Adds another record of the same unit.
    mutating func add(_ item: Item, shift: Int) -> RecordFault? {
        var item = item
        item.line += shift
        guard items.count < Self.mostRecords else {
            return RecordFault(line: item.line, .tooMany, "a unit has at most \(Self.mostRecords) records in a file")
        }
        defer { items.append(item) }
        if let same = items.first(where: { $0.page == item.page && $0.matter == item.matter }) {
            return RecordFault(
                line: item.line, .doubled,
                "line \(same.line) has the same BDCDYH, BM and YWH \(String(decoding: item.matter, as: UTF8.self)): remove one of them")
        }
        if let last = items.last, Self.precedes(item.time, last.time) {
            return RecordFault(line: item.line, .notSorted, "DJSJ is earlier than on line \(last.line): export ORDER BY BDCDYH, DJSJ")
        }
        return nil
    }

    /// By the day; by the hour where both have one.
    private static func precedes(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        if !a.prefix(10).elementsEqual(b.prefix(10)) { return a.prefix(10).lexicographicallyPrecedes(b.prefix(10)) }
        return a.count == 19 && b.count == 19 && a.dropFirst(11).lexicographicallyPrecedes(b.dropFirst(11))
    }
}
