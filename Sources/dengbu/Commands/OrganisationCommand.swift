import ArgumentParser
import Casework
import Identity
import Register
import Storage

/// Organisations' roles, where no security administrator is at hand; the pages do the same.
struct OrganisationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organisation", abstract: "Shows, gives and takes what organisations may do: bank, custodian, developer, court.",
        subcommands: [Show.self, Grant.self, Revoke.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows an organisation's roles and why it has or had them.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Unified social credit code.") var creditCode: String

        func run() async throws {
            try await organisation(creditCode, common) { _, found in
                print("\(found.name)\t\(found.roles.map(\.rawValue).sorted().joined(separator: ","))")
                for event in found.history { print("\(event.at)\t\(event.isGrant ? "given" : "taken")\t\(event.role.rawValue)\t\(event.source)\t\(event.ground)") }
            }
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Gives an organisation a role.")
        @OptionGroup var options: RoleOptions
        func run() async throws { try await options.decide(true) }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a role; sessions and tokens of the organisation end. No department's word gives it back.")
        @OptionGroup var options: RoleOptions
        func run() async throws { try await options.decide(false) }
    }
}

struct RoleOptions: ParsableArguments {
    @OptionGroup var common: CommonOptions
    @Argument(help: "Unified social credit code.") var creditCode: String
    @Option(help: "bank, custodian, developer or court.") var role: String
    @Option(help: "Why, in at least four characters: it is kept for the auditor.") var ground: String

    fileprivate func decide(_ granted: Bool) async throws {
        guard let role = Role(rawValue: role), role.isMember else { throw ValidationError("role must be bank, custodian, developer or court") }
        guard (4...200).contains(ground.count) else { throw ValidationError("the ground must have 4 to 200 characters") }
        try await organisation(creditCode, common) { desk, found in
            try await desk.decide(role, granted: granted, of: found.party, ground: ground, by: .commandLine, at: Installation.clock())
            print("\(found.name): \(role.rawValue) \(granted ? "given" : "taken")")
        }
    }
}

private func organisation(_ creditCode: String, _ common: CommonOptions, _ work: (OrganisationDesk, Organisation) async throws -> Void) async throws {
    let identifier: PartyIdentifier
    do { identifier = try PartyIdentifier(kind: .creditCode, number: creditCode) } catch { throw ValidationError(error.message) }
    let installation = try await Installation.open(common.settings(), .register)
    let desk = OrganisationDesk(parties: installation.parties, database: installation.database)
    guard let found = try await desk.find(creditCode: identifier) else { throw ValidationError("there is no organisation with this credit code") }
    do {
        try await work(desk, found)
    } catch let error as IdentityError {
        throw ValidationError(error.message)
    } catch OrganisationDesk.Refusal.alreadySo {
        throw ValidationError("nothing to do: it is so already")
    }
    await installation.database.close()
}
