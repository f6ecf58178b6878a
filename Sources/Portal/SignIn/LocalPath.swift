/// Where somebody goes after signing in: only ever a page of this site. An open redirect would lend our name to a fraud.
package enum LocalPath {
    /// The path if it is safe to go there, else the home page.
    package static func safe(_ text: String?, otherwise: String = "/") -> String {
        guard let text, isSafe(text) else { return otherwise }
        return text
    }

    private static func isSafe(_ text: String) -> Bool {
        // Visible ASCII without back-slashes and number signs: looked at as bytes, since every request comes by here.
        guard text.utf8.count <= 1024, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C && $0 != 0x23 }), !text.hasPrefix("//"),
            RequestGuard.isSound(text)
        else { return false }
        let path = text.prefix { $0 != "?" }
        // Going back there would sign out again, or never end.
        return !path.hasPrefix("/sign-") && !path.hasPrefix("/api/")
    }
}
