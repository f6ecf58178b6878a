package import AsyncHTTPClient
package import Casework
import NIOCore
import NIOHTTP1

/// Reaches witnesses over the network.
package enum WitnessPost {
    /// Bytes that an answer may have.
    private static let limit = 64 * 1024

    /// For connection, head and body together: the client's own limit ends with the head, and a witness that trickles its answer would
    /// hold up the publication for as long as it likes.
    package static let patience = 2

    /// Posts over connections that are kept open.
    /// - Parameter patience: seconds for the whole answer.
    /// - Throws: the client's errors, also for an answer that is too long; `TookTooLong`.
    package static func make(_ client: HTTPClient, patience: Int = patience) -> WitnessPublisher.Post {
        { url, body in
            var request = HTTPClientRequest(url: url)
            request.method = .POST
            request.headers.add(name: "content-type", value: "text/plain; charset=utf-8")
            request.body = .bytes(ByteBuffer(bytes: body))
            let asked = request
            return try await withThrowingTaskGroup(of: (status: Int, body: [UInt8]).self) { group in
                group.addTask {
                    let response = try await client.execute(asked, timeout: .seconds(Int64(patience)))
                    let answer = try await response.body.collect(upTo: limit)
                    return (Int(response.status.code), Array(answer.readableBytesView))
                }
                group.addTask {
                    try await Task.sleep(for: .seconds(patience))
                    throw TookTooLong(patience: patience)
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw TookTooLong(patience: patience) }
                return first
            }
        }
    }

    /// A witness didn't answer within its time.
    struct TookTooLong: Error, CustomStringConvertible {
        /// Seconds.
        let patience: Int
        var description: String { "no whole answer within \(patience) s" }
    }
}
