import Catalogue
import Identity
import Register
import Storage

/// Whose account the rest is paid to. People have accounts in their own names alone (个人存款账户实名制规定 6), so several sellers agree on one of theirs, by all
/// signing the text that names it; whoever gets it for all owes the others their parts (民法典 521).
enum RestHolder {
    static let unsaid = "出卖人有两位以上的，请在账号后面写明收款账户是哪一位的，例如：中国银行南昌分行 6217000010001234567 户名张三。"

    /// The key of the party whose account it is: the one that is named, or the only one; nil where neither is one of them.
    static func of(_ kept: KeptAccount, among sellers: [String]) -> String? {
        guard let holder = kept.holder else { return sellers.count == 1 ? sellers[0] : nil }
        return sellers.contains(holder) ? holder : nil
    }
}

extension MoneyTerms {
    /// Why nobody can sign for where the rest goes; nil where it is clear whose the account is.
    func restProblem(_ state: CaseState) -> String? {
        guard let kept = state.answers[restAccount].flatMap(KeptAccount.init) else { return nil }
        let sellers = state.applicants.filter { $0.role == restTo }.map(\.party.id.text)
        return RestHolder.of(kept, among: sellers) == nil ? RestHolder.unsaid : nil
    }
}

extension CaseOffice {
    /// Those whose account a field may name, with their names; none where the field says nothing of whom the rest goes to.
    func accountHolders(_ file: CaseFile, field: String) async throws -> [PartyID: String] {
        guard let money = try service(of: file.state).money, money.restAccount == field else { return [:] }
        return try await restHolders(file)
    }

    /// Everybody whom the rest is owed to, by name.
    func restHolders(_ file: CaseFile) async throws -> [PartyID: String] {
        guard let money = try service(of: file.state).money else { return [:] }
        let ids = file.state.applicants.filter { $0.role == money.restTo }.map(\.party.id)
        let parties = parties
        return try await database.read { try parties.details(of: ids, for: .checks, in: $0) }.mapValues(\.name)
    }
}
