/// A field of a certificate.
struct CertificateRow {
    let label: String
    let text: String
    /// Points.
    let height: Double
    let bold: Bool
    let isRequired: Bool
    /// Begins at the top left and may hold many lines.
    let isLong: Bool

    init(_ label: String, _ text: String, height: Double, bold: Bool = false, isRequired: Bool = false, isLong: Bool = false) {
        (self.label, self.text, self.height) = (label, text, height)
        (self.bold, self.isRequired, self.isLong) = (bold, isRequired, isLong)
    }

    func cleanText() throws -> String {
        isRequired ? try PlainText.required(text, field: label) : try PlainText.clean(text, field: label)
    }
}
