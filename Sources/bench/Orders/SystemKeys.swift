import ArgumentParser
import Crypto
import Foundation

/// Makes a key for each lender's own system, and says how the registry's operator enters it.
struct SystemKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "systems", abstract: "Makes keys of lenders' systems; prints client, name, credit code and public key's file, tabs between them.")
    @Option(help: "The loaded city's file.") var city: String
    @Option(help: "Where the keys go.") var folder: String

    func run() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let city = try MortgagedSales(path: city)
        for lender in [city.standing] + city.lending {
            let key = P256.Signing.PrivateKey()
            let path = "\(folder)/\(lender.client)"
            try key.pemRepresentation.write(toFile: "\(path).key", atomically: true, encoding: .utf8)
            try key.publicKey.pemRepresentation.write(toFile: "\(path).pem", atomically: true, encoding: .utf8)
            print([lender.client, lender.name, lender.creditCode, "\(path).pem"].joined(separator: "\t"))
        }
    }
}
