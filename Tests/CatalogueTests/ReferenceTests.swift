import Catalogue
import Foundation
import Testing

@Suite("Generated references")
struct ReferenceTests {
    @Test("the reference page is what the catalogue says today")
    func page() throws {
        let page = CatalogueReference.markdown(try Repository.catalogue())
        #expect(try Repository.isFresh("docs/reference/catalogue.md", page + "\n"), "run the tests once with DENGBU_WRITE_REFERENCES=1")
    }

    @Test("the schema for editors is what the loader checks today")
    func schema() throws {
        let schema = CatalogueReference.serviceSchema(primitives: .house, catalogue: try Repository.catalogue())
        #expect(try Repository.isFresh("catalogue/schema/service.schema.json", schema), "run the tests once with DENGBU_WRITE_REFERENCES=1")
        let json = try JSONSerialization.jsonObject(with: Data(schema.utf8)) as? [String: Any]
        let properties = try #require(json?["properties"] as? [String: Any])
        #expect(Set(try #require(json?["required"] as? [String])).isSubset(of: properties.keys))
    }

    @Test("the page names every service, material, text and calendar, and every key")
    func complete() throws {
        let catalogue = try Repository.catalogue()
        let page = CatalogueReference.markdown(catalogue)
        for name in catalogue.services.map(\.id) + catalogue.materials.map(\.kind) + catalogue.texts.map(\.id) + ["automatic-falls-to", "on-finding"]
        {
            #expect(page.contains("`\(name)`"), "\(name)")
        }
        for service in catalogue.services {
            for test in service.tests { #expect(page.contains(test.name)) }
        }
    }
}
