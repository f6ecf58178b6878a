/// A case whose parties changed the custodian has a book with each, one after the other. The first is known by the case's number, the next by a dot
/// and its place after it: so each order has a number that no other book's has, and what comes late to a former custodian is still known.
extension EscrowTerms {
    /// As many custodians as one case may have: a round each.
    package static let rounds = 9

    package var bookID: String { Self.bookID(of: caseID, round: round ?? 1) }

    package static func bookID(of caseID: String, round: Int) -> String { round == 1 ? caseID : "\(caseID).\(round)" }

    /// Under which numbers books of a case may stand.
    package static func bookIDs(of caseID: String) -> [String] { (1...rounds).map { bookID(of: caseID, round: $0) } }

    package static func caseID(ofBook id: String) -> String { id.utf8.firstIndex(of: UInt8(ascii: ".")).map { String(id[..<$0]) } ?? id }
}
