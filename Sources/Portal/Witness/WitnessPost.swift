package import AsyncHTTPClient
package import Casework
import NIOCore
import NIOHTTP1

/// Reaches witnesses over the network.
package enum WitnessPost {
    /// Bytes that an answer may have.
    private static let limit = 64 * 1024

    /// Posts within two seconds, over connections that are kept open.
    package static func make(_ client: HTTPClient) -> WitnessPublisher.Post {
        { url, body in
            var request = HTTPClientRequest(url: url)
            request.method = .POST
            request.headers.add(name: "content-type", value: "text/plain; charset=utf-8")
            request.body = .bytes(ByteBuffer(bytes: body))
            let response = try await client.execute(request, timeout: .seconds(2))
            let answer = try await response.body.collect(upTo: limit)
            return (Int(response.status.code), Array(answer.readableBytesView))
        }
    }
}
