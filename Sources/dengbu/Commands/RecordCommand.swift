import ArgumentParser
import Casework
import Foundation
import Ledger
import Register
import Storage

/// Gives a holder the imported records of a unit, with the salts that open their entries and the proofs that these are on the log.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Writes an imported record with its proof, for its holder: `dengbu verify disclosure` verifies it offline.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The unit's code.") var unit: String
    @Option(help: "Number of the record within the unit; without one the records are listed.") var number: Int?
    @Option(parsing: .upToNextOption, help: "Only these fields (JZMJ, QLRMC …); the others stay digests.") var fields: [String] = []
    @Option(help: "File to write to; by default standard output.") var output: String?

    func run() async throws {
        let installation = try await Installation.open(common.settings(), .register)
        let region = installation.settings.profile.region
        let code: UnitCode
        do throws(UnitCodeError) { code = try UnitCode(unit) } catch { throw ValidationError(error.message) }
        let cipher = installation.cipher
        let found = try await installation.database.read { try KeptRecords.read(code, region: region, cipher: cipher, in: $0) }
        guard let number else {
            for item in found {
                let values = Dictionary(try item.record.values().map { ($0.name, $0.value) }) { first, _ in first }
                print("\(item.record.number)\t\(values["BM"] ?? "")\t\(values["DJLX"] ?? "")\t\(values["DJSJ"] ?? "")\t\(values["YWH"] ?? "")\t\(item.file.name)")
            }
            await installation.database.close()
            return
        }
        guard let item = found.first(where: { $0.record.number == number }) else {
            throw ValidationError("the unit has no imported record \(number): it has \(found.count)")
        }
        let whole = try item.record.disclosure(binding: item.file.digest)
        let names = Set(try item.record.values().map(\.name))
        if let strange = fields.first(where: { !names.contains($0) }) { throw ValidationError("the record has no field \(strange): it has \(names.sorted().joined(separator: " "))") }
        guard let receipt = try await installation.database.read({ try LogReader.receipt(ofLeaf: item.leafID, in: $0) }) else {
            throw ValidationError("the log has no entry \(item.leafID): run dengbu verify")
        }
        let shown = ShownRecord(disclosure: fields.isEmpty ? whole : try whole.showing(Set(fields)), proof: String(decoding: receipt.encoded, as: UTF8.self))
        let bytes = Data(try CanonicalJSON.encode(shown))
        if let output { try bytes.write(to: URL(fileURLWithPath: output), options: .atomic) } else { FileHandle.standardOutput.write(bytes + Data("\n".utf8)) }
        await installation.database.close()
    }
}
