import Crypto

/// A code over the number that the database itself gives a row as it comes in, so that nobody knows it before.
///
/// A statement carries a key that is this row's alone (``Connection/orderKey(of:)``), the database makes the code of it and the number, and keeps
/// the code: `order_code(key, number)`, the first eight bytes of SHA-256(key ‖ number, eight bytes, the highest first).
package enum OrderCode {
    /// What PostgreSQL is told that it is; SQLite has it from the program.
    package static let postgresFunction = """
        CREATE FUNCTION order_code(key BYTEA, number BIGINT) RETURNS BYTEA LANGUAGE sql IMMUTABLE STRICT
        AS 'SELECT substring(sha256(key || int8send(number)) FROM 1 FOR 8)'
        """

    /// How many bytes a code has.
    private static let length = 8

    static func code(_ key: UnsafeRawBufferPointer, _ number: Int64) -> [UInt8] {
        var hash = SHA256()
        hash.update(bufferPointer: key)
        withUnsafeBytes(of: number.bigEndian) { hash.update(bufferPointer: $0) }
        return Array(hash.finalize().prefix(length))
    }
}

extension RowSealer {
    /// What a row's code has to be.
    /// - Parameter place: what the row is, whatever its number.
    package func orderCode(of place: String, _ number: Int64) -> [UInt8] {
        orderKey(of: place).withUnsafeBytes { OrderCode.code($0, number) }
    }
}

extension Connection {
    /// The key to the order code of a row; nil where rows aren't sealed.
    package func orderKey(of place: String) -> [UInt8]? { sealer?.orderKey(of: place) }
}
