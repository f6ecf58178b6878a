import Casework
import Documents

/// The QR code beside a certificate on its holder's page; it leads to the public check page.
enum CheckLink {
    static func qr(_ certificate: IssuedCertificate, _ office: CaseOffice) -> Markup {
        guard let code = try? QRCode(office.certificates.link(certificate)) else { return .empty }
        return Markup(raw: code.svg(title: "查验二维码"))
    }

    static func qr(_ extract: IssuedExtract, _ office: CaseOffice) -> Markup {
        guard let code = try? QRCode(office.certificates.link(extract)) else { return .empty }
        return Markup(raw: code.svg(title: "核验二维码"))
    }

    /// The way into an application for another party to it, on their own telephone.
    static func qr(joining url: String) -> Markup {
        guard let code = try? QRCode(url) else { return .empty }
        return Markup(raw: code.svg(title: "加入本次申请的二维码"))
    }

    /// The way to pay, for the payer's own phone at a counter.
    static func qr(payment url: String) -> Markup {
        guard let code = try? QRCode(url) else { return .empty }
        return Markup(raw: code.svg(title: "缴费二维码"))
    }
}
