package import Register

/// After the release: one person of the registry takes up a lender's statement that the book doesn't go by of itself, because it names another account or
/// asks for more than the interest. It was asked for anew and found to be the mortgagee's.
package struct PayoffProposed: Codable, Hashable, Sendable {
    package var quote: PayoffQuote
    /// The official's account.
    package var by: String
    package var ground: String
    package init(quote: PayoffQuote, by: String, ground: String) {
        self.quote = quote
        self.by = by
        self.ground = ground
    }
}

/// A second person agrees: from here the loan is paid off by that statement. Nobody alone sends money to an account that no statement of before the
/// release has named.
package struct PayoffAgreed: Codable, Hashable, Sendable {
    package var sink: String
    /// The statement that was looked at.
    package var number: String
    package var by: String
    package var ground: String
    package init(sink: String, number: String, by: String, ground: String) {
        self.sink = sink
        self.number = number
        self.by = by
        self.ground = ground
    }
}
