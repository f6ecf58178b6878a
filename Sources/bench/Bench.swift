import ArgumentParser

/// Measures the figures of the platform, each beside its limit or a peer of the same run. Started by `./bench`.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures, each figure beside its limit or a peer in the same run.",
        subcommands: [RegistrationBench.self, EscrowBench.self, CaseBench.self, OrderBench.self, SystemKeys.self, UsersBench.self, UnitBench.self, MapBench.self, LedgerBench.self])
}
