import ArgumentParser
import Casework
import Foundation
import Identity
import Portal
import Register
import Storage

/// Institutions' own systems that may call the API: registered with their public key, never with a secret.
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Registers institutions' systems for the API.", subcommands: [Add.self, List.self, Disable.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Registers a system by its public key, or gives a known one another key; its tokens end then.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Client id: 3 to 40 small letters, digits and dashes.") var id: String
        @Option(help: "Name of the organisation, as its licence has it.") var name: String
        @Option(help: "Its unified social credit code.") var creditCode: String
        @Option(help: "PEM file with the P-256 public key.") var key: String
        @Option(help: "What the organisation is: bank, custodian, developer or court; nothing for another.") var role: String?

        func run() async throws {
            let role = try self.role.map { word in
                guard let role = Role(rawValue: word), role.isMember else { throw ValidationError("role must be bank, custodian, developer or court") }
                return role
            }
            let pem = try ClientKey.read(pem: String(contentsOfFile: key, encoding: .utf8))
            let installation = try await Installation.open(common.settings(), .upToDate)
            let region = installation.settings.profile.region
            let identifier: PartyIdentifier
            do { identifier = try PartyIdentifier(kind: .creditCode, number: creditCode) } catch { throw ValidationError(error.message) }
            let claim = try PartyClaim(name: name, identifier: identifier, kind: .enterprise)
            let (id, now) = (id, Installation.clock())
            let parties = installation.parties
            let shown = name
            do {
                try await installation.database.write { connection in
                    let party = try parties.ensure(claim, at: now, in: connection)
                    try ClientRecords.put(
                        APIClient(id: id, party: party, name: shown, publicKey: pem, createdAt: now), region: region, in: connection)
                    if let role {
                        try OrganisationRoles.apply(
                            OrganisationRoleEvent(
                                role: role, isGrant: true, source: OrganisationRoleEvent.operatorSource, ground: "登记接口系统\(id)", digest: "", keyID: "", at: now),
                            to: party.id, region: region, in: connection)
                    }
                }
            } catch let error as IdentityError {
                throw ValidationError(error.message)
            }
            await installation.database.close()
            print("client \(id) registered")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists clients.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let installation = try await Installation.open(common.settings(), .register)
            let region = installation.settings.profile.region
            for client in try await installation.database.read({ try ClientRecords.all(region: region, in: $0) }) {
                print("\(client.id)\t\(client.name)\t\(client.isDisabled ? "disabled" : "active")")
            }
            await installation.database.close()
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends a client and every token that it has.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Client id.") var id: String

        func run() async throws {
            let installation = try await Installation.open(common.settings(), .register)
            let region = installation.settings.profile.region
            let id = id
            let known = try await installation.database.write { try ClientRecords.disable(id, region: region, in: $0) }
            await installation.database.close()
            guard known else { throw ValidationError("there is no client \(id)") }
            print("client \(id) disabled")
        }
    }
}
