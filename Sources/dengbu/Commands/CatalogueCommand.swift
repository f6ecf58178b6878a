import ArgumentParser
import Casework
import Catalogue

struct CatalogueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue", abstract: "Checks and describes the catalogue of services.", subcommands: [Check.self, Reference.self])

    /// Loads every file, reports everything wrong with its line, then runs the tests that each service carries.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Reports every error with its line, and runs the services' own tests.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let settings = try await common.settings()
            do {
                let catalogue = try CatalogueLoader.load(folder: settings.catalogue, primitives: CaseworkPrimitives.all)
                let results = catalogue.services.flatMap { ServiceTestRunner(catalogue: catalogue).run($0) }
                for failure in results where !failure.failures.isEmpty {
                    print("FAILED \(failure.service) “\(failure.test)”")
                    for line in failure.failures { print("    \(line)") }
                }
                let failed = results.count { !$0.failures.isEmpty }
                print("\(catalogue.services.count) services, \(results.count) tests, \(failed) failed, catalogue \(catalogue.hash.prefix(12))")
                if failed > 0 { throw ExitCode(1) }
            } catch let errors as CatalogueErrors {
                for error in errors.errors { print(error) }
                throw ExitCode(1)
            }
        }
    }

    struct Reference: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the reference page of the catalogue as Markdown.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let settings = try await common.settings()
            print(CatalogueReference.markdown(try CatalogueLoader.load(folder: settings.catalogue, primitives: CaseworkPrimitives.all)))
        }
    }
}
