import CZlib

/// How packed bytes are framed.
package enum Packing: Int32, Sendable, CaseIterable {
    // zlib's own numbers: the largest window, and 16 more for a gzip frame.
    /// RFC 1950: streams of PDF files.
    case zlib = 15
    /// RFC 1952: `Content-Encoding: gzip`.
    case gzip = 31

    /// What packing may cost.
    package enum Effort: Int32, Sendable {
        /// For what is packed each time that it is asked for.
        case some = 1
        /// For what is packed once and used often.
        case most = 9
    }
}

/// Why bytes could not be packed or unpacked.
package enum PackingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// zlib failed with this code.
    case library(Int32)
    /// What was given isn't what zlib writes.
    case damaged
    /// It ends before it is complete.
    case truncated
    /// It would become larger than the reader takes: a small file that fills a memory.
    case tooLarge(limit: Int)
    /// A server packs in a way that nobody asked for.
    case unknownEncoding(String)

    package var description: String {
        switch self {
        case .library(let code): "zlib failed with \(code)"
        case .damaged: "the packed bytes are damaged"
        case .truncated: "the packed bytes break off"
        case .tooLarge(let limit): "unpacked it would have more than \(limit) bytes"
        case .unknownEncoding(let name): "the content encoding \(name) was not asked for"
        }
    }
}
