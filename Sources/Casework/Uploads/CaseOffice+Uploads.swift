package import Catalogue
import Exchange
import Identity
import Logging
package import Register
import Seals
import Storage

/// Files that applicants hand in: evidence in the case, replaced or taken back until the application is handed in.
extension CaseOffice {
    /// Files of one material at most, and of a case.
    package static let uploadsPerMaterial = 10
    static let uploadsPerCase = 40

    /// Whether this material of the service is one that the applicants of this case upload: because nobody else has it, or because the
    /// department that should have it has none and the service lets them.
    package func takesUpload(_ need: MaterialNeed, in state: CaseState) -> Bool {
        let standings = state.standings
        guard need.when?.holds(answers: state.answers, applicants: standings) ?? true else { return false }
        if need.isUploaded { return true }
        guard need.otherwise == .upload, let gathered = state.materials[need.kind] else { return false }
        return gathered.state == .notFound || gathered.state == .unavailable
    }

    package func wantedUploads(of state: CaseState, _ service: ServiceDefinition) -> [WantedUpload] {
        service.materials.filter { takesUpload($0, in: state) }.flatMap { need -> [WantedUpload] in
            let name = catalogue.material(need.kind)?.name ?? need.kind
            let files = state.uploads.filter { $0.material == need.kind }
            guard need.perApplicant else { return [WantedUpload(material: need.kind, name: name, count: files.count)] }
            return state.applicants.filter { need.isOwn(of: $0.role, $0.party.kind) }.map { applicant in
                WantedUpload(material: need.kind, name: name, count: files.count { $0.by == applicant.party.id }, by: applicant.party.id)
            }
        }
    }

    /// Whether this party may hand in that material: what each organisation has of its own nobody else can.
    package func mayUpload(_ need: MaterialNeed, in state: CaseState, by party: PartyID) -> Bool {
        !need.perApplicant || state.applicants.contains { $0.party.id == party && need.isOwn(of: $0.role, $0.party.kind) }
    }

    /// Puts files into the case. What was signed before no longer covers the application, so everybody signs again.
    /// - Throws: `CaseError.notYours`, `.notPossible`, `.invalid` for a material that isn't wanted or too many files. Nothing is kept then.
    @discardableResult
    package func addUploads(_ files: [IncomingUpload], material: String, to id: String, by party: PartyID) async throws -> CaseState {
        do {
            return try await adding(files, material: material, to: id, by: party)
        } catch {
            for file in files { await forgetUpload(file.digest) }
            throw error
        }
    }

    private func adding(_ files: [IncomingUpload], material: String, to id: String, by party: PartyID) async throws -> CaseState {
        guard !files.isEmpty else { throw CaseError.invalid(field: material, message: "请选择要上传的文件。") }
        var attempt = 0
        while true {
            let file = try await load(id, for: party)
            try file.state.require(.answer)
            let service = try service(of: file.state)
            guard let need = service.material(material), takesUpload(need, in: file.state) else {
                throw CaseError.invalid(field: material, message: "这个办件不需要上传这份材料。")
            }
            guard mayUpload(need, in: file.state, by: party) else {
                throw CaseError.invalid(field: material, message: "这份材料由有关单位各自上传，请等待对方登录后上传。")
            }
            let there = file.state.uploads.filter { $0.material == material }
            // The same content twice is one file.
            let fresh = files.filter { file in !there.contains { $0.digest == file.digest } }
            guard there.count + fresh.count <= Self.uploadsPerMaterial, file.state.uploads.count + fresh.count <= Self.uploadsPerCase else {
                throw CaseError.invalid(field: material, message: "一份材料最多上传\(Self.uploadsPerMaterial)个文件，请先移除多余的文件，或合并为一个文件。")
            }
            guard !fresh.isEmpty else { return file.state }
            do {
                return try await enter(fresh, material: material, in: file, by: party)
            } catch CaseError.changedMeanwhile where attempt < 5 {
                // The engine moved the case while the file came in: the file is not to blame.
                attempt += 1
            }
        }
    }

