package import Storage

/// A file that was taken: stored by its content, known by what it really is.
package struct UploadedFile: Hashable, Sendable {
    /// The form's field.
    package let field: String
    /// As the person's device calls it, made harmless.
    package let name: String
    package let kind: FileKind
    package let blob: StoredBlob
}

/// What an upload endpoint takes.
package struct UploadRule: Sendable {
    package var kinds: Set<FileKind>
    /// Bytes of one file.
    package var fileLimit: Int64
    package var files: Int
    package var fields: FormLimits
    /// Whether text may come in another encoding than UTF-8; whoever reads it then decodes and checks it.
    package var takesAnyText: Bool

    package init(
        kinds: Set<FileKind>, fileLimit: Int64 = 20 * 1024 * 1024, files: Int = 1, fields: FormLimits = .form, takesAnyText: Bool = false
    ) {
        self.takesAnyText = takesAnyText
        self.kinds = kinds
        self.fileLimit = fileLimit
        self.files = files
        self.fields = fields
    }

    /// Material that applicants upload.
    package static let material = UploadRule(kinds: [.pdf, .png, .jpeg], files: 10)
    /// Tables that developers import.
    package static let table = UploadRule(kinds: [.csv], fileLimit: 8 * 1024 * 1024, takesAnyText: true)
    /// Survey reports that developers file.
    package static let report = UploadRule(kinds: [.pdf, .ofd], fileLimit: 50 * 1024 * 1024)
}

/// The answer to a multipart form.
package struct Upload: Sendable {
    package let fields: FormFields
    package let files: [UploadedFile]

    package func file(_ field: String) throws(PortalError) -> UploadedFile {
        guard let file = files.first(where: { $0.field == field }) else { throw .upload(.missing(field: field)) }
        return file
    }
}
