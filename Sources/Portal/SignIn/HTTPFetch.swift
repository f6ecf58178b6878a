package import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A small request to another server, and its whole answer. The identity client speaks through this, so that tests can answer.
package struct FetchRequest: Sendable {
    package var url: String
    /// Sent as a POST form if there is one.
    package var form: FormFields?

    package init(url: String, form: FormFields? = nil) {
        self.url = url
        self.form = form
    }
}

package struct FetchAnswer: Sendable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

package typealias HTTPFetch = @Sendable (FetchRequest) async throws -> FetchAnswer

package enum LiveFetch {
    /// Bytes that an answer may have.
    static let limit = 256 * 1024

    /// Fetches over the network, within five seconds, without following redirects.
    package static func make(_ client: HTTPClient) -> HTTPFetch {
        { wanted in
            var request = HTTPClientRequest(url: wanted.url)
            request.headers.add(name: "accept", value: "application/json")
            if let form = wanted.form {
                request.method = .POST
                request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
                let text = form.pairs.map { "\(Percent.encode($0.name))=\(Percent.encode($0.value))" }.joined(separator: "&")
                request.body = .bytes(ByteBuffer(string: text))
            }
            let response = try await client.execute(request, timeout: .seconds(5))
            let body = try await response.body.collect(upTo: limit)
            return FetchAnswer(status: Int(response.status.code), body: Array(body.readableBytesView))
        }
    }
}
