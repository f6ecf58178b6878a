import ArgumentParser

/// 登簿: the registry's program. Everything it does to the register goes through the same doors as the pages.
@main
struct Dengbu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dengbu",
        abstract: "Registers immovable property, and proves it.",
        subcommands: [
            Serve.self, Load.self, ImportCommand.self, RecordCommand.self, Verify.self, AuditCommand.self, WitnessCommand.self, CatalogueCommand.self, UserCommand.self,
            ClientCommand.self, OrganisationCommand.self,
            KeyCommand.self, ConfigurationCommand.self,
        ])
}
