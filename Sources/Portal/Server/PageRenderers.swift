package import Identity

/// How the portal's own pages look. The templates' side supplies it; what throws here falls back to bare pages.
package struct PageRenderers: Sendable {
    package var problem: @Sendable (Problem, Visitor) throws -> String
    package var signIn: @Sendable (SignInPage, Visitor) throws -> String
    package var password: @Sendable (PasswordPage, Visitor) throws -> String
    package var secondFactor: @Sendable (SecondFactorPage, Visitor) throws -> String

    package init(
        problem: @Sendable @escaping (Problem, Visitor) throws -> String,
        signIn: @Sendable @escaping (SignInPage, Visitor) throws -> String,
        password: @Sendable @escaping (PasswordPage, Visitor) throws -> String,
        secondFactor: @Sendable @escaping (SecondFactorPage, Visitor) throws -> String
    ) {
        self.problem = problem
        self.signIn = signIn
        self.password = password
        self.secondFactor = secondFactor
    }
}

/// The choice of how to sign in, and the officials' form. Its fields are `user_name`, `password`, `code` and `next`.
package struct SignInPage: Sendable {
    /// Where to go afterwards; a path of this site.
    package var next: String
    /// Whether citizens and enterprises can sign in here.
    package var hasUnifiedIdentity: Bool
    /// The link for citizens and enterprises.
    package var unifiedIdentityLink: String
    /// What was typed before, never the password.
    package var userName: String
    package var message: String?
    /// The account has a second factor, so the field for its code is shown and focused.
    package var asksCode: Bool
    /// The officials' form is in front.
    package var isOfficial: Bool
}

/// Changing one's password. Its fields are `current`, `password`, `again`.
package struct PasswordPage: Sendable {
    package var errors: [FieldError]
    package var isForced: Bool
    package var isDone: Bool
}

/// Setting up the second factor. POST with `step=prepare` shows a secret, POST with `step=confirm` and `code` starts its use.
package struct SecondFactorPage: Sendable {
    package var isActive: Bool
    package var setup: SecondFactorSetup?
    package var message: String?
}
