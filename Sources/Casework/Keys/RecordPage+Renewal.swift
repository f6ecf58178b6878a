import Identity
import Seals
import Storage

extension RecordPage {
    /// Pages that one transaction writes anew: a few megabytes.
    private static let renewedAtOnce = 100

    /// Pages of a file under the newest key. The log's entries commit to the records in them, not to their ciphertext.
    /// - Parameter start: the last page that was looked at; empty before the first.
    static func renew(of state: ImportState, after start: String, region: String, cipher: FieldCipher, in connection: any Connection) throws -> RenewedPage {
        let pages = try read(state, from: (Int(start) ?? -1) + 1, limit: renewedAtOnce, region: region, in: connection)
        var changed = 0
        for page in pages {
            guard let sealed = try cipher.renewed(page.sealed, context: context(state, page: page.page, region: region)) else { continue }
            changed += Int(
                try connection.execute(
                    """
                    UPDATE log_import_page SET sealed = \(sealed)
                    WHERE region = \(region) AND digest = \(state.digest) AND page = \(Int64(page.page)) AND sealed = \(page.sealed)
                    """))
        }
        return RenewedPage(next: pages.count < renewedAtOnce ? nil : pages.last.map { String($0.page) }, read: pages.count, changed: changed)
    }
}
