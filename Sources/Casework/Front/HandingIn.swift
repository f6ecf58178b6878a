package import Catalogue
import Crypto
import Identity
package import Register
import Storage

/// From answers to a handed-in application, as pages and API do it alike.
extension CaseOffice {
    /// Fills in the form and has the draft judged again: what is answered changes what the checks find.
    package func fillIn(_ id: String, _ fields: [String: String], by party: PartyID) async throws {
        try await answer(id, fields, by: party)
        try await recheck(id)
    }

    /// What the applicant is about to sign, named by its digest: changing anything afterwards changes it.
    package func applicationDigest(_ file: CaseFile) throws -> String {
        RegisterHash.hex(Array(SHA256.hash(data: try applicationText(file))))
    }

    /// What is applied for, line by line, as an applicant reads it before signing: all sign all of it, and each reads what concerns them.
    package func summary(_ facts: CaseFacts, _ service: ServiceDefinition, for reader: CaseReader) -> [(label: String, value: String)] {
        var lines = [(label: "办理事项", value: service.name)]
        for applicant in facts.applicants { lines.append((service.role(applicant.role)?.label ?? "申请人", applicant.party.name)) }
        for unit in facts.units.prefix(5) {
            lines.append(("坐落", unit.folio.description.location))
            lines.append(("不动产单元号", unit.folio.unit.text))
            if unit.folio.description.buildingArea > .zero { lines.append(("建筑面积", "\(unit.folio.description.buildingArea.description)平方米")) }
        }
        if facts.units.count > 5 { lines.append(("房屋", "共\(facts.units.count)套")) }
        if reader.seesPrice, let price = facts.contractPrice { lines.append(("合同价款", "\(price.description)元")) }
        for field in service.form {
            guard let answer = facts.answers[field.name], !answer.isEmpty else { continue }
            lines.append((field.label, reader.shown(answer, to: field, of: service, in: facts)))
        }
        return lines
    }

    /// Signs with the typed name, and a drawn signature where there is one; the last of all applicants to sign hands the application in.
    /// - Parameter digest: of what the signer has read; nil where the page itself has just shown it.
    /// - Throws: `CaseError.invalid` for a name that isn't the signer's or a declaration left out, `.changedMeanwhile` if what was read
    ///   is no longer what stands there, `SubmissionRefused` if something must be mended first: the signature stays.
    @discardableResult
    package func signAndHandIn(
        _ id: String, name typed: String, accepted: Set<String>, drawing: SignatureDrawing? = nil, read digest: String? = nil, by party: PartyID
    ) async throws -> CaseState {
        let (file, own) = try await database.read { (try self.load(id, for: party, in: $0), try self.parties.names(of: [party], in: $0)) }
        guard file.state.awaitsSignature(of: party) else {
            throw CaseError.notPossible(action: AvailableAction.sign.chinese, phase: file.state.phase.chinese, possible: file.state.available.map(\.chinese))
        }
        if let digest, try digest != applicationDigest(file) { throw CaseError.changedMeanwhile }
        guard let name = try own.masked(besides: party)[party] else { throw IdentityError.unknownParty(party) }
        guard typed.filter({ !$0.isWhitespace }) == name.filter({ !$0.isWhitespace }) else {
            throw CaseError.invalid(field: "name", message: "签名与您的姓名（名称）不一致，请完整键入。")
        }
        let signed = try await signature(on: file, method: drawing == nil ? "typed" : "drawn", accepted: accepted, drawing: drawing, by: party)
        let next = file.storing([signed])
        let everybody = Set(next.state.applicants.map(\.party.id)) == Set(next.state.signatures.map(\.party))
        guard everybody, next.state.available.contains(.submit) else { return try await store([signed], on: file, runAt: nil) }
        do {
            try requireSubmittable(next)
        } catch {
            try await store([signed], on: file, runAt: nil)
            throw error
        }
        // Both or neither: a crash between them would leave an application that everybody has signed and nobody hands in.
        let now = now()
        return try await store(
            [signed, CaseAction(at: now, actor: .party(party), event: .submitted(Submitted()))], on: file, runAt: handover(now))
    }

    /// What was asked for is mended: the notice is answered, or a draft's materials are asked for anew.
    package func mend(_ id: String, by party: PartyID) async throws {
        let file = try await load(id, for: party)
        if file.state.returned != nil {
            try await correct(id, by: party)
        } else {
            try file.state.require(.answer)
            try await recheck(id, refetching: true)
        }
    }
}
