import Foundation

/// The program dengbu in processes of its own.
struct Program: Sendable {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    let path: String
    let resources: String

    /// Runs a command to its end.
    /// - Returns: its seconds and the most memory that it had resident, in megabytes.
    @discardableResult
    func run(_ arguments: [String], output: FileHandle = .nullDevice) async throws -> (seconds: Double, megabytes: Double) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        let began = ContinuousClock.now
        try process.run()
        var peak = 0.0
        while process.isRunning {
            peak = max(peak, Self.peakMemory(process.processIdentifier))
            try await Task.sleep(for: .milliseconds(10))
        }
        let seconds = (ContinuousClock.now - began).inSeconds
        guard process.terminationStatus == 0 else { throw Failed(description: "dengbu \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)") }
        return (seconds, peak)
    }

    /// VmHWM of a process (proc(5)): the peak since it began.
    private static func peakMemory(_ process: Int32) -> Double {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = Double(line.split(separator: " ").dropFirst().first ?? "")
        else { return 0 }
        return kilobytes / 1_024
    }

    /// Starts a server that writes its port into a file, and gives it back with the port.
    func serve(_ arguments: [String], folder: String) async throws -> (process: Process, port: Int) {
        let file = "\(folder)/port-\(UUID().uuidString)"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments + ["--port", "0", "--port-file", file]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<3_000 where process.isRunning {
            if let text = try? String(contentsOfFile: file, encoding: .utf8), let port = Int(text) { return (process, port) }
            try await Task.sleep(for: .milliseconds(10))
        }
        process.terminate()
        throw Failed(description: "dengbu \(arguments.first ?? "") does not listen")
    }

    func text(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(description: "dengbu \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)") }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
