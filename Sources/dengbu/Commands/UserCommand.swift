import ArgumentParser
import Casework
import Foundation
import Identity
import Register
import Storage

/// Accounts of officials and administrators, for the first ones and for emergencies; the pages do the rest.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "user", abstract: "Makes and lists accounts.", subcommands: [Add.self, List.self, Password.self, Disable.self, Enable.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes an account; the password is read from standard input.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "User name.") var userName: String
        @Option(help: "Name shown beside decisions.") var name: String
        @Option(help: "Roles, comma separated: clerk, examiner, registrar, systemAdministrator, securityAdministrator, auditAdministrator.") var roles: String
        @Option(help: "Office code; made for the whole city if it doesn't exist.") var office: String?
        @Flag(help: "Do nothing if the account exists.") var ifMissing = false
        @Flag(help: "The password must be changed at first sign-in.") var mustChange = false

        func run() async throws {
            let installation = try await Installation.open(common.settings(), .upToDate)
            let region = installation.settings.profile.region
            let desk = AccountDesk(region: region, database: installation.database, sealer: installation.sealer)
            if ifMissing, try await desk.find(userName: userName) != nil { return }
            if let office {
                let resources = installation.settings.resources
                let csv = (try? String(contentsOfFile: "\(resources)/data/divisions/\(region.prefix(2))0000.csv", encoding: .utf8)) ?? ""
                let counties = Division.read(csv: csv).filter { $0.parent == region && $0.level == "county" }.map(\.code)
                let made = try Office(code: office, name: installation.settings.profile.authority, divisions: counties.isEmpty ? [region] : counties)
                try await installation.database.write { try OfficeRecords.put(made, region: region, in: $0) }
            }
            guard let password = readLine(strippingNewline: true), !password.isEmpty else { throw ValidationError("no password on standard input") }
            let set = Set(roles.split(separator: ",").compactMap { Role(rawValue: String($0)) })
            _ = try await desk.create(
                NewAccount(userName: userName, displayName: name, roles: set, office: office, password: password, mustChangePassword: mustChange),
                by: "command line", at: Installation.clock())
            print("account \(userName) made")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists accounts with their roles.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let installation = try await Installation.open(common.settings(), .register)
            let desk = AccountDesk(region: installation.settings.profile.region, database: installation.database, sealer: installation.sealer)
            for account in try await desk.all() {
                print("\(account.userName)\t\(account.displayName)\t\(account.roles.map(\.rawValue).sorted().joined(separator: ","))")
            }
        }
    }
}
