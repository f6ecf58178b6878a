import AsyncHTTPClient
import Dispatch
import Foundation
import NIOCore
import NIOHTTP1

/// What came of knocking once.
package enum CallbackReply: Hashable, Sendable {
    /// The receiver answered, well or not.
    case answered(status: Int, body: [UInt8])
    /// Nobody did; a word for the log.
    case unreachable(String)
}

/// A connection to one receiver for as long as there is something to tell it.
package protocol CallbackLine: Sendable {
    func post(_ body: [UInt8], headers: [(String, String)], readingBody: Bool) async -> CallbackReply
    func hangUp() async
}

/// How a line is opened.
package typealias CallbackDialler = @Sendable (CallbackAddress) async throws -> any CallbackLine

/// Why no line was opened.
package struct CallbackUnreachable: Error, Sendable {
    package let word: String
    package init(_ word: String) { self.word = word }
}

/// A line over HTTP to the very address that was looked up and permitted: a name that means another address a moment later (DNS
/// rebinding) leads nowhere else. Redirects are not followed.
package struct LiveCallbackLine: CallbackLine {
    private let http: HTTPClient
    private let url: String
    private let limit: Duration

    /// Bytes of an answer that are read at most.
    static let bodyLimit = 4_096

    package static func dialler(within networks: CallbackNetworks, limit: Duration = .seconds(10)) -> CallbackDialler {
        { address in try await LiveCallbackLine(address, within: networks, limit: limit) }
    }

    init(_ address: CallbackAddress, within networks: CallbackNetworks, limit: Duration) async throws {
        let found = try await HostLookup.addresses(of: address.host)
        // One that is not permitted among several is no accident.
        guard let first = found.first(where: { $0.count == 4 }) ?? found.first, found.allSatisfy(networks.permits), let text = CallbackNetworks.text(of: first) else {
            throw CallbackUnreachable(found.isEmpty ? "dns" : "network-not-permitted")
        }
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5), read: .seconds(10)))
        if CallbackNetworks.bytes(of: address.host) == nil { configuration.dnsOverride = [address.host: text] }
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        url = address.url
        self.limit = limit
    }

    package func post(_ body: [UInt8], headers: [(String, String)], readingBody: Bool) async -> CallbackReply {
        let (http, url) = (http, url)
        return await withTaskGroup(of: CallbackReply.self) { group in
            group.addTask {
                do {
                    var request = HTTPClientRequest(url: url)
                    request.method = .POST
                    for (name, value) in headers { request.headers.add(name: name, value: value) }
                    request.body = .bytes(body)
                    let response = try await http.execute(request, timeout: .seconds(15))
                    var bytes: [UInt8] = []
                    if readingBody {
                        for try await chunk in response.body {
                            bytes += Array(buffer: chunk).prefix(Self.bodyLimit - bytes.count)
                            if bytes.count >= Self.bodyLimit { break }
                        }
                    }
                    return .answered(status: Int(response.status.code), body: bytes)
                } catch let error as HTTPClientError where error == .connectTimeout || error == .readTimeout || error == .deadlineExceeded {
                    return .unreachable("timeout")
                } catch is CancellationError {
                    return .unreachable("timeout")
                } catch {
                    return .unreachable(String("\(type(of: error))".prefix(60)))
                }
            }
            // A receiver that lets its answer trickle doesn't hold anybody for longer.
            group.addTask { [limit] in
                try? await Task.sleep(for: limit)
                return .unreachable("timeout")
            }
            let first = await group.next() ?? .unreachable("timeout")
            group.cancelAll()
            return first
        }
    }

    package func hangUp() async { try? await http.shutdown() }
}

/// Addresses of a name, as the system's resolver knows them.
enum HostLookup {
    static func addresses(of host: String) async throws -> [[UInt8]] {
        if let literal = CallbackNetworks.bytes(of: host) { return [literal] }
        // The resolver blocks, so it gets a thread that may.
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try look(host) }) }
        }
    }

    private static func look(_ host: String) throws -> [[UInt8]] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { throw CallbackUnreachable("dns") }
        defer { freeaddrinfo(list) }
        var found: [[UInt8]] = []
        var next = list
        while let entry = next?.pointee {
            if entry.ai_family == AF_INET {
                entry.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                    var bytes = address.pointee.sin_addr
                    found.append(withUnsafeBytes(of: &bytes) { Array($0) })
                }
            } else if entry.ai_family == AF_INET6 {
                entry.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                    var bytes = address.pointee.sin6_addr
                    found.append(withUnsafeBytes(of: &bytes) { Array($0) })
                }
            }
            next = entry.ai_next
        }
        return found
    }
}
