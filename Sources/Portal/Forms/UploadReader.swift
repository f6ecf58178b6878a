import Identity
package import Hummingbird
import NIOCore
package import Storage

extension Request {
    /// Reads a multipart form: its files stream into the blob store and are never whole in memory. Each is taken only if its
    /// content is of an allowed kind and of the kind that its name claims.
    ///
    /// A file that was stored before a later part failed stays as an orphan of the content-addressed store, referred to by nobody.
    /// - Throws: ``PortalError``.
    package func upload(_ rule: UploadRule, to blobs: any BlobStore, in context: some VisitContext) async throws -> Upload {
        guard let boundary = MultipartParser.boundary(of: headers[.contentType] ?? "") else {
            throw PortalError.mediaTypeNotSupported(expected: "multipart/form-data")
        }
        let parts = MultipartParts(
            body: body, parser: try MultipartParser(boundary: boundary, limits: .init(parts: rule.files + 100)),
            limit: context.visit.endpoint?.bodyLimit ?? Int(rule.fileLimit) * rule.files)
        var fields = FormFields()
        var files: [UploadedFile] = []
        while let headers = try await parts.nextPart() {
            guard let fileName = headers.fileName else {
                let value = try await parts.text(limit: rule.fields.value)
                guard fields.pairs.count < rule.fields.fields else { throw PortalError.malformed("表单的栏目过多。") }
                if headers.name == FormFields.tokenName {
                    guard let session = context.visit.session, session.accepts(formToken: value) else { throw PortalError.forgedRequest }
                    context.visit.formTokenPending = false
                }
                fields.append(headers.name, value)
                continue
            }
            // The token stands first in our forms; without it no file of another site's form is stored.
            guard !context.visit.formTokenPending else { throw PortalError.forgedRequest }
            let content = try await FileContent(parts: parts)
            // A file field that was left empty.
            if content.sample.isEmpty, fileName.isEmpty { continue }
            let kind = try rule.check(content.sample, fileName: fileName, contentType: headers.contentType)
            guard files.count < rule.files else { throw PortalError.upload(.tooManyParts(limit: rule.files)) }
            content.text = kind == .csv && !rule.takesAnyText ? TextCheck() : nil
            let blob = try await blobs.store(content, limit: rule.fileLimit)
            files.append(UploadedFile(field: headers.name, name: fileName, kind: kind, blob: blob))
        }
        guard !context.visit.formTokenPending else { throw PortalError.forgedRequest }
        return Upload(fields: fields, files: files)
    }

    /// Reads one file that is the whole body, for scripts: `PUT` with its content type.
    package func uploadedBody(
        named name: String, _ rule: UploadRule, to blobs: any BlobStore
    ) async throws -> UploadedFile {
        let content = try await FileContent(body: body, limit: Int(rule.fileLimit))
        let kind = try rule.check(content.sample, fileName: name, contentType: mediaType)
        content.text = kind == .csv && !rule.takesAnyText ? TextCheck() : nil
        return UploadedFile(field: "", name: name, kind: kind, blob: try await blobs.store(content, limit: rule.fileLimit))
    }
}

extension UploadRule {
    /// The kind of a file that begins so, if it may be taken.
    func check(_ sample: [UInt8], fileName: String?, contentType: String?) throws(PortalError) -> FileKind {
        guard !sample.isEmpty else { throw .upload(.empty) }
        let claimed = FileKind.claimed(fileName: fileName, contentType: contentType)
        guard let kind = FileKind.sniff(sample) else {
            if let claimed, claimed != .csv { throw .upload(.disguised(declared: claimed.chinese, found: FileKind.name(of: sample))) }
            throw .upload(.kindNotAllowed(found: FileKind.name(of: sample)))
        }
        if let claimed, claimed != kind { throw .upload(.disguised(declared: claimed.chinese, found: kind.chinese)) }
        guard kinds.contains(kind) else { throw .upload(.kindNotAllowed(found: kind.chinese)) }
        return kind
    }
}

/// The parts of a multipart body, one after another. Used by one task.
final class MultipartParts {
    private var body: RequestBody.AsyncIterator
    private var parser: MultipartParser
    private var events: ArraySlice<MultipartParser.Event> = []
    private var received = 0
    private let limit: Int

    init(body: RequestBody, parser: MultipartParser, limit: Int) {
        self.body = body.makeAsyncIterator()
        self.parser = parser
        self.limit = limit
    }

    /// The next part's headers; what is left of the part before is skipped.
    func nextPart() async throws -> PartHeaders? {
        while let event = try await next() {
            if case .part(let headers) = event { return headers }
        }
        return nil
    }

    /// More of this part's content; nil at its end.
    func nextData() async throws -> [UInt8]? {
        guard case .data(let bytes)? = try await next() else { return nil }
        return bytes
    }

    /// The whole content of a small part.
    func text(limit: Int) async throws -> String {
        var bytes: [UInt8] = []
        while let more = try await nextData() {
            guard bytes.count + more.count <= limit else { throw PortalError.malformed("表单中有过长的内容。") }
            bytes += more
        }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { throw PortalError.malformed("表单的编码不正确。") }
        return text
    }

    private func next() async throws -> MultipartParser.Event? {
        while true {
            if let event = events.popFirst() { return event == .end ? nil : event }
            if parser.isDone { return nil }
            guard let chunk = try await body.next() else {
                try parser.finish()
                return nil
            }
            received += chunk.readableBytes
            guard received <= limit else { throw PortalError.bodyTooLarge(limit: limit) }
            events = try parser.feed(chunk.readableBytesView)[...]
        }
    }
}

/// A file's content on its way to the blob store, with its beginning seen already. Used by one task.
final class FileContent: AsyncSequence, AsyncIteratorProtocol {
    typealias Element = [UInt8]

    /// The first bytes, at most ``FileKind/sample`` if there are so many.
    private(set) var sample: [UInt8] = []
    /// Set for text, which is checked to its end.
    var text: TextCheck?
    private var ahead: [[UInt8]] = []
    /// There is nothing behind the end; asking again would take from the next part.
    private var hasEnded = false
    private let source: () async throws -> [UInt8]?

    init(parts: MultipartParts) async throws {
        source = { try await parts.nextData() }
        try await look()
    }

    init(body: RequestBody, limit: Int) async throws {
        var iterator = body.makeAsyncIterator()
        source = { try await iterator.next().map { Array($0.readableBytesView) } }
        try await look()
    }

    private func more() async throws -> [UInt8]? {
        guard !hasEnded, let chunk = try await source() else {
            hasEnded = true
            return nil
        }
        return chunk
    }

    private func look() async throws {
        while sample.count < FileKind.sample, let chunk = try await more() {
            ahead.append(chunk)
            sample += chunk.prefix(FileKind.sample - sample.count)
        }
    }

    func makeAsyncIterator() -> FileContent { self }

    func next() async throws -> [UInt8]? {
        let chunk = ahead.isEmpty ? try await more() : ahead.removeFirst()
        guard let chunk else {
            if let text, !text.isComplete { throw PortalError.upload(.notUTF8) }
            return nil
        }
        if text?.accepts(chunk) == false { throw PortalError.upload(.notUTF8) }
        return chunk
    }
}