    private func enter(_ files: [IncomingUpload], material: String, in file: CaseFile, by party: PartyID) async throws -> CaseState {
        let now = now()
        var evidence: [Evidence] = []
        var actions: [CaseAction] = []
        for upload in files {
            guard let digest = BlobDigest(hex: upload.digest), try await uploads.contains(digest) else {
                throw CaseError.invalid(field: material, message: "文件没有完整保存，请重新上传。")
            }
            let id = RandomText.hex(12)
            let note = UploadNote(name: upload.name, mediaType: upload.mediaType, size: upload.size)
            let sealed = try cipher.seal(
                String(decoding: CanonicalJSON.encode(note), as: UTF8.self), context: Self.evidenceContext(file.id, id))
            evidence.append(
                Evidence(
                    id: id, caseID: file.id, material: material, source: MaterialNeed.applicant, digest: upload.digest, keyID: nil, signature: nil,
                    at: now, sealed: sealed, envelope: nil))
            actions.append(
                CaseAction(
                    at: now, actor: .party(party),
                    event: .uploaded(Uploaded(id: id, material: material, digest: upload.digest, size: upload.size, by: party))))
        }
        let region = region
        let (kept, happened) = (evidence, actions)
        let state = try await database.write { connection in
            for item in kept { try EvidenceRecords.insert(item, region: region, in: connection) }
            return try CaseRecords.append(happened, to: file.id, state: file.state, runAt: now, region: region, in: connection)
        }
        feed.moved(file.id)
        return state
    }

    /// Takes a file back. Its content goes too, unless something else refers to it; that there was one stays in the case's history.
    @discardableResult
    package func removeUpload(_ upload: String, of id: String, by party: PartyID) async throws -> CaseState {
        let file = try await load(id, for: party)
        try file.state.require(.answer)
        guard let found = file.state.uploads.first(where: { $0.id == upload }) else { throw CaseError.unknownUpload }
        guard found.by == party else { throw CaseError.invalid(field: found.material, message: "这个文件由其他申请人上传，只能由其本人移除。") }
        let now = now()
        let region = region
        let action = CaseAction(at: now, actor: .party(party), event: .uploadRemoved(UploadRemoved(id: found.id, material: found.material)))
        let state = try await database.write { connection in
            try UploadRecords.delete(found.id, caseID: file.id, region: region, in: connection)
            return try CaseRecords.append([action], to: file.id, state: file.state, runAt: now, region: region, in: connection)
        }
        feed.moved(file.id)
        await forgetUpload(found.digest)
        return state
    }

    /// An upload with what its evidence says of it.
    package func uploadNote(_ upload: Uploaded, in file: CaseFile) async throws -> UploadNote {
        try await uploadNotes(in: file)[upload.id].orThrow(CaseError.unknownUpload)
    }

    /// What the evidence says of every upload of the case, by its id.
    package func uploadNotes(in file: CaseFile) async throws -> [String: UploadNote] {
        guard !file.state.uploads.isEmpty else { return [:] }
        let region = region
        let evidence = try await database.read { try EvidenceRecords.of(caseID: file.id, region: region, in: $0) }
        var notes: [String: UploadNote] = [:]
        for item in evidence where item.source == MaterialNeed.applicant && file.state.uploads.contains(where: { $0.id == item.id }) {
            let text = try cipher.open(item.sealed, context: Self.evidenceContext(file.id, item.id))
            notes[item.id] = try CanonicalJSON.decode(UploadNote.self, from: Array(text.utf8))
        }
        return notes
    }

    /// Removes a content that nothing refers to (any more).
    package func forgetUpload(_ digest: String) async {
        let region = region
        guard let blob = BlobDigest(hex: digest) else { return }
        do {
            if try await database.read({ try UploadRecords.isReferenced(digest, region: region, in: $0) }) { return }
            try await uploads.remove(blob)
        } catch {
            logger.warning("an upload that nobody needs could not be removed", metadata: ["digest": "\(digest)"])
        }
    }
}

extension Optional {
    fileprivate func orThrow(_ error: some Error) throws -> Wrapped {
        guard let self else { throw error }
        return self
    }
}

extension MaterialNeed {
    /// Whether somebody of that kind in that role hands in one of its own: organisations do, persons have none.
    func isOwn(of role: String, _ kind: PartyKind) -> Bool { of.contains(role) && kind != .person }
}
