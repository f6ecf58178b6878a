import CCairo

/// The families that documents are set in. They are the distribution's, from the package fonts-noto-cjk.
package enum DocumentFonts {
    static let serif = "Noto Serif CJK SC"
    static let sans = "Noto Sans CJK SC"

    /// Throws ``DocumentError/fontMissing(family:found:)`` where a family doesn't resolve: Pango would silently take another one.
    package static func check() throws {
        try check(Typesetter())
    }

    static func check(_ typesetter: Typesetter) throws {
        for family in [serif, sans] {
            let found = typesetter.resolvedFamily(family)
            guard found == family else { throw DocumentError.fontMissing(family: family, found: found) }
        }
    }
}
