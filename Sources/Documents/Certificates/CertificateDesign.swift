/// What distinguishes the two kinds of certificate to the eye.
struct CertificateDesign {
    let name: String
    let accent: Ink
    let guilloche: Guilloche
    /// Size of the title in points.
    let titleSize: Double

    static let ownership = CertificateDesign(
        name: "ownership", accent: .crimson, guilloche: .certificate, titleSize: 37)
    static let notice = CertificateDesign(name: "notice", accent: .teal, guilloche: .notice, titleSize: 32)

    /// The engraved paper of every page.
    func paper(_ workshop: Workshop) throws -> Artwork {
        try workshop.artwork("paper \(name)", width: CertificateSheet.width, height: CertificateSheet.height) {
            guilloche.paper(on: $0)
        }
    }

    func rosette(_ workshop: Workshop) throws -> Artwork {
        try workshop.artwork("rosette \(name)", width: 264, height: 264) { guilloche.rosette(on: $0) }
    }
}
