import ArgumentParser
import AsyncHTTPClient
import Casework
import Contracts
import Foundation
import Ledger
import NIOCore
import NIOHTTP1
import Packing

/// Audits a running registry as an outsider: with its address and public key, and nothing else of it.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "audit", abstract: "Audits the log of a running registry over HTTP, from the last audited checkpoint on.")
    @Argument(help: "Address of the registry, or of the log's prefix (ending in /log).") var url: String
    @Option(help: "The log's verifier keys (dengbu key log), from a source that isn't the log.") var key: [String]
    @Option(help: "File that keeps the last audited checkpoint; without one everything is audited.") var state: String?
    @Option(help: "File with the policy that says which witnesses must have cosigned.") var witnesses: String?
    @Option(help: "The provincial chain's public key in hexadecimal, from a source that isn't the registry; may be given again for former keys. Without it the keys in the chain's receipts are believed.")
    var chainKey: [String] = []
    @Option(help: "Address of the provincial chain, from a source that isn't the registry: looks there whether the receipts' blocks are in it, each on the one before.")
    var chain: String?
    @Flag(help: "Print nothing but the result.") var quiet = false

    func run() async throws {
        let prefix = url.hasSuffix("/log") ? url : (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/log"
        let policy = try witnesses.map { try WitnessPolicy(text: String(contentsOfFile: $0, encoding: .utf8)) } ?? .none
        let base = prefix.dropLast("/log".count)
        let auditor = LogAuditor(
            log: try LogKeys(options: key), policy: policy,
            askMap: { unit, size in try await Self.fetch("\(base)/api/v1/log/map?unit=\(unit)&size=\(size)") },
            fetch: { path in try await Self.fetch("\(prefix)/\(path)") })
        let audited = try state.flatMap { path in
            FileManager.default.fileExists(atPath: path) ? try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) : nil
        }
        let bar = ProgressBar(isQuiet: quiet)
        do {
            let report = try await auditor.audit(since: audited) { bar.show($0, of: $1, "entries") }
            bar.end()
            let anchored = try await anchored(report, base: String(base))
            if let state { try Data(report.note).write(to: URL(fileURLWithPath: state), options: .atomic) }
            let recorded = report.recorded > 0 ? ", records of before on \(report.recorded)" : ""
            let cosigned = report.witnesses.isEmpty ? "" : ", cosigned by \(report.witnesses.joined(separator: ", "))"
            print("entries \(report.from) to \(report.to) audited, \(report.units) units\(recorded)\(cosigned), \(Self.words(report.map)), \(anchored): clean")
        } catch let divergence as LogAuditor.Divergence {
            bar.end()
            print("DIVERGENCE \(divergence)")
            throw ExitCode(1)
        } catch let error as LedgerError {
            print("DIVERGENCE \(error)")
            throw ExitCode(1)
        } catch let error as AnchorFault {
            print("DIVERGENCE anchor: \(error)")
            throw ExitCode(1)
        } catch let error as ProvincialChain.ReceiptFault {
            print("DIVERGENCE anchor: \(error)")
            throw ExitCode(1)
        } catch let error as AnchorAuditor.ChainSilent {
            // Nothing is kept of this audit: the next one asks the chain about the same anchors.
            print("NOT COMPLETE: the log and its receipts are clean; \(error)")
            throw ExitCode(2)
        } catch let error as PackingError {
            print("DIVERGENCE \(error)")
            throw ExitCode(1)
        } catch let error as StateFault {
            print("DIVERGENCE the map of units: \(error)")
            throw ExitCode(1)
        }
    }

    /// Which of its checkpoints stand on the chain, in words.
    private func anchored(_ report: LogAuditor.Report, base: String) async throws -> String {
        let checkpoint = try Checkpoint(text: SignedNote(parsing: report.note).text)
        let auditor = AnchorAuditor(
            log: try LogKeys(options: key), chainKeys: chainKey.isEmpty ? nil : Set(chainKey),
            chain: chain.map { url in
                let prefix = url.hasSuffix("/") ? String(url.dropLast()) : url
                return { path in
                    do { return try await Self.fetch(prefix + path) } catch let failure as FetchFailure where failure.status == 404 { return nil }
                }
            }
        ) { try await Self.fetch(base + $0) }
        do {
            let anchored = try await auditor.audit(checkpoint, from: report.from)
            let keys = chainKey.isEmpty && anchored.anchors > 0 ? " by the keys in its receipts" : ""
            let seen = anchored.chain.map { found in
                ", \(found.anchors) of them and \(found.blocks) blocks seen on the chain itself" + (found.gaps > 0 ? ", \(found.gaps) stretches of blocks not followed" : "")
            }
            return "\(anchored.anchors) anchors on the chain\(keys)\(seen ?? "")"
        } catch let failure as FetchFailure where failure.status == 404 {
            // A mirror of the log's files alone.
            return "no anchors to be had"
        }
    }

    private static func words(_ map: LogAuditor.MapAudit) -> String {
        switch map {
        case .none: "no map of units"
        case .rebuilt(let units): "map of \(units) units rebuilt"
        case .proved(let units, let all): "map proved for \(units) of \(all) units"
        }
    }

    /// More than any file of a log has: 256 entries of 65,535 bytes are half of it. Unpacked it isn't more either.
    private static let mostBytes = 32 << 20

    /// Gives bodies as they came: the shared client unpacks by itself, and bounds how well something is packed, not what it becomes.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.decompression = .disabled
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// One file, tried again while the server asks for patience.
    static func fetch(_ url: String) async throws -> [UInt8] {
        for attempt in 0... {
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "Accept-Encoding", value: "gzip, identity")
            let response = try await client.execute(request, timeout: .seconds(30))
            let body = try await response.body.collect(upTo: mostBytes)
            switch response.status {
            case .ok:
                return try Packing.body(Array(body.readableBytesView), contentEncoding: response.headers.first(name: "content-encoding"), atMost: mostBytes)
            case .tooManyRequests, .serviceUnavailable:
                guard attempt < 20 else { throw FetchFailure(url: url, status: response.status.code) }
                try await Task.sleep(for: .seconds(min(Int(response.headers.first(name: "retry-after") ?? "") ?? 1, 10)))
            default: throw FetchFailure(url: url, status: response.status.code)
            }
        }
        throw FetchFailure(url: url, status: 0)
    }

    struct FetchFailure: Error, CustomStringConvertible {
        let url: String
        let status: UInt
        var description: String { "\(url) answered \(status)" }
    }
}
