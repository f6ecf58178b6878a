import Catalogue
import Contracts
import Exchange
import Identity
import Register
import Storage

/// 抵押权自动注销: a lender that says its loan is settled need not apply as well. Its word is asked for anew, under its own key, and is what the case
/// rests on (民法典 393; 条例 14: the mortgagee may ask alone).
extension CaseOffice {
    /// The cases that end the settled mortgages of a lender on a unit: opened once, however often and by however many messages at once
    /// it is told; what a crash left half done is gone on with.
    /// - Parameter institution: the lender's credit code, as the door has proved it.
    /// - Throws: `ExchangeError` while the lender can't be asked: it tells again.
    func cancelSettled(on unit: UnitCode, of institution: String, as peer: Peer) async throws -> [String] {
        try await cancelSettled(on: unit, of: institution, as: peer) { proof in
            let errand = Errand(caseID: nil, purpose: "核对贷款结清确认")
            let answer = try await departments.ask(
                Lending.Settlement.self, Lending.Settlement.Request(unit: unit, proof: proof), at: institution, for: errand)
            return answer.value?.settled == true
        }
    }

    /// - Parameter isSettled: whether the lender confirms it of the mortgage with that proof.
    func cancelSettled(
        on unit: UnitCode, of institution: String, as peer: Peer, _ isSettled: (_ proof: String) async throws -> Bool
    ) async throws -> [String] {
        guard let service = catalogue.services.first(where: { $0.openedBy == Lending.Settlement.name }),
            let role = service.applicants.first(where: \.alone), let identifier = try? PartyIdentifier(kind: .creditCode, number: institution)
        else { return [] }
        let region = region
        let found = try await database.read { connection -> (lender: PartyRef, proofs: [(mortgage: EntryID, proof: String)])? in
            guard let lender = try self.parties.find(identifier, in: connection), let page = try FolioRecords.find(unit, region: region, in: connection)
            else { return nil }
            let proofs = Dictionary(try CertificateRecords.valid(of: unit, region: region, in: connection).map { ($0.entry, $0.number) }) { $1 }
            // What several lenders hold together is for all of them to end.
            return (
                lender,
                page.folio.mortgages.filter { $0.mortgagees.map(\.id) == [lender.id] }.compactMap { mortgage in
                    proofs[mortgage.entry.id].map { (mortgage.entry.id, $0) }
                }
            )
        }
        guard let found else { return [] }
        var cases: [String] = []
        for (mortgage, proof) in found.proofs {
            guard try await isSettled(proof) else { continue }
            cases.append(try await cancellation(of: mortgage, on: unit, by: found.lender, in: service, as: role, peer))
        }
        return cases
    }

    private func cancellation(
        of mortgage: EntryID, on unit: UnitCode, by lender: PartyRef, in service: ServiceDefinition, as role: ApplicantRole, _ peer: Peer
    ) async throws -> String {
        if let known = try await openCancellations(of: mortgage, on: unit, in: service).first {
            try await handInConfirmed(known, by: lender, as: peer)
            return known
        }
        let applicant = CaseApplicant(role: role.role, party: lender, identifiedBy: Approach.machine.identifiedBy)
        let id = try await open(
            service: service.id, units: [unit], applicants: [applicant],
            answers: ["mortgage": mortgage.text, "reason": EndMortgage.Reason.debtPaid.rawValue, "confirmed": "yes"], channel: .api,
            by: .department(peer.wire))
        // Two messages at once may both have found none. Numbers are given one after the other, each seen by the next: the case that was
        // numbered first goes on, the others end.
        if let first = try await openCancellations(of: mortgage, on: unit, in: service).first, first != id {
            let file = try await load(id)
            let action = CaseAction(at: now(), actor: .system, event: .withdrawn(Withdrawn(reason: "同一抵押权的注销已由办件\(first)办理。")))
            try await store([action], on: file, runAt: nil)
            try await handInConfirmed(first, by: lender, as: peer)
            return first
        }
        try await handInConfirmed(id, by: lender, as: peer)
        return id
    }

    /// Cases of that service that end this very mortgage and haven't ended themselves, the first opened first.
    private func openCancellations(of mortgage: EntryID, on unit: UnitCode, in service: ServiceDefinition) async throws -> [String] {
        let region = region
        let ids = try await database.read { connection in
            try connection.rows(
                """
                SELECT case_id FROM case_file WHERE region = \(region) AND unit = \(unit.text) AND service = \(service.id)
                AND phase NOT IN ('refused', 'withdrawn') ORDER BY case_id
                """
            ).map { try $0.text("case_id") }
        }
        var found: [String] = []
        for id in ids where try await load(id).state.answers["mortgage"] == mortgage.text { found.append(id) }
        return found
    }

    /// The confirmation is the application: signed by the lender's key, which the door has checked (电子签名法 13).
    private func handInConfirmed(_ id: String, by lender: PartyRef, as peer: Peer) async throws {
        for _ in 0..<8 {
            let file = try await load(id)
            guard file.state.submittedAt == nil, file.state.phase.isOpen, file.state.applicants.contains(where: { $0.party.id == lender.id }) else { return }
            do {
                let service = try service(of: file.state)
                let accepted = Set(service.declarations.filter(\.required).map(\.name))
                let signed = try await signature(
                    on: file, method: "confirmation", accepted: accepted, drawing: nil, by: lender.id, actor: .department(peer.wire))
                let now = now()
                let submitted = CaseAction(at: now, actor: .department(peer.wire), event: .submitted(Submitted()))
                try await store([signed, submitted], on: file, runAt: now)
                return
            } catch CaseError.changedMeanwhile {
                continue
            }
        }
        throw CaseError.changedMeanwhile
    }
}
