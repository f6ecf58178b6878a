import ArgumentParser
import Ledger
import Seals

/// The installation's keys: what they are, their public halves, and the seal's chain of trust.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "key", abstract: "Shows and exports public keys.", subcommands: [List.self, Log.self, Chain.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists keys and their public halves.")
        @OptionGroup var common: CommonOptions
        func run() async throws {
            let installation = try await Installation.open(common.settings(), migrating: false)
            for key in try installation.keys.publicKeys() { print("\(key.label)\t\(key.kind)\n\(key.pem)") }
        }
    }

    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the log's verifier key, as every C2SP tool reads it.")
        @OptionGroup var common: CommonOptions
        func run() async throws {
            print(try await Installation.open(common.settings(), migrating: false).logVerifier().vkey)
        }
    }

    struct Chain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the electronic seal's certificate and its root as PEM.")
        @OptionGroup var common: CommonOptions
        func run() async throws {
            print(try await Installation.open(common.settings(), migrating: false).sealAuthority().chainPEM)
        }
    }
}
