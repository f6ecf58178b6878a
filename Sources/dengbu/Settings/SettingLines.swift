import Casework
import Foundation
import Portal

extension Settings {
    /// Every setting as it stands, for the system administrator's page. Files that hold secrets are named, never read; a password in a
    /// database address is left out.
    var lines: [SettingLine] {
        SettingKey.allCases.map { key in
            let value = value(of: key)
            return SettingLine(
                key: key.rawValue, environment: key.environment, value: value, isStandard: value == key.standard || value.isEmpty, meaning: key.meaning)
        }
    }

    private func value(of key: SettingKey) -> String {
        switch key {
        case .data: data
        case .catalogue: catalogue
        case .resources: resources
        case .host: host
        case .port: String(port)
        case .portFile: portFile ?? ""
        case .origin: origin ?? ""
        case .database: Self.withoutPassword(database)
        case .region: profile.region
        case .province: profile.province
        case .place: profile.place
        case .authority: profile.authority
        case .authorityCode: profile.authorityCode
        case .directory: directory
        case .identityIssuer: identityIssuer ?? ""
        case .identityClient: identityClient
        case .identitySecretFile: identitySecretFile ?? ""
        case .logOrigin: logOrigin
        case .logWitnesses: logWitnessesFile ?? ""
        case .logSM2: logSM2 ? "true" : "false"
        case .anchorInterval: String(anchorInterval)
        case .callbackNetworks: callbackNetworks
        case .passphraseFile: passphraseFile ?? ""
        case .trustedProxies: String(trustedProxies)
        case .systemRate: String(systemRate)
        case .metricsTokenFile: metricsTokenFile ?? ""
        case .development: development ? "true" : "false"
        }
    }

    /// `postgres://user:secret@host/db` becomes `postgres://user:***@host/db`; `password=secret` becomes `password=***`.
    static func withoutPassword(_ address: String) -> String {
        var text = address
        if let scheme = text.range(of: "://"), let at = text[scheme.upperBound...].lastIndex(of: "@"),
            let colon = text[scheme.upperBound..<at].firstIndex(of: ":")
        {
            text.replaceSubrange(text.index(after: colon)..<at, with: "***")
        }
        return text.replacing(/password=('[^']*'|[^\s&]*)/, with: "password=***")
    }
}
