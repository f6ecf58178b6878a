package import Identity

/// What an installation sets. All of it is documented in the table of the configuration page.
package struct PortalSettings: Sendable {
    /// Where browsers reach the site: `https://dengji.example.gov.cn`. Decides the scheme of cookies and HSTS.
    package var publicOrigin: String
    /// Origins other than our own to which a page may send somebody: the identity service, the payment service.
    package var formOrigins: [String] = []
    /// How many proxies of ours stand in front; so many entries of `X-Forwarded-For` are believed, from the right.
    package var trustedProxies = 0
    /// With this bearer token `/metrics` may be read from anywhere; without, only from this machine.
    package var metricsToken: String?
    /// For every client, over all endpoints.
    package var clientRate = RateLimit(burst: 240, perMinute: 1200)
    /// For one institution's own system, over all endpoints.
    package var systemRate = RateLimit(burst: 1_000, perMinute: 6_000)
    /// For one department's messages.
    package var peerRate = RateLimit(burst: 5_000, perMinute: 60_000)
    /// For signing in, each client.
    package var signInRate = RateLimit(burst: 10, perMinute: 10)
    /// Open server-sent event streams, in all and for one client.
    package var streams = 4000
    package var streamsPerClient = 12
    package var identityProvider: IdentityProvider?
    /// Shown on the authenticator application.
    package var siteName = "登簿"

    package init(publicOrigin: String) { self.publicOrigin = publicOrigin }

    package var isHTTPS: Bool { publicOrigin.hasPrefix("https://") }
}

/// The unified identity service (统一身份认证), an OpenID Connect provider.
package struct IdentityProvider: Hashable, Sendable {
    /// As its discovery document names itself.
    package var issuer: String
    package var clientID: String
    package var clientSecret: String?
    package var scopes: String

    package init(issuer: String, clientID: String, clientSecret: String?, scopes: String = "openid profile") {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scopes = scopes
    }

    /// Scheme, host and port.
    package var origin: String {
        let parts = issuer.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return issuer }
        return "\(parts[0])//\(parts[2].prefix { $0 != "/" })"
    }
}
