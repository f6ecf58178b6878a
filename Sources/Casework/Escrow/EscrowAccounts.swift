package import Contracts
import Escrow
import Register
import Seals
import Storage

/// The accounts of a case's money: the book knows them by name, who they are lies sealed.
package struct EscrowAccounts: Sendable {
    package private(set) var known: [String: MoneyAccount]
    /// Those that aren't stored yet.
    private(set) var added: [String] = []

    let caseID: String

    init(_ known: [String: MoneyAccount], of caseID: String) {
        self.known = known
        self.caseID = caseID
    }

    /// The name of an account; one that was never seen gets a name of its own, and one that was named twice, as a payee's by both sides, has the first.
    /// - Parameter kind: what the name begins with.
    mutating func name(of account: MoneyAccount, kind: String) -> String {
        if let name = known.filter({ $0.value == account }).keys.min() { return name }
        var number = 1
        while known["\(kind)-\(number)"] != nil { number += 1 }
        let name = "\(kind)-\(number)"
        known[name] = account
        added.append(name)
        return name
    }

    /// Whether an account that a lender states is in the name of the one that the case was judged by (`payoff-goes-to-lender`): a loan is paid to its creditor
    /// (民法典 561, 677), who may have another account, and to nobody else.
    func isLender(_ account: MoneyAccount, in known: PayoffQuote?) -> Bool {
        guard let known, let judged = self.known[known.account] else { return true }
        return judged.holder == account.holder
    }

    // MARK: storing

    static func context(_ place: String, _ caseID: String) -> String { "escrow-account/\(caseID)/\(place)" }

    /// - Parameters:
    ///   - former: as they were read before: what is stored is only ever added to, so those it has aren't opened again.
    ///   - names: of those that are wanted; nil for all.
    static func load(
        _ caseID: String, since former: EscrowAccounts? = nil, named names: Set<String>? = nil, region: String, cipher: FieldCipher, in connection: any Connection
    ) throws -> EscrowAccounts {
        let before = former?.known ?? [:]
        var known: [String: MoneyAccount] = [:]
        for row in try connection.rows("SELECT place, name, sealed FROM escrow_account WHERE region = \(region) AND case_id = \(caseID)") {
            let name = try row.text("name")
            guard names?.contains(name) ?? true else { continue }
            if let account = before[name] {
                known[name] = account
                continue
            }
            let text = try cipher.open(row.blob("sealed"), context: context(row.text("place"), caseID))
            known[name] = try CanonicalJSON.decode(MoneyAccount.self, from: Array(text.utf8))
        }
        return EscrowAccounts(known, of: caseID)
    }

    /// The same once those that are new are stored.
    var stored: EscrowAccounts { EscrowAccounts(known, of: caseID) }

    /// Stores those that are new; two processes that find the same account at once each name it the same.
    func statements(_ caseID: String, region: String, cipher: FieldCipher) throws -> [SQL] {
        try added.compactMap { name in try known[name].map { try Self.statement(name, $0, caseID, region: region, cipher: cipher) } }
    }

    static func statement(_ name: String, _ account: MoneyAccount, _ caseID: String, region: String, cipher: FieldCipher) throws -> SQL {
        let place = "\(caseID):\(name)"
        let sealed = try cipher.seal(CanonicalJSON.encode(account), context: context(place, caseID))
        return "INSERT INTO escrow_account (region, place, case_id, name, sealed) VALUES (\(region), \(place), \(caseID), \(name), \(sealed))"
    }
}

extension EscrowAccounts: GrownFile {
    var number: String { caseID }
    var length: Int { known.count }
}
