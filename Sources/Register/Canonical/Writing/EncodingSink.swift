/// Where one `CanonicalJSON.encode` writes: one buffer for all, objects sorted in place when they end.
///
/// `Encodable` says where a container begins but not where it ends. So each open value and container is a frame on a
/// stack: a frame ends when `encode(to:)` returns, or, for nested containers, when an outer one is written to again.
final class EncodingSink {
    /// On the heap by itself, so that the many small accesses need no run-time exclusivity checks.
    let state: UnsafeMutablePointer<EncodingState>

    init() {
        state = .allocate(capacity: 1)
        state.initialize(to: EncodingState())
    }

    deinit {
        state.deinitialize(count: 1)
        state.deallocate()
    }

    /// Writes a value into a frame of its own. Whoever goes on after an error first rolls back.
    @inline(__always)
    func encode(_ value: some Encodable) throws {
        let frame = state.pointee.push(.undecided, nested: false)
        try value.encode(to: ValueEncoder(sink: self, frame: frame))
        try state.pointee.end(frame)
    }

    /// If `body` throws, nothing of what it wrote remains.
    @inline(__always)
    func wholly(_ body: () throws -> Void) throws {
        let mark = state.pointee.mark
        do {
            try body()
        } catch {
            state.pointee.rollBack(to: mark)
            throw error
        }
    }
}

/// A frame, named so that a container that outlives it is noticed.
struct FrameID {
    let index: Int
    let serial: Int

    /// Of a container that couldn't be opened: everything written to it throws.
    static let dead = FrameID(index: -1, serial: -1)
}

struct EncodingState: ~Copyable {
    enum Kind { case undecided, scalar, object, array }

    struct Frame {
        var kind: Kind
        /// Opened by `nestedContainer` or `superEncoder`: ends when the outer container goes on.
        let nested: Bool
        /// Whether the members came in order so far.
        var sorted = true
        var count = 0
        let serial: Int
        let start: Int
        let firstMember: Int
    }

    /// A member of an open object: `,"key":value`, where the comma may become the object's brace.
    struct Member {
        let start: Int
        /// End of the key without its quote.
        let keyEnd: Int
        var end: Int
        /// The first eight bytes of the key, big-endian, comparable if `quick`.
        let prefix: UInt64
        let quick: Bool
        let escaped: Bool

        var key: Range<Int> { (start + 2)..<keyEnd }
    }

    struct Mark {
        let count: Int
        let frames: Int
        let members: Int
        let outer: Frame?
    }

    var out = JSONBytes(capacity: 1024)
    private var frames: [Frame] = []
    private var members: [Member] = []
    private var serial = 0
    /// What went wrong in a call that couldn't throw.
    private var failure: CanonicalJSONError?

    init() {
        frames.reserveCapacity(16)
        members.reserveCapacity(64)
    }

    // MARK: frames

    var mark: Mark { Mark(count: out.count, frames: frames.count, members: members.count, outer: frames.last) }

    mutating func rollBack(to mark: Mark) {
        out.truncate(to: mark.count)
        frames.removeSubrange(mark.frames...)
        members.removeSubrange(mark.members...)
        if let outer = mark.outer { frames[mark.frames - 1] = outer }
    }

    mutating func push(_ kind: Kind, nested: Bool) -> FrameID {
        serial += 1
        frames.append(Frame(kind: kind, nested: nested, serial: serial, start: out.count, firstMember: members.count))
        if kind == .array { out.append(UInt8(ascii: "[")) }
        return FrameID(index: frames.count - 1, serial: serial)
    }

    /// Makes a frame the one that is written to, by ending nested ones that were opened in it.
    @inline(__always)
    mutating func activate(_ frame: FrameID) throws(CanonicalJSONError) {
        if frame.index == frames.count - 1, frame.index >= 0, frames[frame.index].serial == frame.serial { return }
        try endNested(in: frame)
    }

    @inline(never)
    private mutating func endNested(in frame: FrameID) throws(CanonicalJSONError) {
        if let failure { throw failure }
        guard frames.indices.contains(frame.index), frames[frame.index].serial == frame.serial,
            frames[(frame.index + 1)...].allSatisfy(\.nested)
        else { throw .interleavedContainers(at: path) }
        while frames.count > frame.index + 1 { try endLast() }
    }

    /// Ends a value's frame and all that is nested in it.
    @inline(__always)
    mutating func end(_ frame: FrameID) throws(CanonicalJSONError) {
        try activate(frame)
        if let failure { throw failure }
        try endLast()
    }

    private mutating func endLast() throws(CanonicalJSONError) {
        guard let frame = frames.last else { return }
        switch frame.kind {
        case .scalar: break
        case .array: out.append(UInt8(ascii: "]"))
        case .object: try endObject(frame)
        // A type that encodes nothing, as Foundation's encoder has it inside other values.
        case .undecided: out.append("{}")
        }
        frames.removeLast()
    }

