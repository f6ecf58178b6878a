package import Register

/// An applicant handed in a file for a material. Its name is personal and stays sealed in the evidence.
package struct Uploaded: Hashable, Sendable, Codable {
    /// Id of the evidence that holds it.
    package var id: String
    package var material: String
    /// SHA-256 of the content, in hexadecimal.
    package var digest: String
    /// In bytes.
    package var size: Int64
    /// Who handed it in, and who alone may take it back.
    package var by: PartyID

    package init(id: String, material: String, digest: String, size: Int64, by: PartyID) {
        self.id = id
        self.material = material
        self.digest = digest
        self.size = size
        self.by = by
    }
}

/// The file was taken back before the application was handed in.
package struct UploadRemoved: Hashable, Sendable, Codable {
    package var id: String
    package var material: String
}

/// A file on its way into a case: its content lies in the store of uploads already.
package struct IncomingUpload: Hashable, Sendable {
    /// As the applicant's device calls it, without a path.
    package let name: String
    package let mediaType: String
    package let digest: String
    package let size: Int64

    package init(name: String, mediaType: String, digest: String, size: Int64) {
        self.name = name
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
    }
}

/// What the evidence of an upload says, under its seal.
package struct UploadNote: Hashable, Sendable, Codable {
    package var name: String
    package var mediaType: String
    package var size: Int64
}

/// A material that the applicants of a case hand in themselves.
package struct WantedUpload: Hashable, Sendable {
    package let material: String
    package let name: String
    /// How many files there are.
    package let count: Int
    /// Whose own it has to be; nil: any applicant's.
    package let by: PartyID?

    package init(material: String, name: String, count: Int, by: PartyID? = nil) {
        self.material = material
        self.name = name
        self.count = count
        self.by = by
    }
}
