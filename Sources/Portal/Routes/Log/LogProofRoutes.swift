import Casework
import Hummingbird
import Identity
import Ledger
import Register
import Storage

/// Proofs about the log, for programs that don't cut them from tiles themselves.
///
/// | method | path                             | what                                                          |
/// | ------ | -------------------------------- | ------------------------------------------------------------- |
/// | GET    | /api/v1/log                      | the log's key and size, what is published, who cosigns        |
/// | GET    | /api/v1/log/inclusion            | an entry is in the tree of a size (RFC 9162 2.1.3)            |
/// | GET    | /api/v1/log/consistency          | a tree begins with a smaller one (RFC 9162 2.1.4)             |
/// | GET    | /api/v1/log/entries/{index}      | an entry with its C2SP tlog-proof                             |
/// | GET    | /api/v1/log/units/{unit}         | every entry of a unit, each naming its predecessor            |
struct LogProofRoutes: RouteGroup {
    let desk: Desk

    func addRoutes(to table: inout RouteTable) {
        let count = Schema.formatted(.int64)
        let hash = Schema.pattern("^[A-Za-z0-9+/]{43}=$", example: "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
        table.anyone(
            .api(
                "log.state", .get, PathTemplate("/api/v1/log"), .viewPublicPages, "登记日志的现状",
                response: .object(
                    "LogState", "登记日志的现状",
                    [
                        .required("origin", .string, "日志名称"), .required("key", .string, "日志公钥（最近启用的）"),
                        .required(
                            "keys",
                            .array(
                                .object(
                                    "LogKey", "日志的一个公钥及其签署的检查点范围",
                                    [
                                        .required("key", .string, "公钥"), .required("algorithm", .string, "ed25519 或 sm2-sm3"),
                                        .required("from", count, "它签署的最小条目数"), .required("until", .nullable(count), "它签署的最大条目数；为空表示仍在使用"),
                                    ])), "全部公钥，包括已停用的"),
                        .required("size", count, "已排序的条目数"),
                        .required("published", .nullable(count), "已公布检查点的条目数"), .required("lag", count, "尚未公布的条目数"),
                        .required(
                            "witnesses",
                            .array(
                                .object(
                                    "LogWitness", "见证方",
                                    [
                                        .required("name", .string, "见证方名称"), .required("key", .string, "见证方公钥"),
                                        .required("size", count, "最近共签的条目数"), .required("behind", .boolean, "是否尚未共签最新检查点"),
                                    ])), "见证方"),
                    ])), state)
        table.anyone(
            .api(
                "log.inclusion", .get, PathTemplate("/api/v1/log/inclusion"), .viewPublicPages, "条目的包含证明",
                query: [QueryParameter("index", count, "条目序号", required: true), QueryParameter("size", count, "日志条目数，默认为最新检查点的条目数")],
                response: .object(
                    "InclusionProof", "包含证明",
                    [
                        .required("index", count), .required("size", count), .required("leaf", hash, "叶散列"), .required("root", hash, "根散列"),
                        .required("hashes", .array(hash), "自下而上的路径"),
                    ])), inclusion)
        table.anyone(
            .api(
                "log.consistency", .get, PathTemplate("/api/v1/log/consistency"), .viewPublicPages, "两个检查点之间的一致性证明",
                query: [QueryParameter("from", count, "较早的条目数", required: true), QueryParameter("to", count, "较晚的条目数，默认为最新")],
                response: .object(
                    "ConsistencyProof", "一致性证明",
                    [
                        .required("from", count), .required("to", count), .required("oldRoot", hash), .required("newRoot", hash),
                        .required("hashes", .array(hash)),
                    ])), consistency)
        let entry = Schema.object(
            "LogEntry", "日志条目", [.required("index", count), .required("entry", .string, "条目原文（RFC 8785）"), .required("proof", .string, "C2SP tlog-proof")])
        table.anyone(.api("log.entry", .get, PathTemplate("/api/v1/log/entries/{index}"), .viewPublicPages, "一个条目及其证明", response: entry), self.entry)
        table.anyone(
            .api(
                "log.unit", .get, PathTemplate("/api/v1/log/units/{unit}"), .viewPublicPages, "不动产单元的全部日志条目",
                response: .object(
                    "UnitChain", "一个单元的条目链",
                    [
                        .required("unit", .unitCode), .required("head", .nullable(.string), "登记簿现在的链头（十六进制）"),
                        .required("complete", .boolean, "链条完整且链头与登记簿一致"),
                        .required(
                            "entries",
                            .array(
                                .object(
                                    "UnitChainEntry", "链上一环",
                                    [.required("index", .nullable(count), "日志序号；为空表示尚未排序"), .required("leaf", .string, "叶散列（十六进制）"), .required("entry", .nullable(.string))]))),
                        .required("recordsComplete", .boolean, "存量登记记录的链条完整"),
                        .required(
                            "records",
                            .array(
                                .object(
                                    "UnitRecordEntry", "上链的存量登记记录",
                                    [.required("index", count, "日志序号"), .required("leaf", .string, "叶散列（十六进制）"), .required("entry", .string, "条目原文（RFC 8785）")])),
                            "本系统启用前的登记记录"),
                    ])), unit)
    }

    private func number(_ name: String, _ request: Request) throws -> Int? {
        guard let text = try request.query()[name], !text.isEmpty else { return nil }
        guard let value = Int(text), value >= 0, String(value) == text else { throw PortalError.invalid([FieldError(name, "应当是不小于零的整数。")]) }
        return value
    }

    private func required(_ name: String, _ request: Request) throws -> Int {
        guard let value = try number(name, request) else { throw PortalError.invalid([FieldError(name, "此项必填。")]) }
        return value
    }

    /// What the log can't prove is the caller's mistake in this field.
    private func proving<T>(_ field: String, _ work: () async throws -> T) async throws -> T {
        do { return try await work() } catch let error as LedgerError {
            switch error {
            case .indexBeyondTree, .sizeBeyondTree, .sizesReversed, .emptyTree:
                throw PortalError.invalid([FieldError(field, "日志中没有这个序号，或者两个条目数的先后不对（\(error)）。")])
            default: throw error
            }
        }
    }

    @Sendable func state(_ request: Request, _ context: AppContext) async throws -> Response {
        let policy = desk.witnesses.policy
        let (size, published) = try await desk.office.database.read { connection -> (Int64, Int64?) in
            let published = policy.needsWitnesses ? try LogRecords.latestPublication(in: connection)?.size : try LogRecords.latestCheckpoint(in: connection)?.size
            return (try LogRecords.size(in: connection), published)
        }
        let standings = desk.witnesses.standings
        return .json { json in
            json.field("origin", desk.office.sequencer.origin)
            json.field("key", desk.logKey)
            json.array("keys", desk.office.sequencer.keys.keys) { json, key in
                json.object { json in
                    json.field("key", key.verifier.vkey)
                    json.field("algorithm", key.verifier is SM2NoteVerifier ? "sm2-sm3" : "ed25519")
                    json.field("from", key.from)
                    json.key("until")
                    if let until = key.until { json.value(until) } else { json.null() }
                }
            }
            json.field("size", Int(size))
            json.key("published")
            if let published { json.value(Int(published)) } else { json.null() }
            json.field("lag", Int(size - (published ?? 0)))
            json.array("witnesses", zip(policy.witnesses, standings)) { json, pair in
                json.object { json in
                    json.field("name", pair.0.label)
                    json.field("key", pair.0.key.vkey)
                    json.field("size", pair.1.size)
                    json.field("behind", pair.1.problem != nil)
                }
            }
        }
    }

    @Sendable func inclusion(_ request: Request, _ context: AppContext) async throws -> Response {
        let index = try required("index", request)
        let asked = try number("size", request)
        let proof = try await proving("index") {
            try await desk.office.database.read { try LogReader.provenInclusion(of: index, size: asked, in: $0) }
        }
        return .json { json in
            json.field("index", index)
            json.field("size", proof.size)
            json.field("leaf", proof.leaf.base64)
            json.field("root", proof.root.base64)
            json.array("hashes", proof.hashes) { $0.value($1.base64) }
        }
    }

    @Sendable func consistency(_ request: Request, _ context: AppContext) async throws -> Response {
        let from = try required("from", request)
        let asked = try number("to", request)
        let proof = try await proving("from") {
            try await desk.office.database.read { try LogReader.provenConsistency(from: from, to: asked, in: $0) }
        }
        return .json { json in
            json.field("from", from)
            json.field("to", proof.to)
            json.field("oldRoot", proof.oldRoot.base64)
            json.field("newRoot", proof.newRoot.base64)
            json.array("hashes", proof.hashes) { $0.value($1.base64) }
        }
    }

    @Sendable func entry(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let index = Int(try context.part("index")), index >= 0 else { throw PortalError.notFound }
        let found = try await desk.office.database.read { try LogReader.receipt(ofIndex: Int64(index), in: $0) }
        guard let found else { throw PortalError.notFound }
        return .json { json in
            json.field("index", index)
            json.field("entry", String(decoding: found.entry, as: UTF8.self))
            json.field("proof", String(decoding: found.encoded, as: UTF8.self))
        }
    }

    @Sendable func unit(_ request: Request, _ context: AppContext) async throws -> Response {
        let unit = try context.unitCode()
        let region = desk.office.region
        let (chain, records) = try await desk.office.database.read {
            (try UnitChain.read(unit, region: region, in: $0), try ImportedChain.read(unit, region: region, in: $0))
        }
        guard chain != nil || !records.links.isEmpty else { throw PortalError.notFound }
        return .json { json in
            json.field("unit", unit.text)
            json.field("head", chain?.head.map(Hexadecimal.encode))
            json.field("complete", chain?.isComplete ?? true)
            json.array("entries", chain?.links ?? []) { json, link in
                json.object { json in
                    json.key("index")
                    if let index = link.index { json.value(Int(index)) } else { json.null() }
                    json.field("leaf", Hexadecimal.encode(link.leaf))
                    json.field("entry", link.entry.map { String(decoding: $0, as: UTF8.self) })
                }
            }
            json.field("recordsComplete", records.isComplete)
            json.array("records", records.links) { json, link in
                json.object { json in
                    json.field("index", Int(link.index))
                    json.field("leaf", link.leaf.hex)
                    json.field("entry", String(decoding: link.entry, as: UTF8.self))
                }
            }
        }
    }
}
