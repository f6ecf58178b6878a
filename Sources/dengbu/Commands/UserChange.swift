import ArgumentParser
import Casework
import Foundation
import Identity
import Storage

/// What the pages leave to the operator: accounts of security and audit administrators (`GrantTable`), and emergencies.
extension UserCommand {
    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives an account a new first password, read from standard input; it must be changed at the next sign-in.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "User name.") var userName: String

        func run() async throws {
            guard let password = readLine(strippingNewline: true), !password.isEmpty else { throw ValidationError("no password on standard input") }
            try await change(userName, common) { desk, account in
                try await desk.resetPassword(password, of: account.id, by: "command line", at: Installation.clock())
            }
            print("account \(userName) has a new password")
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Disables an account and ends its sessions.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "User name.") var userName: String

        func run() async throws {
            try await change(userName, common) { try await $0.setDisabled(true, of: $1.id, by: "command line", at: Installation.clock()) }
            print("account \(userName) is disabled")
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Enables an account again and lifts its lock.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "User name.") var userName: String

        func run() async throws {
            try await change(userName, common) { desk, account in
                try await desk.setDisabled(false, of: account.id, by: "command line", at: Installation.clock())
                try await desk.unlock(account.id, by: "command line", at: Installation.clock())
            }
            print("account \(userName) is enabled")
        }
    }
}

/// - Throws: `ValidationError` in words for what the desk refuses.
private func change(_ userName: String, _ common: CommonOptions, _ work: (AccountDesk, Account) async throws -> Void) async throws {
    let installation = try await Installation.open(common.settings(), .register)
    let desk = AccountDesk(region: installation.settings.profile.region, database: installation.database, sealer: installation.sealer)
    guard let account = try await desk.find(userName: userName) else { throw ValidationError("there is no account \(userName)") }
    do {
        try await work(desk, account)
    } catch let error as IdentityError {
        throw ValidationError(error.message)
    }
    await installation.database.close()
}