    /// Says what a value is. A value may ask for the same kind of container again and adds to it.
    mutating func decide(_ kind: Kind, _ frame: FrameID) throws(CanonicalJSONError) {
        try activate(frame)
        switch (frames[frame.index].kind, kind) {
        case (.undecided, _):
            frames[frame.index].kind = kind
            if kind == .array { out.append(UInt8(ascii: "[")) }
        case (.object, .object), (.array, .array): break
        default: throw .interleavedContainers(at: path)
        }
    }

    /// For calls that can't throw: remembers what went wrong until one that can.
    mutating func attempt(_ body: (inout Self) throws(CanonicalJSONError) -> FrameID) -> FrameID {
        do {
            return try body(&self)
        } catch {
            if failure == nil { failure = error }
            return .dead
        }
    }

    // MARK: elements and members

    @inline(__always)
    mutating func beginElement(_ frame: FrameID) throws(CanonicalJSONError) {
        try activate(frame)
        if frames[frame.index].count > 0 { out.append(UInt8(ascii: ",")) }
        frames[frame.index].count += 1
    }

    func count(_ frame: FrameID) -> Int {
        frames.indices.contains(frame.index) ? frames[frame.index].count : 0
    }

    @inline(__always)
    mutating func beginMember(_ frame: FrameID, _ key: String) throws(CanonicalJSONError) {
        try activate(frame)
        let start = out.count
        let last = members.count - 1
        if last >= frames[frame.index].firstMember { members[last].end = start }
        out.append(UInt8(ascii: ","))
        var key = key
        let length = key.withUTF8 { bytes in
            out.appendQuoted(bytes)
            return bytes.count
        }
        let keyEnd = out.count - 1
        out.append(UInt8(ascii: ":"))

        let (prefix, small) = EncodingState.prefix(out.bytes((start + 2)..<keyEnd))
        let escaped = keyEnd - start - 2 != length
        let member = Member(
            start: start, keyEnd: keyEnd, end: keyEnd, prefix: prefix, quick: small && !escaped, escaped: escaped)
        if frames[frame.index].sorted, last >= frames[frame.index].firstMember, compare(members[last], member) >= 0 {
            frames[frame.index].sorted = false
        }
        members.append(member)
        frames[frame.index].count += 1
    }

    /// The first eight bytes, and whether they order keys: bytes from EE on need `KeyOrder`.
    @inline(__always)
    private static func prefix(_ key: UnsafeBufferPointer<UInt8>) -> (UInt64, Bool) {
        var prefix: UInt64 = 0
        var small = true
        for index in 0..<min(8, key.count) {
            prefix |= UInt64(key[index]) << UInt64(56 - 8 * index)
            if key[index] >= 0xee { small = false }
        }
        return (prefix, small)
    }

    @inline(__always)
    private func compare(_ a: Member, _ b: Member) -> Int {
        if a.quick, b.quick, a.prefix != b.prefix { return a.prefix < b.prefix ? -1 : 1 }
        return compareWhole(a, b)
    }

    @inline(never)
    private func compareWhole(_ a: Member, _ b: Member) -> Int {
        if !a.escaped, !b.escaped { return KeyOrder.compare(out.bytes(a.key), out.bytes(b.key)) }
        return KeyOrder.compare(name(a), name(b))
    }

    private func name(_ member: Member) -> String { JSONEscapes.text(out.bytes(member.key)) }

    private mutating func endObject(_ frame: Frame) throws(CanonicalJSONError) {
        let first = frame.firstMember
        guard members.count > first else {
            out.append("{}")
            return
        }
        members[members.count - 1].end = out.count
        if !frame.sorted { try sortMembers(from: first) }
        out.set(UInt8(ascii: "{"), at: members[first].start)
        if !frame.sorted {
            for member in members[(first + 1)...] { out.set(UInt8(ascii: ","), at: member.start) }
            out.reorder(from: frame.start, pieces: members[first...].lazy.map { $0.start..<$0.end })
        }
        out.append(UInt8(ascii: "}"))
        members.removeSubrange(first...)
    }

    private mutating func sortMembers(from first: Int) throws(CanonicalJSONError) {
        if members.count - first > 32 {
            let sorted = members[first...].sorted { compare($0, $1) < 0 }
            members.replaceSubrange(first..., with: sorted)
        } else {
            for index in (first + 1)..<members.count {
                let member = members[index]
                var at = index
                while at > first, compare(member, members[at - 1]) < 0 {
                    members[at] = members[at - 1]
                    at -= 1
                }
                members[at] = member
            }
        }
        for index in (first + 1)..<members.count where compare(members[index - 1], members[index]) == 0 {
            throw .repeatedKey(name(members[index]), at: path)
        }
    }

    // MARK: where an error is

    /// `acts.3.amount`: names of members and numbers of elements that are open.
    var path: String { codingPath.map(\.stringValue).joined(separator: ".") }

    var codingPath: [JSONKey] {
        var path: [JSONKey] = []
        for (index, frame) in frames.enumerated() {
            switch frame.kind {
            case .array where frame.count > 0: path.append(JSONKey(frame.count - 1))
            case .object:
                let end = index + 1 < frames.count ? frames[index + 1].firstMember : members.count
                if end > frame.firstMember { path.append(JSONKey(name(members[end - 1]))) }
            default: break
            }
        }
        return path
    }
}
