/// Reads `multipart/form-data` (RFC 7578) piece by piece: bytes go in as they come, events come out. Holds no more than a
/// header block or a boundary's length in memory.
package struct MultipartParser: Sendable {
    package struct Limits: Hashable, Sendable {
        package var parts = 30
        /// Bytes of one part's headers.
        package var headers = 4096
        package init(parts: Int = 30, headers: Int = 4096) {
            self.parts = parts
            self.headers = headers
        }
    }

    package enum Event: Hashable, Sendable {
        case part(PartHeaders)
        case data([UInt8])
        case partEnd
        case end
    }

    private enum State: Hashable {
        case preamble, afterBoundary, headers, body, done
    }

    private let delimiter: [UInt8]
    private let limits: Limits
    private var state = State.preamble
    /// Not yet decided bytes; those before `read` are done with.
    private var buffer: [UInt8]
    private var read = 0
    private var parts = 0

    /// - Throws: ``PortalError/malformed(_:)`` for a boundary that RFC 2046 doesn't allow.
    package init(boundary: String, limits: Limits = .init()) throws(PortalError) {
        let bytes = Array(boundary.utf8)
        guard (1...70).contains(bytes.count), bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F || $0 == 0x20 }), bytes.last != 0x20 else {
            throw .malformed("上传的格式不正确。")
        }
        delimiter = [0x0D, 0x0A, 0x2D, 0x2D] + bytes
        self.limits = limits
        // The first boundary has no line end before it; with one put there it is like the others.
        buffer = [0x0D, 0x0A]
    }

    /// The boundary of a `Content-Type`.
    package static func boundary(of contentType: String) -> String? {
        let parameters = HeaderParameters(contentType)
        return parameters.value == "multipart/form-data" ? parameters["boundary"] : nil
    }

    package var isDone: Bool { state == .done }

    /// Takes bytes and gives what they complete.
    /// - Throws: ``PortalError/upload(_:)``.
    package mutating func feed(_ bytes: some Sequence<UInt8>) throws(PortalError) -> [Event] {
        buffer.append(contentsOf: bytes)
        var events: [Event] = []
        while try step(&events) {}
        if read > 0 {
            buffer.removeFirst(read)
            read = 0
        }
        return events
    }

    /// - Throws: ``PortalError/upload(_:)`` if the body ended before its last boundary.
    package func finish() throws(PortalError) {
        guard state == .done else { throw .upload(.malformed) }
    }

    /// Goes one state further, if the buffer has enough for it.
    private mutating func step(_ events: inout [Event]) throws(PortalError) -> Bool {
        switch state {
        case .preamble:
            guard let found = find(delimiter, from: read) else {
                // Nothing may stand before the first boundary but a little text that old clients write.
                guard buffer.count - read <= limits.headers else { throw .upload(.malformed) }
                return false
            }
            read = found + delimiter.count
            state = .afterBoundary
            return true

        case .afterBoundary:
            guard buffer.count - read >= 2 else { return false }
            if buffer[read] == 0x2D, buffer[read + 1] == 0x2D {
                state = .done
                read = buffer.count
                events.append(.end)
                return false
            }
            var end = read
            while end < buffer.count, buffer[end] == 0x20 || buffer[end] == 0x09 { end += 1 }
            guard buffer.count - end >= 2 else {
                guard end - read < 64 else { throw .upload(.malformed) }
                return false
            }
            guard buffer[end] == 0x0D, buffer[end + 1] == 0x0A else { throw .upload(.malformed) }
            // The line end stays: headers are searched for "CRLF CRLF", which may begin with it.
            read = end
            state = .headers
            return true

        case .headers:
            guard let found = find([0x0D, 0x0A, 0x0D, 0x0A], from: read) else {
                guard buffer.count - read <= limits.headers else { throw .upload(.malformed) }
                return false
            }
            guard found - read <= limits.headers else { throw .upload(.malformed) }
            parts += 1
            guard parts <= limits.parts else { throw .upload(.tooManyParts(limit: limits.parts)) }
            events.append(.part(try PartHeaders(parsing: buffer[read..<found])))
            read = found + 4
            state = .body
            return true

        case .body:
            return stepBody(&events)

        case .done:
            // What follows the last boundary has no meaning.
            read = buffer.count
            return false
        }
    }

    private mutating func stepBody(_ events: inout [Event]) -> Bool {
        if let found = find(delimiter, from: read) {
            if found > read { events.append(.data(Array(buffer[read..<found]))) }
            events.append(.partEnd)
            read = found + delimiter.count
            state = .afterBoundary
            return true
        }
        // All but what might be the beginning of a boundary is data.
        let keep = min(buffer.count - read, delimiter.count - 1)
        let end = buffer.count - keep
        if end > read {
            events.append(.data(Array(buffer[read..<end])))
            read = end
        }
        return false
    }

    private func find(_ pattern: [UInt8], from start: Int) -> Int? {
        guard buffer.count - start >= pattern.count else { return nil }
        return buffer.withUnsafeBufferPointer { buffer in
            var index = start
            let last = buffer.count - pattern.count
            while index <= last {
                if buffer[index] == pattern[0] {
                    var matched = 1
                    while matched < pattern.count, buffer[index + matched] == pattern[matched] { matched += 1 }
                    if matched == pattern.count { return index }
                }
                index += 1
            }
            return nil
        }
    }
}
