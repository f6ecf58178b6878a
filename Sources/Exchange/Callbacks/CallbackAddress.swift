import Foundation

/// The address that an institution wants to be called at, checked for what can be known without asking the network.
package struct CallbackAddress: Hashable, Sendable {
    package let url: String
    /// Without brackets.
    package let host: String

    /// Why an address isn't taken.
    package enum Fault: Error, Hashable, Sendable {
        case malformed
        case notHTTPS
        case hasCredentials
        case notPermitted

        package var message: String {
            switch self {
            case .malformed: "请填写完整的网址，例如 https://api.example-bank.com/dengbu，不超过500个字符，不带 # 部分。"
            case .notHTTPS: "回调地址应以 https:// 开头。"
            case .hasCredentials: "网址中不能带用户名或密码。"
            case .notPermitted: "该地址在内部网络中，不能作为回调地址。经专线接入的，请先联系登记机构登记网段。"
            }
        }
    }

    /// - Throws: ``Fault``.
    package init(_ text: String, within networks: CallbackNetworks) throws(Fault) {
        guard text.utf8.count <= 500, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C }), let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), var host = parts.host, !host.isEmpty, parts.fragment == nil,
            parts.port.map({ (1...65_535).contains($0) }) ?? true
        else { throw .malformed }
        guard parts.user == nil, parts.password == nil else { throw .hasCredentials }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        let literal = CallbackNetworks.bytes(of: host)
        // A number that isn't a written address (`2130706433`, `0x7f.1`) is read as one by some resolvers.
        if literal == nil { guard host.split(separator: ".").last?.contains(where: \.isLetter) == true, !host.contains("%") else { throw .malformed } }
        if let literal { guard networks.permits(literal) else { throw .notPermitted } }
        guard scheme == "https" || (scheme == "http" && networks.allowsLoopback) else { throw .notHTTPS }
        url = text
        self.host = host.lowercased()
    }
}
