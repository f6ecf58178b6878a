import ArgumentParser
import Foundation
import Seals

/// Prints public halves, or writes all keys into an encrypted file.
struct KeyExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Prints public halves as PEM; with a file, writes an encrypted backup of all keys into it.")
    @Argument(help: "The backup's file; it must not be there yet.") var file: String?
    @Option(help: "File with the backup's own passphrase, at least twelve bytes.") var backupPassphrase: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (file == nil) == (backupPassphrase == nil) else { throw ValidationError("A backup needs a file and --backup-passphrase.") }
    }

    func run() async throws {
        let keys = try Installation.keyFolder(await common.settings())
        guard let file, let backupPassphrase else {
            for key in try keys.publicKeys() { print("\(key.label)\t\(key.kind)\n\(key.pem)") }
            return
        }
        try KeyBackup.write(KeyBackup.make(of: keys, passphrase: Installation.passphrase(backupPassphrase)), to: file)
        print("\(try keys.labels().count) keys are in \(file); keep its passphrase apart from it")
    }
}

/// Brings the keys of a backup into the key folder of this machine.
struct KeyImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Restores a backup's keys into this installation's key folder, before its first start or beside the same keys.")
    @Argument(help: "The backup's file.") var file: String
    @Option(help: "File with the backup's passphrase.") var backupPassphrase: String
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let keys = try Installation.keyFolder(await common.settings())
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let labels = try KeyBackup.restore(text, into: keys, passphrase: Installation.passphrase(backupPassphrase))
        for label in labels { print(label) }
    }
}
