import CPostgres

/// Rows in the binary form of PostgreSQL's COPY (the manual's page on COPY, "Binary Format"): the server neither parses a statement for them nor
/// plans one, and on our side no value becomes an object.
struct PostgresCopy {
    /// Sent at a time: neither side has to keep more.
    private static let portion = 256 << 10
    private static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)

    private var buffer: [UInt8]
    private let fields: Int16

    /// - Parameter fields: of each row.
    private init(fields: Int) {
        buffer = Self.header
        buffer.reserveCapacity(Self.portion + (64 << 10))
        self.fields = Int16(fields)
    }

    /// Hands over all rows, piece by piece.
    static func write<E: Error>(_ rows: BulkRows, numberedFrom first: Int64, _ send: ([UInt8]) throws(E) -> Void) throws(E) {
        var copy = PostgresCopy(fields: rows.columns.count + (rows.counter == nil ? 0 : 1))
        var row = first
        try rows.each({ (column, cell) throws(E) in
            if column == 0 { copy.begin(rows.counter == nil ? nil : row) }
            switch cell {
            case .integer(let value): copy.put(value)
            case .text(let part), .blob(let part): copy.put(part)
            }
        }, end: { (_) throws(E) in
            row += 1
            if copy.buffer.count >= Self.portion {
                try send(copy.buffer)
                copy.buffer.removeAll(keepingCapacity: true)
            }
        })
        copy.put16(-1)
        try send(copy.buffer)
    }

    private mutating func begin(_ number: Int64?) {
        put16(fields)
        if let number { put(number) }
    }

    private mutating func put16(_ value: Int16) { withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) } }

    private mutating func put32(_ value: Int) { withUnsafeBytes(of: Int32(value).bigEndian) { buffer.append(contentsOf: $0) } }

    private mutating func put(_ value: Int64) {
        put32(8)
        withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }

    private mutating func put(_ part: UnsafeRawBufferPointer) {
        put32(part.count)
        buffer.append(contentsOf: part)
    }
}

extension PostgresWire {
    /// Inserts rows by COPY. Two round trips, however many rows there are.
    func copy(_ rows: BulkRows, numberedFrom first: Int64) throws(StorageError) {
        readLast()
        let names = ((rows.counter.map { [$0] } ?? []) + rows.columns).joined(separator: ", ")
        guard let start = PQexec(connection, "COPY \(rows.table) (\(names)) FROM STDIN (FORMAT binary)") else { throw lost() }
        let status = PQresultStatus(start)
        let refusal = status == PGRES_COPY_IN ? nil : error(of: start)
        PQclear(start)
        if let refusal { throw refusal }
        var failure: StorageError?
        do throws(StorageError) {
            try PostgresCopy.write(rows, numberedFrom: first) { (bytes) throws(StorageError) in
                let sent = bytes.withUnsafeBytes { PQputCopyData(connection, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count)) }
                guard sent == 1 else { throw lost() }
            }
        } catch { failure = error }
        // What was sent of it so far must not be kept.
        _ = failure == nil ? PQputCopyEnd(connection, nil) : PQputCopyEnd(connection, "the rows could not be sent")
        while let result = PQgetResult(connection) {
            // What the server found wrong says more than that it stopped to listen.
            if PQresultStatus(result) != PGRES_COMMAND_OK { failure = error(of: result) }
            PQclear(result)
            guard isConnected else { break }
        }
        if let failure { throw failure }
    }
}
