package import Register
import Seals
import Storage

/// What an authenticator application needs. Shown once, while the second factor is set up.
package struct SecondFactorSetup: Sendable {
    /// For typing: base 32.
    package let secret: String
    /// For the QR code: `otpauth://totp/…`
    package let uri: String
}

extension AccountDesk {
    /// Prepares a second factor. It counts from the moment ``confirmSecondFactor(_:of:at:)`` has seen a code of it.
    package func prepareSecondFactor(of id: AccountID, issuer: String) async throws -> SecondFactorSetup {
        let secret = TOTP.generateSecret()
        let text = Base32.encode(secret)
        let sealed = try sealer.seal(text, .secondFactor, row: id.text)
        let userName = try await database.write { [region] connection in
            try AccountRecords.set("second_factor_pending = \(sealed)", of: id, region: region, in: connection)
            return try self.account(id, in: connection).userName
        }
        return SecondFactorSetup(secret: text, uri: try TOTP(secret: secret).provisioningURI(issuer: issuer, account: userName))
    }

    /// - Throws: ``IdentityError/secondFactorWrong`` and ``IdentityError/secondFactorNotPrepared``; the old one, if any, stays then.
    package func confirmSecondFactor(_ code: String, of id: AccountID, at now: Moment) async throws {
        try await database.write { [region, sealer] connection in
            guard let stored = try AccountRecords.find(id, region: region, in: connection) else { throw IdentityError.unknownAccount }
            guard let pending = stored.pendingSecondFactor,
                let secret = Base32.decode(try sealer.open(pending, .secondFactor, row: id.text))
            else { throw IdentityError.secondFactorNotPrepared }
            guard let step = try TOTP(secret: secret).verify(code, at: now.microseconds / 1_000_000) else {
                throw IdentityError.secondFactorWrong
            }
            try AccountRecords.set(
                "second_factor = \(pending), second_factor_pending = \([UInt8]?.none), second_factor_step = \(step)",
                of: id, region: region, in: connection)
            try self.note(.secondFactorAdded, id, by: id.text, at: now, in: connection)
        }
    }

    /// For somebody who lost the device; the security administrator does it, and the account's sessions end.
    package func removeSecondFactor(of id: AccountID, by: String, at now: Moment) async throws {
        try await database.write { [region] connection in
            try self.authorise(by, over: try self.account(id, in: connection), in: connection)
            try AccountRecords.set(
                "second_factor = \([UInt8]?.none), second_factor_pending = \([UInt8]?.none), second_factor_step = \(Int64?.none)",
                of: id, region: region, in: connection)
            try SessionRecords.end(.account(id), region: region, in: connection)
            try self.note(.secondFactorRemoved, id, by: by, at: now, in: connection)
        }
    }
}
