import Foundation

/// Into which networks call-backs may go. An address is somebody else's word: without this, whoever names one could make the registry's
/// own server knock at doors that only it can reach.
package struct CallbackNetworks: Sendable {
    /// A range of addresses, as `10.20.0.0/16`.
    package struct Network: Hashable, Sendable {
        let bytes: [UInt8]
        let length: Int

        package init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, let bytes = CallbackNetworks.bytes(of: String(parts[0])), let length = Int(parts[1]), (0...bytes.count * 8).contains(length)
            else { return nil }
            self.bytes = bytes
            self.length = length
        }

        func holds(_ address: [UInt8]) -> Bool {
            guard address.count == bytes.count else { return false }
            let whole = length / 8
            guard address.prefix(whole) == bytes.prefix(whole) else { return false }
            let rest = length % 8
            guard rest > 0 else { return true }
            return address[whole] >> (8 - rest) == bytes[whole] >> (8 - rest)
        }
    }

    /// Allowed besides public addresses: 政务外网 and the lines to banks have private ones.
    package let allowed: [Network]
    /// Development: this machine, and without TLS.
    package let allowsLoopback: Bool

    package init(allowed: [Network] = [], allowsLoopback: Bool = false) {
        self.allowed = allowed
        self.allowsLoopback = allowsLoopback
    }

    /// Reads a list as the settings have it: `10.20.0.0/16, fd00:1::/32`.
    /// - Returns: nil with anything in it that is no network.
    package init?(list: String, allowsLoopback: Bool) {
        let words = list.split { $0 == "," || $0.isWhitespace }.map(String.init)
        let networks = words.compactMap(Network.init)
        guard networks.count == words.count else { return nil }
        self.init(allowed: networks, allowsLoopback: allowsLoopback)
    }

    /// - Parameter address: 4 or 16 bytes.
    package func permits(_ address: [UInt8]) -> Bool {
        if Self.loopback.contains(where: { $0.holds(address) }) { return allowsLoopback }
        if allowed.contains(where: { $0.holds(address) }) { return true }
        switch address.count {
        case 4: return !Self.special.contains { $0.holds(address) }
        // Only what is given out for the open network (2000::/3): no local, mapped or translated address lies in it.
        case 16: return address[0] >> 5 == 1 && !Self.special.contains { $0.holds(address) }
        default: return false
        }
    }

    private static let loopback = ["127.0.0.0/8", "::1/128"].compactMap(Network.init)

    /// Addresses of special use (RFC 6890 and the IANA registries it began), IPv6 within 2000::/3.
    private static let special = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    ].compactMap(Network.init)

    /// The bytes of a written address; nil for anything else.
    static func bytes(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var sixteen = in6_addr()
        if inet_pton(AF_INET6, text, &sixteen) == 1 { return withUnsafeBytes(of: &sixteen) { Array($0) } }
        return nil
    }

    /// A written address of bytes.
    static func text(of address: [UInt8]) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = address.count == 4 ? AF_INET : AF_INET6
        let isWritten = address.withUnsafeBytes { inet_ntop(family, $0.baseAddress, &buffer, socklen_t(buffer.count)) != nil }
        return isWritten ? String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
