import Catalogue
import Testing

@testable import Casework

@Suite("The catalogue's services") struct CatalogueServicesTests {
    @Test("load, and pass the tests they carry")
    func services() throws {
        let catalogue = try HouseCatalogue.catalogue()
        #expect(catalogue.services.count >= 7)
        let results = catalogue.services.flatMap { ServiceTestRunner(catalogue: catalogue).run($0) }
        #expect(results.count >= 80)
        for result in results { #expect(result.failures.isEmpty, "\(result.service) “\(result.test)”: \(result.failures)") }
    }

    @Test("every check that the program has is one that some service uses, and its tests reach it")
    func reached() throws {
        let catalogue = try HouseCatalogue.catalogue()
        let used = Set(catalogue.services.flatMap { $0.checks.map(\.name) })
        let found = Set(catalogue.services.flatMap { $0.tests.flatMap(\.expect.findings) })
        #expect(used == CheckList.names)
        #expect(found == CheckList.names)
    }
}
