import Contracts
import Register
import Seals

/// The loan and mortgage contract of an approval, and what the lender says of it.
extension Approval {
    /// 个人借款抵押合同, as it is sealed (民法典 400, 668).
    func contractText(by lender: String) -> String {
        """
        借款抵押合同 \(said.contract)
        贷款人（抵押权人）：\(lender)
        借款人：\(said.borrowers.joined(separator: "、"))
        抵押物：不动产单元\(said.unit.text)
        贷款金额：人民币\(said.amount)元
        债务履行期限：\(said.from)至\(said.until)
        担保范围：\(said.scope)
        抵押期间转让抵押物：\(said.transferBan ? "须经抵押权人同意" : "可以转让")
        审批编号：\(said.number)
        """
    }

    /// With the digest of the contract as sealed, if it is.
    func answer(by lender: String) -> Lending.LoanApproval.Answer {
        var answer = said
        answer.contractDigest = isSealed ? Hex.encode(Digests.sha256(Array(contractText(by: lender).utf8))) : nil
        return answer
    }
}
