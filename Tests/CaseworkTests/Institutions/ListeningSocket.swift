import Contracts
import Foundation
import Synchronization

/// A registry that only listens: keeps what is sent to it, and says that it is busy as often as it is told to. It knows nothing of several messages in one
/// envelope.
final class ListeningSocket: Sendable {
    private struct State {
        var received: [(path: String, message: SignedMessage)] = []
        var busy = 0
    }
    private let state = Mutex(State())
    private let descriptor: Int32
    let port: Int

    struct Failure: Error {}

    init() throws {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) == 0 && listen(socket, 64) == 0 && getsockname(socket, $0, &size) == 0 }
        }
        guard bound else { throw Failure() }
        descriptor = socket
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { return }
                serve(connection)
                close(connection)
            }
        }
    }

    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var received: [(path: String, message: SignedMessage)] { state.withLock { $0.received } }
    func isBusy(times: Int) { state.withLock { $0.busy = times } }

    private func serve(_ connection: Int32) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while request(bytes) == nil {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            bytes += buffer[..<count]
        }
        guard let request = request(bytes) else { return }
        let isBusy = state.withLock { state -> Bool in
            guard state.busy == 0 else {
                state.busy -= 1
                return true
            }
            if !Batch.isContract(request.path), let message = try? SignedMessage(
                bytes: request.body, keyHeader: request.headers[Envelope.keyHeader.lowercased()],
                signatureHeader: request.headers[Envelope.signatureHeader.lowercased()])
            {
                state.received.append((request.path, message))
            }
            return false
        }
        let isKnown = !Batch.isContract(request.path)
        let answer = Array("HTTP/1.1 \(isBusy ? "503 Busy" : isKnown ? "200 OK" : "404 Not Found")\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
    }

    /// nil while it hasn't come whole.
    private func request(_ bytes: [UInt8]) -> (path: String, headers: [String: String], body: [UInt8])? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        let start = text[..<end.upperBound].utf8.count
        let length = Int(headers["content-length"] ?? "") ?? 0
        guard bytes.count >= start + length, let path = lines.first?.split(separator: " ").dropFirst().first else { return nil }
        return (String(path), headers, Array(bytes[start..<start + length]))
    }
}
