import ArgumentParser

/// Prints the table of settings as Markdown; docs/configuration.md holds its output.
struct ConfigurationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "configuration", abstract: "Prints the table of all settings.")

    func run() {
        print("| key in dengbu.json | environment | default | meaning |")
        print("| --- | --- | --- | --- |")
        for key in SettingKey.allCases {
            print("| `\(key.rawValue)` | `\(key.environment)` | \(key.standard.isEmpty ? "" : "`\(key.standard)`") | \(key.meaning) |")
        }
    }
}
