import Foundation
import HTTPTypes
import HummingbirdTesting
import Portal
import Testing

@Suite("The API's description")
struct OpenAPITests {
    @Test("It names every endpoint of the API and nothing else, and every reference leads somewhere")
    func complete() async throws {
        try await withPortal(features: { [SampleRoutes(), EventStreamTests.Feed(streams: $0)] }) { portal async throws in
            let response = try await portal.anonymous.get("/openapi.json")
            #expect(response.headers[.contentType] == "application/json; charset=utf-8")
            let document = response.json
            #expect(document["openapi"] as? String == "3.1.0")
            let paths = try #require(document["paths"] as? [String: [String: Any]])
            var described: Set<String> = []
            for (path, methods) in paths { for method in methods.keys { described.insert("\(method.uppercased()) \(path)") } }
            let declared = portal.server.table.all.filter { [.api, .machine, .stream, .file].contains($0.kind) && $0.path.text != "/openapi.json" }
            #expect(described == Set(declared.map { "\($0.method.rawValue) \($0.path.text)" }))

            let schemas = try #require((document["components"] as? [String: Any])?["schemas"] as? [String: Any])
            for name in references(in: document) { #expect(schemas[name] != nil, "\(name) is not defined") }
            #expect(schemas["Problem"] != nil && schemas["FieldError"] != nil && schemas["NewCase"] != nil)
            let create = try #require(paths["/api/v1/cases"]?["post"] as? [String: Any])
            #expect(create["operationId"] as? String == "cases.create")
            #expect((create["responses"] as? [String: Any])?.keys.sorted() == ["201", "default"])
            #expect((create["parameters"] as? [[String: Any]])?.first?["name"] as? String == "Idempotency-Key")
            #expect((create["security"] as? [[String: Any]])?.first?.keys.first == "session")
        }
    }

    private func references(in value: Any) -> Set<String> {
        if let object = value as? [String: Any] {
            return object.reduce(into: []) { found, pair in
                if pair.key == "$ref", let target = pair.value as? String { found.insert(String(target.dropFirst("#/components/schemas/".count))) }
                found.formUnion(references(in: pair.value))
            }
        }
        if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(references(in: $1)) } }
        return []
    }
}
