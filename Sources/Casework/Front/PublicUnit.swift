package import Register
import Storage

/// What anybody may know of a unit: its natural facts and whether anything limits it, never who holds it
/// (民法典 219; 不动产登记资料查询暂行办法: natural status, and for burdens yes or no).
package struct PublicUnit: Sendable {
    package let unit: UnitCode
    package let standing: Folio.Standing
    package let description: UnitDescription
    package let isRegistered: Bool
    /// Held by several.
    package let isShared: Bool
    package let isMortgaged: Bool
    package let isSeized: Bool
    /// Otherwise limited by an authority.
    package let isRestricted: Bool
    package let hasAdvanceNotice: Bool
    package let hasObjection: Bool
    package let hasResidence: Bool

    package init(_ folio: Folio) {
        unit = folio.unit
        standing = folio.standing
        description = folio.description
        isRegistered = folio.ownership != nil
        isShared = (folio.ownership?.holders.count ?? 0) > 1
        isMortgaged = !folio.mortgages.isEmpty
        isSeized = !folio.seizures.isEmpty
        isRestricted = !folio.locks.isEmpty
        hasAdvanceNotice = !folio.notices.isEmpty
        hasObjection = !folio.objections.isEmpty
        hasResidence = !folio.residences.isEmpty
    }
}

/// A certificate as anybody may check it.
package struct CheckedCertificate: Sendable {
    package let certificate: IssuedCertificate
    package let unit: PublicUnit?
}

extension CaseOffice {
    /// - Returns: nil for a unit without a page.
    package func publicUnit(_ unit: UnitCode) async throws -> PublicUnit? {
        let region = region
        return try await database.read { try FolioRecords.find(unit, region: region, in: $0).map { PublicUnit($0.folio) } }
    }

    /// - Parameter token: of the QR code: 32 hexadecimal characters.
    package func check(token: String) async throws -> CheckedCertificate? {
        guard token.utf8.count == 32, token.allSatisfy(\.isHexDigit) else { return nil }
        return try await checked { try CertificateRecords.find(token: token, in: $0) }
    }

    package func check(number: CertificateNumber) async throws -> CheckedCertificate? {
        let region = region
        return try await checked { try CertificateRecords.find(number: number.text, region: region, in: $0) }
    }

    private func checked(_ find: @Sendable @escaping (any Connection) throws -> IssuedCertificate?) async throws -> CheckedCertificate? {
        let region = region
        return try await database.read { connection in
            guard let certificate = try find(connection) else { return nil }
            let folio = try FolioRecords.find(certificate.unit, region: region, in: connection)?.folio
            return CheckedCertificate(certificate: certificate, unit: folio.map(PublicUnit.init))
        }
    }
}
